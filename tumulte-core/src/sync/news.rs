//! What is told of combats, characters and what they carry: the same shapes for each audience, around its own views.

use serde::Serialize;

use super::{CharacterRef, StreamCharacter, StreamCombat};
use crate::model::{CampaignId, CharacterId, Combat, CombatChange, Timestamp};

/// What happened to a combat that goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Start,
    Turn,
    Round,
    Update,
}

impl Step {
    /// The event's name on the wire.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Start => "combat:start",
            Self::Turn => "combat:turn",
            Self::Round => "combat:round",
            Self::Update => "combat:update",
        }
    }

    /// What a table's own word means; none for an end and for words nobody knows.
    pub(super) const fn told(change: &CombatChange) -> Option<Self> {
        Some(match change {
            CombatChange::Started => Self::Start,
            CombatChange::Turn => Self::Turn,
            CombatChange::Round => Self::Round,
            CombatChange::Updated => Self::Update,
            CombatChange::Ended | CombatChange::Other(_) => return None,
        })
    }
}

/// A combat as it is now. Its event's name says what happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CombatNews<C> {
    #[serde(skip)]
    pub(super) step: Step,
    /// The campaign.
    pub(super) campaign_id: CampaignId,
    /// All of it.
    #[serde(flatten)]
    pub(super) combat: C,
}

impl CombatNews<Combat> {
    pub(super) const fn for_gm(campaign_id: CampaignId, step: Step, combat: Combat) -> Self {
        Self { step, campaign_id, combat }
    }
}

impl CombatNews<StreamCombat> {
    /// What a stream sees happen, by what it saw before; none when that looks the same.
    pub(super) fn between(
        campaign_id: CampaignId,
        before: Option<&StreamCombat>,
        combat: StreamCombat,
    ) -> Option<Self> {
        let step = combat.step_from(before)?;
        Some(Self { step, campaign_id, combat })
    }
}

/// A combat that is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CombatEnd {
    pub(super) campaign_id: CampaignId,
    pub(super) vtt_combat_id: String,
}

/// Every combat of a campaign that goes on, for who has just come to watch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CombatState<C> {
    pub(super) campaign_id: CampaignId,
    pub(super) combats: Vec<C>,
}

/// A player character as streams see it now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharacterNews {
    pub(super) campaign_id: CampaignId,
    pub(super) id: CharacterId,
    pub(super) character: StreamCharacter,
}

/// A character that is no longer shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharacterEnd {
    pub(super) campaign_id: CampaignId,
    pub(super) id: CharacterId,
}

/// Every player character of a campaign, for who has just come to watch.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CharacterState {
    pub(super) campaign_id: CampaignId,
    pub(super) characters: Vec<StreamCharacter>,
}

/// All that a character carries now.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InventoryNews<I> {
    pub(super) campaign_id: CampaignId,
    pub(super) id: CharacterId,
    pub(super) inventory: Vec<I>,
}

/// Something a character used.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemNews<I> {
    pub(super) campaign_id: CampaignId,
    pub(super) character: CharacterRef,
    pub(super) item: I,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) use_id: Option<String>,
    pub(super) used_at: Timestamp,
}

impl<I> ItemNews<I> {
    /// The same news in another audience's words.
    pub(super) fn with_item<O>(self, item: O) -> ItemNews<O> {
        let Self { campaign_id, character, use_id, used_at, .. } = self;
        ItemNews { campaign_id, character, item, use_id, used_at }
    }
}
