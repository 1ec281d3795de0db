//! The rolls that an Alchemy tab hears.

use super::part::is_part;
use crate::{
    model::MessageTables,
    vtt::{MessageContext, RawMessage, Reading, VttError, beyond20, opened::open},
};

/// Reads the rolls of one Beyond20 message, as an Alchemy tab hears it.
///
/// The JSON of a character, or of a part of one, is no error: it has no rolls, and
/// [`read_character`](super::read_character) reads the former.
///
/// # Errors
///
/// As [`beyond20::read_message`].
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let raw = raw.into();
    match beyond20::read_message(raw, tables, context) {
        Err(VttError::Malformed { expected, found }) => match open(raw, "a character", is_part) {
            Ok(_) => Ok(Reading::default()),
            Err(_) => Err(VttError::Malformed { expected, found }),
        },
        other => other,
    }
}
