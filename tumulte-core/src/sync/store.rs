//! What the sync service asks of a storage.

use async_trait::async_trait;

use super::{
    Audience, CharacterRef, Cursor, GmEvent, RuledCampaign, StoreError, StreamEvent, Topic,
};
use crate::model::{
    Campaign, CampaignId, Character, CharacterId, CharacterKind, Combat, ConnectionId, Roll,
    RollId, SystemRef, Timestamp, Verdict, Visibility,
};

/// A character as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCharacter {
    /// Our id.
    pub character_id: CharacterId,
    /// What the tabletop sent last.
    pub character: Character,
}

/// What a roll tells of the character that rolled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpeakingCharacter {
    /// What its card names.
    pub reference: CharacterRef,
    /// Whether a player plays it.
    pub kind: CharacterKind,
}

impl From<StoredCharacter> for SpeakingCharacter {
    fn from(stored: StoredCharacter) -> Self {
        let reference = CharacterRef::of(stored.character_id, &stored.character);
        Self { reference, kind: stored.character.character_type }
    }
}

/// An event that is about to be stored: it has no cursor yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// Who may see it.
    pub audience: Audience,
    /// What it is about.
    pub topic: Topic,
    /// Its name.
    pub event: &'static str,
    /// Its payload as JSON text.
    pub payload: String,
}

impl Draft {
    /// Serialises an event of the GM's view.
    pub fn for_gm(event: &GmEvent) -> Result<Self, StoreError> {
        Self::new(Audience::Gm, event.topic(), event.name(), event)
    }

    /// Serialises an event of the stream's view.
    pub fn for_stream(event: &StreamEvent) -> Result<Self, StoreError> {
        Self::new(Audience::Stream, event.topic(), event.name(), event)
    }

    fn new(
        audience: Audience,
        topic: Topic,
        event: &'static str,
        payload: &impl serde::Serialize,
    ) -> Result<Self, StoreError> {
        let payload = serde_json::to_string(payload)
            .map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        Ok(Self { audience, topic, event, payload })
    }
}

/// A judged roll with the events it causes, ready to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRoll {
    /// The id it gets if it is new.
    pub roll_id: RollId,
    /// The roll.
    pub roll: Roll,
    /// What the rules said.
    pub verdict: Verdict,
    /// The game system that judged.
    pub system: SystemRef,
    /// The character that rolled, when imported.
    pub character_id: Option<CharacterId>,
    /// When it was rolled, or else received.
    pub rolled_at: Timestamp,
    /// What to publish if it is new.
    pub drafts: Vec<Draft>,
}

/// The rolls of one message, ready to be stored.
#[derive(Debug, Clone, PartialEq)]
pub struct NewMessage {
    /// The campaign it came from.
    pub campaign_id: CampaignId,
    /// The tabletop's id of the message.
    pub message_id: String,
    /// The message as it came.
    pub raw: String,
    /// Its rolls.
    pub rolls: Vec<NewRoll>,
}

/// What became of one roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordOutcome {
    /// The id under which it is stored: the earlier one when it had been recorded before.
    pub roll_id: RollId,
    /// The cursors of its drafts in order; empty when it had been recorded before.
    pub cursors: Vec<Cursor>,
    /// Whether this call stored it.
    pub is_new: bool,
}

/// A roll as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRoll {
    /// Our id.
    pub roll_id: RollId,
    /// The tabletop's own identity.
    pub vtt_roll_id: String,
    /// Who may see it, as last told.
    pub visibility: Visibility,
    /// The roll as last told.
    pub roll: Roll,
    /// Whether its message was deleted.
    pub is_retracted: bool,
}

/// A roll as stored, with the message it came in.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldRoll {
    /// The message as it came.
    pub raw: String,
    /// The roll.
    pub roll: Roll,
}

/// A stored roll's new state with the events that causes.
#[derive(Debug, Clone, PartialEq)]
pub struct RollRevision {
    /// The roll to change.
    pub roll_id: RollId,
    /// Its new state.
    pub roll: Roll,
    /// What the rules say now.
    pub verdict: Verdict,
    /// What to publish.
    pub drafts: Vec<Draft>,
}

/// Where campaigns, characters, rolls and events are kept. Every method is one transaction, but for those over many.
///
/// Cursors grow over all campaigns, from one, in the order of the drafts. What every store must do
/// beyond its types is written down as tests: `testing::store_contract`, with the feature `testing`.
#[async_trait]
pub trait Store: Send + Sync {
    /// Finds the campaign imported from this world of this connection.
    async fn campaign(
        &self,
        connection_id: ConnectionId,
        vtt_campaign_id: &str,
    ) -> Result<Option<Campaign>, StoreError>;

    /// Finds the campaigns of many worlds, each as [`campaign`](Self::campaign) does. A database does it in one step.
    async fn campaigns(
        &self,
        worlds: &[(ConnectionId, &str)],
    ) -> Result<Vec<Option<Campaign>>, StoreError> {
        let mut found = Vec::with_capacity(worlds.len());
        for (connection_id, vtt_campaign_id) in worlds {
            found.push(self.campaign(*connection_id, vtt_campaign_id).await?);
        }
        Ok(found)
    }

    /// Finds the campaigns of many worlds with the rules their game masters gave them. A store that keeps no such rules
    /// leaves this as it is.
    async fn ruled_campaigns(
        &self,
        worlds: &[(ConnectionId, &str)],
    ) -> Result<Vec<Option<RuledCampaign>>, StoreError> {
        let found = self.campaigns(worlds).await?;
        Ok(found.into_iter().map(|campaign| campaign.map(RuledCampaign::from)).collect())
    }

    /// Notes what a connection's world calls itself, imported or not.
    async fn describe_world(
        &self,
        connection_id: ConnectionId,
        name: Option<&str>,
        system: &SystemRef,
        core_version: Option<&str>,
    ) -> Result<(), StoreError>;

    /// Finds a character by the tabletop's id.
    async fn character(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
    ) -> Result<Option<StoredCharacter>, StoreError>;

    /// Finds what rolls tell of many characters, by the tabletop's ids. A database does it in one step.
    async fn speakers(
        &self,
        wanted: &[(CampaignId, &str)],
    ) -> Result<Vec<Option<SpeakingCharacter>>, StoreError> {
        let mut found = Vec::with_capacity(wanted.len());
        for (campaign_id, vtt_character_id) in wanted {
            found.push(self.character(*campaign_id, vtt_character_id).await?.map(Into::into));
        }
        Ok(found)
    }

    /// Stores characters by the tabletop's id: `(id if new, character)`. With `is_complete`, characters not
    /// in the list are marked as gone.
    async fn put_characters(
        &self,
        campaign_id: CampaignId,
        characters: &[(CharacterId, Character)],
        is_complete: bool,
        now: Timestamp,
    ) -> Result<Vec<StoredCharacter>, StoreError>;

    /// Marks a character as gone; gives its id if it was there.
    async fn remove_character(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
        now: Timestamp,
    ) -> Result<Option<CharacterId>, StoreError>;

    /// Every character of a campaign that is there, in the order of the tabletop's ids.
    async fn present_characters(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<StoredCharacter>, StoreError>;

    /// Every combat of a campaign that goes on, the one longest without news first.
    async fn combats(&self, campaign_id: CampaignId) -> Result<Vec<Combat>, StoreError>;

    /// Stores a combat in place of what was known of it, and its events; gives their cursors.
    async fn put_combat(
        &self,
        campaign_id: CampaignId,
        combat: &Combat,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError>;

    /// Forgets a combat that is over and stores its events; gives their cursors. One that is not there causes none.
    async fn remove_combat(
        &self,
        campaign_id: CampaignId,
        vtt_combat_id: &str,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError>;

    /// Stores rolls of one message and their events. A roll already there, by `(campaign, vtt_roll_id)`, stays
    /// as it is and causes no event. `raw` is the message as it came.
    async fn record(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
        raw: &str,
        rolls: &[NewRoll],
        now: Timestamp,
    ) -> Result<Vec<RecordOutcome>, StoreError>;

    /// Stores many messages, each as [`record`](Self::record) does, in their order. One that is refused spoils none of
    /// the others. A database stores them in one transaction, so that one flush of the disk serves them all.
    async fn record_all(
        &self,
        messages: &[NewMessage],
        now: Timestamp,
    ) -> Vec<Result<Vec<RecordOutcome>, StoreError>> {
        let mut outcomes = Vec::with_capacity(messages.len());
        for NewMessage { campaign_id, message_id, raw, rolls } in messages {
            outcomes.push(self.record(*campaign_id, message_id, raw, rolls, now).await);
        }
        outcomes
    }

    /// Every stored roll of a message in the order of their ids, retracted ones included.
    async fn rolls_of_message(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
    ) -> Result<Vec<StoredRoll>, StoreError>;

    /// The rolls of a campaign that were made between two moments, both included. They are asked for where several
    /// tell of one roll; a store of a single service that needs no memory beyond the service's own leaves this as it is.
    async fn rolls_between(
        &self,
        campaign_id: CampaignId,
        from: Timestamp,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<ToldRoll>, StoreError> {
        let _ = (campaign_id, from, until, now);
        Ok(Vec::new())
    }

    /// Changes stored rolls and stores their events; gives the cursors per revision.
    async fn revise(
        &self,
        campaign_id: CampaignId,
        revisions: &[RollRevision],
        now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError>;

    /// Marks rolls as retracted and stores their events; gives the cursors per roll.
    async fn retract(
        &self,
        campaign_id: CampaignId,
        retractions: &[(RollId, Vec<Draft>)],
        now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError>;

    /// Stores events that belong to no roll; gives their cursors.
    async fn append(
        &self,
        campaign_id: CampaignId,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError>;
}
