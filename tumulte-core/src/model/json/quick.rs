//! The general reader and writer.

use serde::{
    Serialize,
    de::{DeserializeOwned, DeserializeSeed},
};
use serde_json::{Deserializer, Value};

/// What is wrong with a JSON text, and in which line and column.
pub type JsonError = serde_json::Error;

/// Reads a value of the library's types from JSON.
///
/// ```
/// use tumulte_core::model::{Die, read_json};
///
/// let die: Die = read_json(br#"{"faces": 20, "result": 7}"#)?;
/// assert_eq!(die, Die::new(20, 7));
/// # Ok::<(), tumulte_core::model::JsonError>(())
/// ```
///
/// # Errors
///
/// What is no JSON, or of another shape.
pub fn read_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, JsonError> {
    serde_json::from_slice(json)
}

/// Reads what a seed makes of JSON.
pub(crate) fn read_seed<'de, S: DeserializeSeed<'de>>(
    seed: S,
    json: &'de [u8],
) -> Result<S::Value, JsonError> {
    let mut json = Deserializer::from_slice(json);
    let read = seed.deserialize(&mut json)?;
    json.end().map(|()| read)
}

/// A value as JSON.
#[must_use]
pub fn json_text(value: &Value) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A struct of texts, whole numbers and such structs as JSON, its fields in their order.
///
/// # Errors
///
/// What can't be JSON.
pub(crate) fn plain_json(value: &impl Serialize) -> Result<String, JsonError> {
    serde_json::to_string(value)
}

/// The number a text spells in digits.
pub(crate) fn parse_real(text: &str) -> Option<f64> {
    text.parse().ok()
}
