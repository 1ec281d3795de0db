//! Events that mean the same at every table.

use serde::Deserialize;
use serde_json::Value;

use crate::{
    model::Character,
    vtt::{VttError, VttEvent},
};

/// What an event means that is not about rolls; none for those that concern the connection alone.
pub(in crate::vtt) fn table_event(
    event: &str,
    payload: &Value,
) -> Result<Option<VttEvent>, VttError> {
    Ok(Some(match event {
        "character:update" => {
            let character = payload.get("character").unwrap_or(&Value::Null);
            let character = Character::deserialize(character)
                .map_err(|_| malformed("a character", "something else"))?;
            VttEvent::Character(Box::new(character))
        }
        "character:delete" => {
            VttEvent::CharacterDeleted { vtt_character_id: word(payload, "vttCharacterId")? }
        }
        _ if event.starts_with("combat:") => {
            VttEvent::Combat { event: event.to_owned(), payload: payload.clone() }
        }
        _ if event.starts_with("inventory:") => {
            VttEvent::Inventory { event: event.to_owned(), payload: payload.clone() }
        }
        _ => return Ok(None),
    }))
}

pub(in crate::vtt) fn malformed(expected: &'static str, found: &str) -> VttError {
    VttError::Malformed { expected, found: found.to_owned() }
}

/// A text that an event must have.
pub(in crate::vtt) fn word(payload: &Value, field: &'static str) -> Result<String, VttError> {
    let text = payload.get(field).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| malformed(field, "none"))
}
