//! The straight line from a raw event to what people see.

use std::sync::Mutex;

use serde_json::Value;

use super::{
    CampaignSync, CharacterDelete, CharacterEnd, CharacterNews, CharacterRef, CharacterUpdate,
    Cursor, Draft, GmEvent, GmRoll, JudgedRoll, MessageDelete, Platform, Publisher, Retraction,
    RollEvent, RollPlace, RollReceipt, RollRevision, RuledCampaign, Store, StoreError,
    StoredCharacter, StoredRoll, StreamEvent, StreamView, SyncError, combats, envelope,
    group::{Message, Speakers, published},
    judge_message,
    relayed::Telling,
    sent_character,
    snapshot::character_state,
    stream_character, stream_view,
    twins::Twins,
};
use crate::model::{
    Actor, Campaign, CampaignId, CharacterId, CharacterKind, Connection, RollId, Speaker, SystemRef,
};
use crate::vtt::MessageContext;

/// Records what tabletops send and publishes each audience's view of it.
#[derive(Debug)]
pub struct SyncService<S, P, E> {
    pub(super) store: S,
    pub(super) publisher: P,
    pub(super) platform: E,
    pub(super) twins: Mutex<Twins>,
}

/// A message that was read and judged.
#[derive(Debug)]
pub(super) struct ReadEvent {
    pub(super) campaign_id: CampaignId,
    pub(super) event: RollEvent,
    pub(super) judged: Vec<JudgedRoll>,
    /// Who told of it, when a relay passed it on.
    pub(super) telling: Option<Telling>,
}

impl ReadEvent {
    pub(super) fn judge(
        connection: &Connection,
        RuledCampaign { campaign, rules }: &RuledCampaign,
        mut event: RollEvent,
    ) -> Result<Self, SyncError> {
        let (system, actor) = (event.system.id.clone(), event.actor.take());
        let context = MessageContext::new(system).with_actor(actor);
        let judged = match rules {
            Some(rules) => rules.judge_message(&connection.vtt, &*event.message, &context)?,
            None => judge_message(&connection.vtt, &*event.message, &context)?,
        };
        envelope::check_id("message", message_id(&judged))?;
        event.actor = context.actor;
        Ok(Self { campaign_id: campaign.campaign_id, event, judged, telling: None })
    }
}

impl<S: Store, P: Publisher, E: Platform> SyncService<S, P, E> {
    /// Puts the service together.
    pub const fn new(store: S, publisher: P, platform: E) -> Self {
        Self { store, publisher, platform, twins: Mutex::new(Twins::new()) }
    }

    /// The store it records to.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// `dice:roll`: records every roll of a message. A second delivery changes nothing.
    ///
    /// # Errors
    ///
    /// `event.*`, `vtt.*`, `roll.*`, `world.mismatch`, `campaign.not_imported`, `storage.*`.
    pub async fn record(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<RollReceipt, SyncError> {
        let mut receipts = self.record_all(vec![(connection, payload)]).await;
        receipts.pop().unwrap_or_else(|| Ok(RollReceipt::default()))
    }

    /// `dice:update`: a message changed. New rolls are recorded, changed ones told again, revealed
    /// ones revealed; what became hidden is taken back from the stream.
    ///
    /// # Errors
    ///
    /// As [`record`](Self::record).
    pub async fn update(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<RollReceipt, SyncError> {
        let read = self.read_all(vec![Message::rolls(connection, payload.into())]).await;
        let Some(read) = read.into_iter().next().transpose()? else {
            return Ok(RollReceipt::default());
        };
        let campaign_id = read.campaign_id;
        let known = self.store.rolls_of_message(campaign_id, message_id(&read.judged)).await?;
        let speakers = self.speakers(std::iter::once(&read)).await?;

        let mut revisions = Vec::new();
        for judged in &read.judged {
            let stored = known.iter().find(|stored| stored.vtt_roll_id == judged.roll.vtt_roll_id);
            // A late resend of an update must not bring back what was deleted since.
            let changed = |stored: &&StoredRoll| !stored.is_retracted && differs(stored, judged);
            if let Some(stored) = stored.filter(changed) {
                let view = self.view(&read, judged, stored.roll_id, &speakers);
                revisions.push(RollRevision {
                    roll_id: stored.roll_id,
                    roll: judged.roll.clone(),
                    verdict: judged.verdict.clone(),
                    drafts: revision_drafts(stored, view)?,
                });
            }
        }
        let cursors = self.store.revise(campaign_id, &revisions, self.platform.now()).await?;
        for (revision, cursors) in revisions.iter().zip(cursors) {
            self.publish(campaign_id, &revision.drafts, &cursors);
        }

        let recorded = self.record_read(vec![Ok(read)]).await;
        let mut receipt = recorded.into_iter().next().transpose()?.unwrap_or_default();
        receipt.duplicate = receipt.duplicate && revisions.is_empty();
        Ok(receipt)
    }

    /// `dice:delete`: takes back every roll of a deleted message.
    ///
    /// # Errors
    ///
    /// `event.*`, `world.mismatch`, `campaign.not_imported`, `storage.*`.
    pub async fn delete(&self, connection: &Connection, payload: Value) -> Result<(), SyncError> {
        let event: MessageDelete = envelope::open(payload)?;
        envelope::check_id("message", &event.message_id)?;
        let campaign = self.campaign(connection, &event.world_id).await?;
        let mut retractions = Vec::new();
        for stored in self.store.rolls_of_message(campaign.campaign_id, &event.message_id).await? {
            if !stored.is_retracted {
                retractions.push((stored.roll_id, retraction_drafts(stored.roll_id)?));
            }
        }
        let now = self.platform.now();
        let cursors = self.store.retract(campaign.campaign_id, &retractions, now).await?;
        for ((_, drafts), cursors) in retractions.iter().zip(cursors) {
            self.publish(campaign.campaign_id, drafts, &cursors);
        }
        Ok(())
    }

    /// `campaign:sync`: takes over the world's description and, once imported, its characters.
    ///
    /// Before the import only the description is kept; gives back whether the characters were taken.
    ///
    /// # Errors
    ///
    /// `event.*`, `vtt.*`, `world.mismatch`, `storage.*`.
    pub async fn sync_campaign(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<bool, SyncError> {
        let event: CampaignSync = envelope::open(payload)?;
        check_world(connection, &event.world_id)?;
        envelope::check_id("system", event.system.id.as_str())?;
        let primary = event.primary_token_attribute.as_deref();
        let combats = event.combats.as_deref().map(combats::read_combats).transpose()?;
        let characters = event
            .characters
            .into_iter()
            .map(|sent| sent_character::read(&connection.vtt, sent, Some(&event.system), primary))
            .collect::<Result<Vec<_>, _>>()?;
        self.store
            .describe_world(
                connection.connection_id,
                event.world_name.map(clipped).as_deref(),
                &SystemRef { version: event.system.version.clone().map(clipped), ..event.system },
                event.core_version.map(clipped).as_deref(),
            )
            .await?;
        let Some(campaign) = self.store.campaign(connection.connection_id, &event.world_id).await?
        else {
            return Ok(false);
        };
        let characters: Vec<_> =
            characters.into_iter().map(|character| (self.new_character_id(), character)).collect();
        let id = campaign.campaign_id;
        let before = character_state(&self.store, id).await?;
        self.store.put_characters(id, &characters, true, self.platform.now()).await?;
        let after = character_state(&self.store, id).await?;
        let synced = GmEvent::CampaignSynced { characters: characters.len() };
        let mut drafts = vec![Draft::for_gm(&synced)?];
        drafts.extend(Some(after).filter(|after| *after != before));
        self.append(id, &drafts).await?;
        if let Some(combats) = combats {
            self.sync_combats(&campaign, combats).await?;
        }
        Ok(true)
    }

    /// `character:update`: stores one character and tells the GM, and the stream what it sees of it.
    ///
    /// # Errors
    ///
    /// `event.*`, `vtt.*`, `world.mismatch`, `campaign.not_imported`, `storage.*`.
    pub async fn update_character(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<CharacterId, SyncError> {
        let event: CharacterUpdate = envelope::open(payload)?;
        let campaign = self.campaign(connection, &event.world_id).await?;
        let system = event.system.as_ref().or(campaign.system.as_ref());
        let primary = event.primary_token_attribute.as_deref();
        let character = sent_character::read(&connection.vtt, event.character, system, primary)?;
        let campaign_id = campaign.campaign_id;
        let known = self.store.character(campaign_id, &character.vtt_character_id).await?;
        let characters = [(self.new_character_id(), character)];
        let now = self.platform.now();
        let stored = self.store.put_characters(campaign_id, &characters, false, now).await?;
        let Some(stored) = stored.into_iter().next() else {
            return Err(StoreError::Corrupt { what: "character" }.into());
        };
        let id = stored.character_id;
        let mut drafts = Vec::new();
        drafts.extend(stream_news(campaign_id, known.as_ref(), Some(&stored))?);
        let character = Box::new(stored.character);
        drafts.insert(0, Draft::for_gm(&GmEvent::CharacterUpdated { id, character })?);
        self.append(campaign_id, &drafts).await?;
        Ok(id)
    }

    /// `character:delete`: marks a character as gone and tells the GM, and the stream that saw it.
    ///
    /// # Errors
    ///
    /// `event.*`, `world.mismatch`, `campaign.not_imported`, `storage.*`.
    pub async fn delete_character(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<(), SyncError> {
        let event: CharacterDelete = envelope::open(payload)?;
        let campaign = self.campaign(connection, &event.world_id).await?;
        let (campaign_id, now) = (campaign.campaign_id, self.platform.now());
        envelope::check_id("character", &event.vtt_character_id)?;
        let known = self.store.character(campaign_id, &event.vtt_character_id).await?;
        let removed =
            self.store.remove_character(campaign_id, &event.vtt_character_id, now).await?;
        if let Some(id) = removed {
            let mut drafts = vec![Draft::for_gm(&GmEvent::CharacterRemoved { id })?];
            drafts.extend(stream_news(campaign_id, known.as_ref(), None)?);
            self.append(campaign_id, &drafts).await?;
        }
        Ok(())
    }

    pub(super) fn view(
        &self,
        read: &ReadEvent,
        judged: &JudgedRoll,
        roll_id: RollId,
        speakers: &Speakers,
    ) -> GmRoll {
        let ReadEvent { campaign_id, event, .. } = read;
        let rolled_at =
            judged.roll.rolled_at.or(event.timestamp).unwrap_or_else(|| self.platform.now());
        let imported = speakers.find(*campaign_id, &judged.roll.speaker, event.actor.as_ref());
        let character = match imported {
            Some(speaker) => Some((speaker.reference.clone(), speaker.kind.clone())),
            None => event.actor.as_ref().map(|actor| sent_actor(&judged.roll.speaker, actor)),
        };
        let place = RollPlace {
            roll_id,
            campaign_id: *campaign_id,
            is_player_character: matches!(character, Some((_, CharacterKind::Pc))),
            character: character.map(|(reference, _)| reference),
            rolled_at: Some(rolled_at),
        };
        GmRoll::new(judged, place)
    }

    pub(super) async fn campaign(
        &self,
        connection: &Connection,
        world_id: &str,
    ) -> Result<Campaign, SyncError> {
        check_world(connection, world_id)?;
        self.store.campaign(connection.connection_id, world_id).await?.ok_or(SyncError::NotImported)
    }

    /// Stores events that belong to no roll, and publishes them.
    pub(super) async fn append(
        &self,
        campaign_id: CampaignId,
        drafts: &[Draft],
    ) -> Result<(), StoreError> {
        let cursors = self.store.append(campaign_id, drafts, self.platform.now()).await?;
        self.publish(campaign_id, drafts, &cursors);
        Ok(())
    }

    pub(super) fn publish(&self, campaign_id: CampaignId, drafts: &[Draft], cursors: &[Cursor]) {
        let publications: Vec<_> =
            published(campaign_id, drafts.iter().cloned(), cursors).collect();
        if !publications.is_empty() {
            self.publisher.publish(&publications);
        }
    }

    /// Ids in the order of their rolls: within one millisecond chance alone would decide.
    pub(super) fn new_roll_ids(&self, count: usize) -> Vec<RollId> {
        let now = self.platform.now();
        let mut ids: Vec<_> =
            (0..count).map(|_| RollId::from_parts(now, self.platform.random())).collect();
        ids.sort_unstable();
        ids
    }

    fn new_character_id(&self) -> CharacterId {
        CharacterId::from_parts(self.platform.now(), self.platform.random())
    }
}

/// The actor the module sent, where no character was imported.
fn sent_actor(speaker: &Speaker, actor: &Actor) -> (CharacterRef, CharacterKind) {
    // A player character goes by its own name: masks of one character must not differ by alias.
    let (kind, name) = if actor.has_player_owner {
        (CharacterKind::Pc, actor.name.clone())
    } else {
        let alias = speaker.alias.clone();
        (CharacterKind::Npc, alias.unwrap_or_else(|| actor.name.clone()))
    };
    (CharacterRef { id: None, name, avatar_url: actor.img.clone() }, kind)
}

/// What a stream is told of a character, by what it saw before; none when that looks the same.
fn stream_news(
    campaign_id: CampaignId,
    before: Option<&StoredCharacter>,
    after: Option<&StoredCharacter>,
) -> Result<Option<Draft>, StoreError> {
    let shown = |one: &StoredCharacter| {
        let id = one.character_id;
        Some((id, stream_character(Some(id), &one.character)?))
    };
    let event = match (before.and_then(shown), after.and_then(shown)) {
        (before, after) if before == after => return Ok(None),
        (_, Some((id, character))) => {
            StreamEvent::CharacterUpdated(CharacterNews { campaign_id, id, character })
        }
        (Some((id, _)), None) => StreamEvent::CharacterRemoved(CharacterEnd { campaign_id, id }),
        (None, None) => return Ok(None),
    };
    Draft::for_stream(&event).map(Some)
}

/// How many letters of what a world says of itself are kept.
const MAX_WORDS: usize = 300;

/// What a world says of itself, for people to read, and no longer than anybody would.
fn clipped(words: String) -> String {
    if words.len() <= MAX_WORDS { words } else { words.chars().take(MAX_WORDS).collect() }
}

pub(super) fn check_world(connection: &Connection, world_id: &str) -> Result<(), SyncError> {
    if connection.world.vtt_campaign_id == world_id {
        Ok(())
    } else {
        Err(SyncError::WorldMismatch(world_id.chars().take(64).collect()))
    }
}

/// All rolls of one message carry its id before the `#`.
pub(super) fn message_id(judged: &[JudgedRoll]) -> &str {
    let id = judged.first().map_or("", |judged| judged.roll.vtt_roll_id.as_str());
    id.rsplit_once('#').map_or(id, |(message_id, _)| message_id)
}

fn differs(stored: &StoredRoll, judged: &JudgedRoll) -> bool {
    let (old, new) = (&stored.roll, &judged.roll);
    old.visibility != new.visibility
        || old.total != new.total
        || old.formula != new.formula
        || old.dice != new.dice
        || old.hints != new.hints
}

pub(super) fn roll_drafts(view: GmRoll) -> Result<Vec<Draft>, StoreError> {
    let open = match stream_view(&view) {
        StreamView::Masked(masked) => return hidden_drafts(view, &StreamEvent::Hidden(masked)),
        StreamView::Open(open) => open,
    };
    let mut critical = Vec::new();
    if open.is_critical() {
        critical.push(Draft::for_gm(&GmEvent::Critical(Box::new(view.clone())))?);
        critical.push(Draft::for_stream(&StreamEvent::Critical(open.clone()))?);
    }
    let mut drafts = vec![Draft::for_gm(&GmEvent::Roll(Box::new(view)))?];
    drafts.extend(critical);
    drafts.push(Draft::for_stream(&StreamEvent::Roll(open))?);
    Ok(drafts)
}

fn hidden_drafts(view: GmRoll, stream: &StreamEvent) -> Result<Vec<Draft>, StoreError> {
    Ok(vec![Draft::for_gm(&GmEvent::Hidden(Box::new(view)))?, Draft::for_stream(stream)?])
}

fn revision_drafts(stored: &StoredRoll, view: GmRoll) -> Result<Vec<Draft>, StoreError> {
    match stream_view(&view) {
        StreamView::Open(open) if stored.visibility.is_hidden() => Ok(vec![
            Draft::for_gm(&GmEvent::Revealed(Box::new(view)))?,
            Draft::for_stream(&StreamEvent::Revealed(open))?,
        ]),
        StreamView::Masked(_) if !stored.visibility.is_hidden() => {
            let roll_id = stored.roll_id;
            hidden_drafts(view, &StreamEvent::Retracted(Retraction { roll_id }))
        }
        StreamView::Masked(_) => Ok(vec![Draft::for_gm(&GmEvent::Hidden(Box::new(view)))?]),
        StreamView::Open(_) => roll_drafts(view),
    }
}

fn retraction_drafts(roll_id: RollId) -> Result<Vec<Draft>, StoreError> {
    let retraction = Retraction { roll_id };
    Ok(vec![
        Draft::for_gm(&GmEvent::Retracted(retraction))?,
        Draft::for_stream(&StreamEvent::Retracted(retraction))?,
    ])
}
