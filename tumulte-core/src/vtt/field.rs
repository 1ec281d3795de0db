//! Fields of JSON that may hold anything.

use serde_json::Value;

use super::foundry::number_in;
use crate::model::Timestamp;

/// A number, also one written as text.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => number_in(text),
        _ => None,
    }
}

/// A text that is not empty.
pub(super) fn text(value: &Value) -> Option<&str> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// An id: a text, or a number as text.
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => Some(number.to_string()),
        other => text(other).map(str::to_owned),
    }
}

/// Whether a switch is on. What is no switch at all counts as on: such fields hide rolls.
pub(super) fn is_on(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !matches!(text.trim(), "" | "false" | "0"),
        _ => true,
    }
}

/// A moment: milliseconds since the Unix epoch, also as text, or RFC 3339.
#[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
pub(super) fn timestamp(value: &Value) -> Option<Timestamp> {
    match number(value) {
        Some(millis) => (millis > 0.0).then(|| Timestamp::from_millis(millis as i64)),
        None => value.as_str()?.parse().ok(),
    }
}

/// A count or a number of faces; zero for what is none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts of floats saturate"
)]
pub(super) fn whole(value: &Value) -> u32 {
    number(value).map_or(0, |number| number as u32)
}

/// The faces of a die named as people name it: `d20`, `D6`, `d%`; zero for what is no such name.
pub(super) fn faces_named(name: &str) -> u32 {
    let name = name.trim();
    match name.strip_prefix(['d', 'D']) {
        Some("%" | "00") => 100,
        Some(digits) => digits.parse().unwrap_or(0),
        None => 0,
    }
}

/// The items of a list; a list that arrived as an object with numbers for keys is one too.
pub(super) fn items(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(fields) => {
            let mut numbered: Vec<(u64, &Value)> =
                fields.iter().filter_map(|(key, value)| Some((key.parse().ok()?, value))).collect();
            numbered.sort_by_key(|(number, _)| *number);
            numbered.into_iter().map(|(_, value)| value).collect()
        }
        _ => Vec::new(),
    }
}
