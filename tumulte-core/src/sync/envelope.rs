//! The events of the `/vtt` namespace as the module sends them.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

use super::SyncError;
use crate::{
    model::{Actor, SystemRef, Timestamp},
    vtt::foundry,
};

/// An event may be at most this large, in bytes of JSON.
pub const MAX_EVENT_BYTES: usize = 1024 * 1024;

/// An event may nest objects and arrays at most this deep.
pub const MAX_EVENT_DEPTH: usize = 64;

/// A tabletop's id may have at most so many bytes: databases look things up by it, and none has that long a key.
pub const MAX_ID_BYTES: usize = 256;

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
    /// The chat message as the tabletop stored it: JSON text.
    #[serde(deserialize_with = "json_text")]
    pub message: String,
    /// The speaking actor, prepared by the module.
    #[serde(default)]
    pub actor: Option<Actor>,
}

impl RollEvent {
    /// Reads an event's payload; its message stays as it is written where nothing speaks against that.
    pub(super) fn read(payload: Payload<'_>) -> Result<Self, SyncError> {
        if let Payload::Text(text) = payload
            && let Some(event) = Self::in_place(text)
        {
            return Ok(event);
        }
        open(payload.into_value()?)
    }

    /// The event with its message cut out of the text. Nothing where anything is odd: then it is taken apart, which tells what.
    fn in_place(text: &str) -> Option<Self> {
        let (mut world_id, mut system, mut message) = (None, None, None);
        let (mut seq, mut timestamp, mut core_version, mut actor) = (None, None, None, None);
        for (key, json) in foundry::fields(text, MAX_EVENT_DEPTH)? {
            match &*key {
                "worldId" => world_id = Some(serde_json::from_str(json).ok()?),
                "seq" => seq = serde_json::from_str(json).ok()?,
                "timestamp" => timestamp = serde_json::from_str(json).ok()?,
                "system" => system = Some(serde_json::from_str(json).ok()?),
                "coreVersion" => core_version = serde_json::from_str(json).ok()?,
                "message" => message = Some(json),
                "actor" => actor = serde_json::from_str(json).ok()?,
                _ => {}
            }
        }
        let message = message.filter(|message| is_plain(message))?.to_owned();
        let (world_id, system) = (world_id?, system?);
        Some(Self { world_id, seq, timestamp, system, core_version, message, actor })
    }
}

/// Whether JSON is written as every reader of JSON understands it: half a character, and a number beyond all numbers, can be
/// written down, but some read them and others do not.
fn is_plain(json: &str) -> bool {
    let bytes = json.as_bytes();
    if memchr::memmem::find(bytes, br"\u").is_some() {
        return false;
    }
    memchr::memchr2_iter(b'e', b'E', bytes).all(|at| {
        let exponent = bytes.get(at + 1..).unwrap_or_default();
        let signed = matches!(exponent.first(), Some(b'+' | b'-'));
        let mut digits = exponent.iter().skip(usize::from(signed)).take(3);
        let is_number =
            at.checked_sub(1).and_then(|before| bytes.get(before)).is_some_and(u8::is_ascii_digit);
        !is_number || digits.len() < 3 || !digits.all(u8::is_ascii_digit)
    })
}

fn json_text<'de, D: Deserializer<'de>>(json: D) -> Result<String, D::Error> {
    Value::deserialize(json).map(|value| value.to_string())
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

/// What an event says.
#[derive(Debug, Clone, PartialEq)]
pub enum Payload<'c> {
    /// JSON as it came, which nobody has read yet.
    Text(&'c str),
    /// JSON that was parsed on the way.
    Value(Value),
}

impl Payload<'_> {
    /// The JSON as a tree.
    ///
    /// # Errors
    ///
    /// As [`parse_event`].
    pub fn into_value(self) -> Result<Value, SyncError> {
        match self {
            Self::Text(text) => parse_event(text),
            Self::Value(value) => Ok(value),
        }
    }
}

impl<'c> From<&'c str> for Payload<'c> {
    fn from(text: &'c str) -> Self {
        Self::Text(text)
    }
}

impl From<Value> for Payload<'_> {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
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

/// Refuses an id that is too long; `what` says what it names.
pub(super) fn check_id(what: &'static str, id: &str) -> Result<(), SyncError> {
    if id.len() > MAX_ID_BYTES {
        return Err(SyncError::IdTooLong { what, size: id.len(), max: MAX_ID_BYTES });
    }
    Ok(())
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

    fn event(message: &str) -> String {
        format!(
            r#"{{"worldId":"w","seq":7,"timestamp":1790000000000,"system":{{"id":"dnd5e","version":null}},"new":[],
             "message":{message},"actor":{{"id":"a","name":"Mira","type":"character","hasPlayerOwner":true}}}}"#
        )
    }

    #[test]
    fn a_message_is_read_where_it_stands_as_if_it_had_been_taken_apart() {
        for message in
            [r#"{"_id":"m","rolls":["{\"total\":1e2}"],"é":-0.5}"#, "null", "[]", r#""dnd5e 999""#]
        {
            let text = event(message);
            let quick = RollEvent::in_place(&text).unwrap();
            assert_eq!(quick.message, message);
            let slow: RollEvent = open(parse_event(&text).unwrap()).unwrap();
            let parsed = |event: &RollEvent| parse_event::<Value>(&event.message).unwrap();
            assert_eq!(parsed(&quick), parsed(&slow));
            let rest = |event: RollEvent| {
                (event.world_id, event.seq, event.timestamp, event.system, event.actor)
            };
            assert_eq!(rest(quick), rest(slow));
        }
    }

    #[test]
    fn what_readers_of_json_disagree_about_is_not_kept_as_it_came() {
        for message in [r#""\u0041""#, "1e400", "-2.5E+999", r#"["\ud83c\udfb2"]"#] {
            assert!(RollEvent::in_place(&event(message)).is_none(), "{message}");
        }
        let half = event(r#""\ud83c""#);
        let error = RollEvent::read(half.as_str().into()).unwrap_err();
        assert_eq!(error.code(), "event.malformed");
    }

    #[test]
    fn what_is_wrong_with_an_event_is_told_in_its_own_code() {
        let deep = event(&format!("{}{}", "[".repeat(64), "]".repeat(64)));
        for (text, code) in [
            (deep.as_str(), "event.too_deep"),
            (r#"{"worldId":"w"}"#, "event.malformed"),
            (r#"{"worldId":1,"system":{"id":"dnd5e"},"message":{}}"#, "event.malformed"),
            (r#"{"worldId":"w","system":{"id":"dnd5e"},"message":{}},{}"#, "event.malformed"),
            ("", "event.malformed"),
            ("null", "event.malformed"),
        ] {
            let error = RollEvent::read(text.into()).unwrap_err();
            assert_eq!(error.code(), code, "{text}");
        }
    }

    #[test]
    fn a_missing_field_is_named() {
        let error = open::<MessageDelete>(serde_json::json!({"worldId": "w"})).unwrap_err();
        assert_eq!(error.code(), "event.malformed");
        assert!(error.to_string().contains("messageId"), "{error}");
    }
}
