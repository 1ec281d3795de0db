//! What happens at a table, as an adapter tells it.

use async_trait::async_trait;
use serde_json::Value;

use super::{Reading, VttError};
use crate::model::{Character, Combat, CombatChange};

/// Something that happened in a campaign of a tabletop.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum VttEvent {
    /// Somebody rolled.
    Rolls(Reading),
    /// A message with rolls changed: rolled again, revealed, damage added.
    RollsChanged(Reading),
    /// A message was deleted; its rolls are no more.
    RollsDeleted {
        /// The tabletop's id of the message, the part of a roll's id before the `#`.
        message_id: String,
    },
    /// A character is new or changed.
    Character(Box<Character>),
    /// A character was deleted.
    CharacterDeleted {
        /// The tabletop's id of the actor.
        vtt_character_id: String,
    },
    /// A combat began, went on or ended.
    Combat {
        /// What happened.
        change: CombatChange,
        /// The combat as it is now; of one that ended perhaps no more than its id.
        combat: Box<Combat>,
    },
    /// A character's belongings changed.
    Inventory {
        /// What happened: `inventory:update`, `inventory:item-used`.
        event: String,
        /// As the tabletop sent it.
        payload: Value,
    },
    /// An event came that could not be read.
    Unreadable {
        /// Its name.
        event: String,
        /// What is wrong with it.
        error: VttError,
    },
}

/// Where an adapter takes what happens at the table.
#[async_trait]
pub trait VttEventHandler: Send + Sync {
    /// Takes one event; the next one of the campaign waits until it returns.
    async fn handle(&self, vtt_campaign_id: &str, event: VttEvent);
}
