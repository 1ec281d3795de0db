//! JavaScript values in, JavaScript values out.
//!
//! What comes and goes rarely is JSON text, which the engine's own `JSON` reads and writes faster
//! than Node-API walks an object; what comes and goes often is a [`Tape`](crate::tape::Tape).

use serde::{Serialize, de::DeserializeOwned};
use tumulte_core::{
    model::{Timestamp, read_json},
    sync::JudgedRoll,
    systems::{JudgeInput, SystemsError},
    vtt::VttError,
};

use crate::error::{Failure, failure};

/// The JSON text of what core answered.
pub(crate) fn json_of(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned())
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
