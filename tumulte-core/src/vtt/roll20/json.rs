//! Fields of JSON that may hold anything.

use serde_json::Value;

use super::dom::short;
use crate::vtt::foundry::number_in;

/// A number, also one written as text.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64().filter(|number| number.is_finite()),
        Value::String(text) => number_in(text),
        _ => None,
    }
}

/// A text that is not empty.
pub(super) fn text(value: &Value) -> Option<&str> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// A name or an id: a text, or a number as text.
pub(super) fn name(value: &Value) -> Option<String> {
    word(value).map(|word| short(&word).to_owned())
}

/// A text or a number as text.
pub(super) fn word(value: &Value) -> Option<String> {
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
        Value::Array(list) => !list.is_empty(),
        Value::Bool(true) | Value::Object(_) => true,
    }
}

/// The items of a list with their places. Roll20's database sends lists as objects with numbers for
/// keys, and leaves out what is empty.
pub(super) fn items(value: &Value) -> Vec<(usize, &Value)> {
    match value {
        Value::Array(items) => {
            items.iter().enumerate().filter(|(_, item)| !item.is_null()).collect()
        }
        Value::Object(fields) => {
            let mut items: Vec<(usize, &Value)> =
                fields.iter().filter_map(|(key, item)| Some((key.parse().ok()?, item))).collect();
            items.sort_by_key(|(place, _)| *place);
            items
        }
        _ => Vec::new(),
    }
}

/// The field of an object, or null.
pub(super) fn field<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}
