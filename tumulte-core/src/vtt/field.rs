//! Fields of JSON that may hold anything.

use serde_json::Value;

pub(super) use crate::model::json_text;
use crate::model::{Timestamp, parse_real, sort_by};

/// A number, also one written as text.
pub(super) fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => number_in(text),
        _ => None,
    }
}

/// The finite number a text spells, if it spells one.
pub(super) fn number_in(text: &str) -> Option<f64> {
    let text = text.trim();
    // `f64::from_str` also takes the words "inf", "infinity" and "nan".
    let is_numeric =
        text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    is_numeric.then(|| parse_real(text)).flatten().filter(|number| number.is_finite())
}

/// A text that is not empty.
pub(super) fn text(value: &Value) -> Option<&str> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty())
}

/// An id: a text, or a number as text.
pub(super) fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(_) => Some(json_text(value)),
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

/// The items of a list.
pub(super) fn items(value: &Value) -> Vec<&Value> {
    placed(value).into_iter().map(|(_, item)| item).collect()
}

/// The items of a list that are not null, with their places.
pub(super) fn placed_items(value: &Value) -> Vec<(usize, &Value)> {
    let mut items = placed(value);
    items.retain(|(_, item)| !item.is_null());
    items
}

/// Databases send lists as objects with numbers for keys, and leave out what is empty.
fn placed(value: &Value) -> Vec<(usize, &Value)> {
    match value {
        Value::Array(items) => items.iter().enumerate().collect(),
        Value::Object(fields) => {
            let mut items: Vec<(usize, &Value)> =
                fields.iter().filter_map(|(key, item)| Some((key.parse().ok()?, item))).collect();
            sort_by(&mut items, |one, other| one.0.cmp(&other.0));
            items
        }
        _ => Vec::new(),
    }
}

/// What lies in an object at the end of a way of names, each behind a `/`.
pub(super) fn below<'v>(value: &'v Value, way: &str) -> Option<&'v Value> {
    way.split('/').skip(1).try_fold(value, |value, name| value.get(name))
}

/// The field of an object, or null.
pub(super) fn field<'v>(value: &'v Value, name: &str) -> &'v Value {
    value.get(name).unwrap_or(&Value::Null)
}
