//! The events of the `/vtt` namespace as the module sends them.

use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use super::SyncError;
use crate::model::{Actor, SystemRef, Timestamp};

/// An event may be at most this large, in bytes of JSON.
pub const MAX_EVENT_BYTES: usize = 1024 * 1024;

/// An event may nest objects and arrays at most this deep.
pub const MAX_EVENT_DEPTH: usize = 64;

/// `dice:roll` and `dice:update`: a chat message with what the module knows beside it.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RollEvent {
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The module's own number of the event.
    #[serde(default)]
    pub seq: Option<u64>,
    /// When the module sent it first.
    #[serde(default)]
    pub timestamp: Option<Timestamp>,
    /// The game system of the world.
    pub system: SystemRef,
    /// The version of the tabletop.
    #[serde(default)]
    pub core_version: Option<String>,
    /// The chat message as the tabletop stored it.
    pub message: Value,
    /// The speaking actor, prepared by the module.
    #[serde(default)]
    pub actor: Option<Actor>,
}

/// `dice:delete`: a chat message was deleted.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct MessageDelete {
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The tabletop's id of the message.
    pub message_id: String,
}

/// `campaign:sync`: the world and its player characters.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CampaignSync {
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The world's title.
    #[serde(default)]
    pub world_name: Option<String>,
    /// The game system of the world.
    pub system: SystemRef,
    /// The version of the tabletop.
    #[serde(default)]
    pub core_version: Option<String>,
    /// The system's primary token attribute, for sheets of systems without a table.
    #[serde(default)]
    pub primary_token_attribute: Option<String>,
    /// Every player character: finished, or its document under `actor`.
    #[serde(default)]
    pub characters: Vec<Value>,
    /// Every combat that goes on, where the module tells: others are over.
    #[serde(default)]
    pub combats: Option<Vec<Value>>,
}

/// `character:update`: one character as it is now.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CharacterUpdate {
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The game system; the campaign's where it is not named.
    #[serde(default)]
    pub system: Option<SystemRef>,
    /// The system's primary token attribute, for sheets of systems without a table.
    #[serde(default)]
    pub primary_token_attribute: Option<String>,
    /// The character: finished, or its document under `actor`.
    pub character: Value,
}

/// `character:delete`: a character left the world.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CharacterDelete {
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The tabletop's id of the actor.
    pub vtt_character_id: String,
}

/// `inventory:update`: things a character carries are new, changed or gone.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct InventoryUpdate {
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The game system; the campaign's where it is not named.
    #[serde(default)]
    pub system: Option<SystemRef>,
    /// The tabletop's id of the actor that carries them.
    pub vtt_character_id: String,
    /// New and changed things: finished, or their documents under `item`.
    #[serde(default)]
    pub items: Vec<Value>,
    /// The tabletop's ids of things that are gone.
    #[serde(default)]
    pub removed: Vec<String>,
}

/// `inventory:item-used`: a character used something it carries.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ItemUse {
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The game system; the campaign's where it is not named.
    #[serde(default)]
    pub system: Option<SystemRef>,
    /// When it was used.
    #[serde(default)]
    pub timestamp: Option<Timestamp>,
    /// The tabletop's id of the actor.
    pub vtt_character_id: String,
    /// What was used: finished, or its document under `item`.
    pub item: Value,
    /// What tells this use from any other, such as the id of its chat message.
    #[serde(default)]
    pub use_id: Option<String>,
}

/// `combat:*` and whatever else names no more than its world.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct WorldEvent {
    pub(super) world_id: String,
}

/// Parses an event's text, refusing what is too large or too deep before anything else looks at it.
///
/// # Errors
///
/// `event.oversized`, `event.too_deep`, `event.malformed`.
pub fn parse_event<T: DeserializeOwned>(text: &str) -> Result<T, SyncError> {
    if text.len() > MAX_EVENT_BYTES {
        return Err(SyncError::Oversized { size: text.len(), max: MAX_EVENT_BYTES });
    }
    serde_json::from_str(text).map_err(|error| {
        // serde_json stops at 128 levels and tells it in words only.
        let words = error.to_string();
        if words.starts_with("recursion limit") {
            SyncError::TooDeep
        } else {
            SyncError::Malformed(words)
        }
    })
}

/// Reads an event's payload, refusing what is too deep or not of its shape.
pub(super) fn open<T: DeserializeOwned>(payload: Value) -> Result<T, SyncError> {
    check_depth(&payload)?;
    serde_json::from_value(payload).map_err(|error| SyncError::Malformed(error.to_string()))
}

/// Refuses what is too deep.
pub(super) fn check_depth(payload: &Value) -> Result<(), SyncError> {
    if depth_exceeds(payload, MAX_EVENT_DEPTH) { Err(SyncError::TooDeep) } else { Ok(()) }
}

/// Whether the value nests deeper than `limit`; never recurses deeper than that itself.
fn depth_exceeds(value: &Value, limit: usize) -> bool {
    match value {
        Value::Array(items) => {
            limit == 0 || items.iter().any(|item| depth_exceeds(item, limit - 1))
        }
        Value::Object(fields) => {
            limit == 0 || fields.values().any(|field| depth_exceeds(field, limit - 1))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nested(levels: usize) -> Value {
        (0..levels).fold(Value::Null, |inner, _| Value::Array(vec![inner]))
    }

    #[test]
    fn sixty_four_levels_are_allowed_and_one_more_is_not() {
        assert!(!depth_exceeds(&nested(64), MAX_EVENT_DEPTH));
        assert!(depth_exceeds(&nested(65), MAX_EVENT_DEPTH));
    }

    #[test]
    fn a_missing_field_is_named() {
        let error = open::<MessageDelete>(serde_json::json!({"worldId": "w"})).unwrap_err();
        assert_eq!(error.code(), "event.malformed");
        assert!(error.to_string().contains("messageId"), "{error}");
    }
}
