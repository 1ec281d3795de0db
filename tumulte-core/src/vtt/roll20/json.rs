//! Fields of JSON that may hold anything.

use serde_json::Value;

use super::dom::short;
pub(super) use crate::vtt::field::{id as word, is_on, number, text};

/// A name or an id: a text, or a number as text.
pub(super) fn name(value: &Value) -> Option<String> {
    word(value).map(|word| short(&word).to_owned())
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
