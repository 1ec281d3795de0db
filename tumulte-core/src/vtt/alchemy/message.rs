//! The rolls that an Alchemy tab hears.

use super::character::is_character;
use crate::{
    model::{HintPaths, Roll},
    vtt::{MessageContext, RawMessage, Reading, VttError, beyond20, opened::open},
};

/// Reads the rolls of one Beyond20 message, as an Alchemy tab hears it.
///
/// A character's JSON is no error: it has no rolls, and [`read_character`](super::read_character)
/// reads it.
///
/// # Errors
///
/// As [`beyond20::parse_message`].
pub fn parse_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    paths: &HintPaths,
    context: &MessageContext,
) -> Result<Vec<Roll>, VttError> {
    read_message(raw, paths, context)?.into_rolls()
}

/// Reads the rolls of one Beyond20 message, and tells which of them could not be read.
///
/// # Errors
///
/// As [`parse_message`], except that rolls which can't be read are no error here.
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    paths: &HintPaths,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let raw = raw.into();
    match beyond20::read_message(raw, paths, context) {
        Err(VttError::Malformed { expected, found }) => {
            match open(raw, "a character", is_character) {
                Ok(_) => Ok(Reading::default()),
                Err(_) => Err(VttError::Malformed { expected, found }),
            }
        }
        other => other,
    }
}
