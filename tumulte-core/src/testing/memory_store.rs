//! A store that forgets when the process ends.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use async_trait::async_trait;

use crate::{
    model::{
        Campaign, CampaignId, Character, CharacterId, Combat, ConnectionId, Roll, RollId,
        SystemRef, Timestamp, Verdict,
    },
    sync::{
        Audience, CampaignRules, Cursor, Draft, NewRoll, Publication, RecordOutcome, RollRevision,
        RuledCampaign, Store, StoreError, StoredCharacter, StoredRoll, ToldRoll, Topic,
    },
};

/// What a world calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DescribedWorld {
    /// Its title, once told.
    pub name: Option<String>,
    /// The game system it runs.
    pub system: SystemRef,
    /// The version of the tabletop, once told.
    pub core_version: Option<String>,
}

/// A complete store in memory: a first store for whoever embeds core, and the one tests use.
///
/// Campaigns come in through [`import`](Self::import); everything else is the [`Store`] contract.
/// Nothing is ever dropped but with the store itself. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    campaigns: BTreeMap<CampaignId, CampaignState>,
    worlds: BTreeMap<ConnectionId, DescribedWorld>,
    events: Vec<Publication>,
}

#[derive(Debug)]
struct CampaignState {
    campaign: Campaign,
    characters: BTreeMap<String, CharacterState>,
    rolls: BTreeMap<RollId, RollState>,
    roll_ids: BTreeMap<String, RollId>,
    messages: BTreeMap<String, String>,
    rules: Option<Arc<CampaignRules>>,
    /// The one longest without news first.
    combats: Vec<Combat>,
}

#[derive(Debug)]
struct CharacterState {
    stored: StoredCharacter,
    is_removed: bool,
}

#[derive(Debug)]
struct RollState {
    message_id: String,
    roll: Roll,
    verdict: Verdict,
    rolled_at: Timestamp,
    is_retracted: bool,
}

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a world in as a campaign; an imported one stays as it is. Gives the campaign as it is
    /// stored.
    pub fn import(&self, campaign: Campaign) -> Campaign {
        let mut state = self.lock();
        if let Some(known) = state.imported(campaign.connection_id, &campaign.vtt_campaign_id) {
            return known;
        }
        let empty = CampaignState {
            campaign: campaign.clone(),
            characters: BTreeMap::new(),
            rolls: BTreeMap::new(),
            roll_ids: BTreeMap::new(),
            messages: BTreeMap::new(),
            rules: None,
            combats: Vec::new(),
        };
        state.campaigns.insert(campaign.campaign_id, empty);
        campaign
    }

    /// Gives a campaign rules of its own, or its game system's back.
    pub fn set_rules(&self, campaign_id: CampaignId, rules: Option<CampaignRules>) {
        if let Some(campaign) = self.lock().campaigns.get_mut(&campaign_id) {
            campaign.rules = rules.map(Arc::new);
        }
    }

    /// How a connection's world described itself last.
    #[must_use]
    pub fn world(&self, connection_id: ConnectionId) -> Option<DescribedWorld> {
        self.lock().worlds.get(&connection_id).cloned()
    }

    /// The characters of a campaign that are there now.
    #[must_use]
    pub fn characters(&self, campaign_id: CampaignId) -> Vec<StoredCharacter> {
        let state = self.lock();
        let characters = state.campaigns.get(&campaign_id).map(|campaign| &campaign.characters);
        let present = characters.into_iter().flat_map(BTreeMap::values);
        present.filter(|one| !one.is_removed).map(|one| one.stored.clone()).collect()
    }

    /// What the rules say about a stored roll now.
    #[must_use]
    pub fn verdict(&self, campaign_id: CampaignId, roll_id: RollId) -> Option<Verdict> {
        let state = self.lock();
        let roll = state.campaigns.get(&campaign_id)?.rolls.get(&roll_id)?;
        Some(roll.verdict.clone())
    }

    /// A message as it came last.
    #[must_use]
    pub fn raw_message(&self, campaign_id: CampaignId, message_id: &str) -> Option<String> {
        self.lock().campaigns.get(&campaign_id)?.messages.get(message_id).cloned()
    }

    /// What an audience missed since a cursor, oldest first.
    #[must_use]
    pub fn events_after(
        &self,
        campaign_id: CampaignId,
        audience: Audience,
        topic: Topic,
        after: Cursor,
    ) -> Vec<Publication> {
        let state = self.lock();
        let is_missed = |event: &&Publication| {
            event.cursor > after
                && event.campaign_id == campaign_id
                && event.audience == audience
                && event.topic == topic
        };
        state.events.iter().filter(is_missed).cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn imported(&self, connection_id: ConnectionId, vtt_campaign_id: &str) -> Option<Campaign> {
        let mut campaigns = self.campaigns.values().map(|state| &state.campaign);
        campaigns
            .find(|campaign| {
                campaign.connection_id == connection_id
                    && campaign.vtt_campaign_id == vtt_campaign_id
            })
            .cloned()
    }

    fn campaign(&mut self, campaign_id: CampaignId) -> Result<&mut CampaignState, StoreError> {
        self.campaigns.get_mut(&campaign_id).ok_or_else(|| missing("campaign"))
    }

    fn append(&mut self, campaign_id: CampaignId, drafts: &[Draft]) -> Vec<Cursor> {
        let first = self.events.last().map_or(1, |event| event.cursor.saturating_add(1));
        let cursors: Vec<Cursor> = (first..).take(drafts.len()).collect();
        for (draft, cursor) in drafts.iter().zip(&cursors) {
            let publication = Publication {
                cursor: *cursor,
                campaign_id,
                audience: draft.audience,
                topic: draft.topic,
                event: draft.event.to_owned(),
                payload: draft.payload.clone(),
            };
            self.events.push(publication);
        }
        cursors
    }
}

impl CampaignState {
    /// Checks what a database's foreign keys check, before anything is changed.
    fn has_rolls(&self, mut ids: impl Iterator<Item = RollId>) -> Result<(), StoreError> {
        if ids.all(|id| self.rolls.contains_key(&id)) { Ok(()) } else { Err(missing("roll")) }
    }
}

fn missing(what: &str) -> StoreError {
    StoreError::Unavailable(format!("there is no such {what}").into())
}

#[async_trait]
impl Store for MemoryStore {
    async fn campaign(
        &self,
        connection_id: ConnectionId,
        vtt_campaign_id: &str,
    ) -> Result<Option<Campaign>, StoreError> {
        let state = self.lock();
        let campaign = state.imported(connection_id, vtt_campaign_id);
        let system = state.worlds.get(&connection_id).map(|world| world.system.clone());
        Ok(campaign.map(|campaign| {
            let system = system.or(campaign.system);
            Campaign { system, ..campaign }
        }))
    }

    async fn ruled_campaigns(
        &self,
        worlds: &[(ConnectionId, &str)],
    ) -> Result<Vec<Option<RuledCampaign>>, StoreError> {
        let found = self.campaigns(worlds).await?;
        let state = self.lock();
        let ruled = |campaign: Campaign| {
            let rules =
                state.campaigns.get(&campaign.campaign_id).and_then(|one| one.rules.clone());
            RuledCampaign { campaign, rules }
        };
        Ok(found.into_iter().map(|campaign| campaign.map(ruled)).collect())
    }

    async fn describe_world(
        &self,
        connection_id: ConnectionId,
        name: Option<&str>,
        system: &SystemRef,
        core_version: Option<&str>,
    ) -> Result<(), StoreError> {
        let mut state = self.lock();
        let known = state.worlds.remove(&connection_id);
        let (known_name, known_version) =
            known.map(|world| (world.name, world.core_version)).unwrap_or_default();
        let world = DescribedWorld {
            name: name.map(str::to_owned).or(known_name),
            system: system.clone(),
            core_version: core_version.map(str::to_owned).or(known_version),
        };
        state.worlds.insert(connection_id, world);
        Ok(())
    }

    async fn character(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
    ) -> Result<Option<StoredCharacter>, StoreError> {
        let state = self.lock();
        let campaign = state.campaigns.get(&campaign_id);
        let character = campaign.and_then(|campaign| campaign.characters.get(vtt_character_id));
        Ok(character.filter(|one| !one.is_removed).map(|one| one.stored.clone()))
    }

    async fn put_characters(
        &self,
        campaign_id: CampaignId,
        characters: &[(CharacterId, Character)],
        is_complete: bool,
        _now: Timestamp,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        let mut state = self.lock();
        let known = &mut state.campaign(campaign_id)?.characters;
        if is_complete {
            for one in known.values_mut() {
                one.is_removed = true;
            }
        }
        let put = |(new_id, character): &(CharacterId, Character)| {
            let character_id = known
                .get(&character.vtt_character_id)
                .map_or(*new_id, |one| one.stored.character_id);
            let stored = StoredCharacter { character_id, character: character.clone() };
            let new = CharacterState { stored: stored.clone(), is_removed: false };
            known.insert(character.vtt_character_id.clone(), new);
            stored
        };
        Ok(characters.iter().map(put).collect())
    }

    async fn remove_character(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
        _now: Timestamp,
    ) -> Result<Option<CharacterId>, StoreError> {
        let mut state = self.lock();
        let characters = &mut state.campaign(campaign_id)?.characters;
        let present = characters.get_mut(vtt_character_id).filter(|one| !one.is_removed);
        Ok(present.map(|one| {
            one.is_removed = true;
            one.stored.character_id
        }))
    }

    async fn present_characters(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        Ok(self.characters(campaign_id))
    }

    async fn combats(&self, campaign_id: CampaignId) -> Result<Vec<Combat>, StoreError> {
        let state = self.lock();
        Ok(state.campaigns.get(&campaign_id).map(|one| one.combats.clone()).unwrap_or_default())
    }

    async fn put_combat(
        &self,
        campaign_id: CampaignId,
        combat: &Combat,
        drafts: &[Draft],
        _now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        let mut state = self.lock();
        let combats = &mut state.campaign(campaign_id)?.combats;
        combats.retain(|one| one.vtt_combat_id != combat.vtt_combat_id);
        combats.push(combat.clone());
        Ok(state.append(campaign_id, drafts))
    }

    async fn remove_combat(
        &self,
        campaign_id: CampaignId,
        vtt_combat_id: &str,
        drafts: &[Draft],
        _now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        let mut state = self.lock();
        let combats = &mut state.campaign(campaign_id)?.combats;
        let before = combats.len();
        combats.retain(|one| one.vtt_combat_id != vtt_combat_id);
        if combats.len() == before {
            return Ok(Vec::new());
        }
        Ok(state.append(campaign_id, drafts))
    }

    async fn record(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
        raw: &str,
        rolls: &[NewRoll],
        _now: Timestamp,
    ) -> Result<Vec<RecordOutcome>, StoreError> {
        let mut state = self.lock();
        let campaign = state.campaign(campaign_id)?;
        let known: BTreeSet<CharacterId> =
            campaign.characters.values().map(|one| one.stored.character_id).collect();
        if !rolls.iter().filter_map(|new| new.character_id).all(|id| known.contains(&id)) {
            return Err(missing("character"));
        }
        campaign.messages.insert(message_id.to_owned(), raw.to_owned());
        let mut outcomes = Vec::with_capacity(rolls.len());
        for new in rolls {
            let campaign = state.campaign(campaign_id)?;
            if let Some(roll_id) = campaign.roll_ids.get(&new.roll.vtt_roll_id) {
                let (roll_id, cursors) = (*roll_id, Vec::new());
                outcomes.push(RecordOutcome { roll_id, cursors, is_new: false });
                continue;
            }
            campaign.roll_ids.insert(new.roll.vtt_roll_id.clone(), new.roll_id);
            let roll = RollState {
                message_id: message_id.to_owned(),
                roll: new.roll.clone(),
                verdict: new.verdict.clone(),
                rolled_at: new.rolled_at,
                is_retracted: false,
            };
            campaign.rolls.insert(new.roll_id, roll);
            let cursors = state.append(campaign_id, &new.drafts);
            outcomes.push(RecordOutcome { roll_id: new.roll_id, cursors, is_new: true });
        }
        Ok(outcomes)
    }

    async fn rolls_of_message(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
    ) -> Result<Vec<StoredRoll>, StoreError> {
        let state = self.lock();
        let rolls = state.campaigns.get(&campaign_id).map(|campaign| &campaign.rolls);
        let of_message =
            rolls.into_iter().flatten().filter(|(_, stored)| stored.message_id == message_id);
        Ok(of_message
            .map(|(roll_id, stored)| StoredRoll {
                roll_id: *roll_id,
                vtt_roll_id: stored.roll.vtt_roll_id.clone(),
                visibility: stored.roll.visibility,
                roll: stored.roll.clone(),
                is_retracted: stored.is_retracted,
            })
            .collect())
    }

    async fn rolls_between(
        &self,
        campaign_id: CampaignId,
        from: Timestamp,
        until: Timestamp,
        _now: Timestamp,
    ) -> Result<Vec<ToldRoll>, StoreError> {
        let state = self.lock();
        let Some(campaign) = state.campaigns.get(&campaign_id) else { return Ok(Vec::new()) };
        let made = campaign.rolls.values().filter(|one| (from..=until).contains(&one.rolled_at));
        let told = made.filter_map(|one| {
            let raw = campaign.messages.get(&one.message_id)?.clone();
            Some(ToldRoll { raw, roll: one.roll.clone() })
        });
        Ok(told.collect())
    }

    async fn revise(
        &self,
        campaign_id: CampaignId,
        revisions: &[RollRevision],
        _now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        let mut state = self.lock();
        let campaign = state.campaign(campaign_id)?;
        campaign.has_rolls(revisions.iter().map(|revision| revision.roll_id))?;
        for revision in revisions {
            if let Some(stored) = campaign.rolls.get_mut(&revision.roll_id) {
                stored.roll = revision.roll.clone();
                stored.verdict = revision.verdict.clone();
            }
        }
        let append = |revision: &RollRevision| state.append(campaign_id, &revision.drafts);
        Ok(revisions.iter().map(append).collect())
    }

    async fn retract(
        &self,
        campaign_id: CampaignId,
        retractions: &[(RollId, Vec<Draft>)],
        _now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        let mut state = self.lock();
        let campaign = state.campaign(campaign_id)?;
        campaign.has_rolls(retractions.iter().map(|(roll_id, _)| *roll_id))?;
        for (roll_id, _) in retractions {
            if let Some(stored) = campaign.rolls.get_mut(roll_id) {
                stored.is_retracted = true;
            }
        }
        let append = |(_, drafts): &(RollId, Vec<Draft>)| state.append(campaign_id, drafts);
        Ok(retractions.iter().map(append).collect())
    }

    async fn append(
        &self,
        campaign_id: CampaignId,
        drafts: &[Draft],
        _now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        let mut state = self.lock();
        state.campaign(campaign_id)?;
        Ok(state.append(campaign_id, drafts))
    }
}
