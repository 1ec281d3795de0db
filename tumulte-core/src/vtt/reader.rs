//! The reader of each tabletop's messages.

use super::{MessageContext, RawMessage, Reading, VttError, foundry, roll20};
use crate::model::{Actor, MessageTables, Roll, VttKind};

/// Reads the rolls of one message of any tabletop.
///
/// # Errors
///
/// `vtt.unknown_provider` for a tabletop without a reader, else as the tabletop's own reader, such
/// as [`foundry::parse_message`].
pub fn parse_message<'a>(
    vtt: &VttKind,
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Vec<Roll>, VttError> {
    read_message(vtt, raw, tables, context)?.into_rolls()
}

/// Reads the rolls of one message of any tabletop, and tells which of them could not be read.
///
/// # Errors
///
/// As [`parse_message`], except that rolls which can't be read are no error here.
pub fn read_message<'a>(
    vtt: &VttKind,
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    match vtt {
        VttKind::Foundry => foundry::read_message(raw, tables, context),
        VttKind::Roll20 => roll20::read_message(raw, tables, context),
        other => Err(VttError::unknown_provider(
            other.as_str(),
            core::iter::once(VttKind::Foundry.as_str()),
        )),
    }
}

/// Reads the actor that a caller hands over beside a message.
///
/// # Errors
///
/// `vtt.malformed` for what is no JSON object, or has a field of the wrong type.
pub fn read_actor(json: &[u8]) -> Result<Actor, VttError> {
    // A list would pass for a struct whose fields all have defaults.
    if !json.trim_ascii_start().starts_with(b"{") {
        return Err(VttError::Malformed { expected: "an actor", found: "no object".to_owned() });
    }
    serde_json::from_slice(json).map_err(|error| VttError::Malformed {
        expected: "an actor",
        // The error's own words may quote a name, which must not reach a log.
        found: format!("an error in line {}, column {}", error.line(), error.column()),
    })
}
