//! Events that mean the same at every table.

use serde_json::Value;

use crate::vtt::{
    VttError, VttEvent,
    foundry::{ActorContext, parse_combat_event, read_character},
};

/// What an event means that is not about rolls; none for those that concern the connection alone.
pub(in crate::vtt) fn table_event(
    event: &str,
    payload: &Value,
) -> Result<Option<VttEvent>, VttError> {
    Ok(Some(match event {
        "character:update" => {
            let character = payload.get("character").unwrap_or(&Value::Null);
            let character = read_character(character, &ActorContext::of_event(payload))?;
            VttEvent::Character(Box::new(character))
        }
        "character:delete" => {
            VttEvent::CharacterDeleted { vtt_character_id: word(payload, "vttCharacterId")? }
        }
        _ if event.starts_with("combat:") => {
            let (change, combat) = parse_combat_event(event, payload)?;
            VttEvent::Combat { change, combat: Box::new(combat) }
        }
        _ if event.starts_with("inventory:") => {
            VttEvent::Inventory { event: event.to_owned(), payload: payload.clone() }
        }
        _ => return Ok(None),
    }))
}

/// What a handler is told of an event: what it means, or why it can't be read.
pub(in crate::vtt) fn told(
    event: &str,
    translated: Result<Option<VttEvent>, VttError>,
) -> Option<VttEvent> {
    let unreadable = |error| Some(VttEvent::Unreadable { event: event.to_owned(), error });
    translated.unwrap_or_else(unreadable)
}

pub(in crate::vtt) fn malformed(expected: &'static str, found: &str) -> VttError {
    VttError::Malformed { expected, found: found.to_owned() }
}

/// A text that an event must have.
pub(in crate::vtt) fn word(payload: &Value, field: &'static str) -> Result<String, VttError> {
    let text = payload.get(field).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| malformed(field, "none"))
}
