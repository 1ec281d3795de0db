//! JavaScript values in, JavaScript values out.
//!
//! What comes and goes rarely is JSON text, which the engine's own `JSON` reads and writes faster
//! than Node-API walks an object; what comes and goes often is a [`Tape`].

use napi::bindgen_prelude::{Either, Latin1String};
use serde::de::DeserializeOwned;
use tumulte_core::{
    model::{Timestamp, read_json},
    sync::JudgedRoll,
    systems::{JudgeInput, SystemsError},
    vtt::VttError,
};

pub(crate) use tumulte_node_reader::pack::json_of;
use tumulte_node_reader::tape::Tape;

use crate::error::{Failure, failure};

/// A tape on its way to JavaScript; its short form where every character is ASCII.
pub(crate) type Packed = Either<Latin1String, String>;

/// A tape as it crosses.
pub(crate) fn packed(tape: Tape) -> Packed {
    let text = tape.into_text();
    if text.is_ascii() { Either::A(Latin1String::from(text)) } else { Either::B(text) }
}

/// Reads what one of our own objects wrote as JSON.
///
/// # Errors
///
/// `vtt.malformed`.
pub(crate) fn read<T: DeserializeOwned>(json: &str, expected: &'static str) -> Result<T, Failure> {
    read_json(json.as_bytes())
        .map_err(|error| failure(VttError::Malformed { expected, found: error.to_string() }))
}

/// Reads what is to be judged: an input, or a roll behind an `R`.
///
/// # Errors
///
/// `systems.malformed_input`.
pub(crate) fn judge_input(text: &str) -> Result<JudgeInput, SystemsError> {
    let Some(roll) = text.strip_prefix('R') else { return JudgeInput::from_json(text) };
    let judged: JudgedRoll = read_json(roll.as_bytes())
        .map_err(|error| SystemsError::MalformedInput(error.to_string()))?;
    Ok(JudgeInput::from_roll(&judged.roll))
}

/// A moment from `Date.now()`.
#[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
pub(crate) const fn moment(now_ms: f64) -> Timestamp {
    Timestamp::from_millis(now_ms as i64)
}
