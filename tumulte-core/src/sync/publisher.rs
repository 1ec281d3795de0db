//! Hands views to whoever watches.

use serde::{Deserialize, Serialize};

use super::Audience;
use crate::model::CampaignId;

/// The position of an event in the order of all events; grows, never repeats.
pub type Cursor = i64;

/// What an event is about; a channel carries one topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Topic {
    /// Rolls.
    Dice,
    /// Characters and what they carry.
    Characters,
    /// Combats.
    Combat,
    /// What the audience is asked. Core publishes none; a server that asks does.
    Polls,
}

impl Topic {
    /// The word in a channel's name and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dice => "dice",
            Self::Characters => "characters",
            Self::Combat => "combat",
            Self::Polls => "polls",
        }
    }
}

/// One stored event, serialised for one audience.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Publication {
    /// Its position.
    pub cursor: Cursor,
    /// The campaign it happened in.
    pub campaign_id: CampaignId,
    /// Who may see it.
    pub audience: Audience,
    /// What it is about.
    pub topic: Topic,
    /// Its name: `dice:critical`.
    pub event: String,
    /// Its payload as JSON text.
    pub payload: String,
}

/// Hands committed events to those who watch. It must not block and must not fail: whoever was
/// not reached catches up by cursor.
pub trait Publisher: Send + Sync {
    /// Hands over events in the order of their cursors, after they are committed.
    fn publish(&self, publications: &[Publication]);
}
