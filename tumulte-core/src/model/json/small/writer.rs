//! Values as JSON, in the form of the general writer.

use core::fmt::Write as _;

use serde_json::Value;

use super::real::shortest;

/// A value as JSON.
#[must_use]
pub fn json_text(value: &Value) -> String {
    let mut json = String::new();
    put(value, &mut json);
    json
}

pub(super) fn put(value: &Value, json: &mut String) {
    match value {
        Value::Null => json.push_str("null"),
        Value::Bool(switch) => json.push_str(if *switch { "true" } else { "false" }),
        Value::Number(number) => {
            // Writing to a String cannot fail.
            let _ = if let Some(number) = number.as_u64() {
                write!(json, "{number}")
            } else if let Some(number) = number.as_i64() {
                write!(json, "{number}")
            } else {
                json.write_str(&real(number.as_f64().unwrap_or_default()))
            };
        }
        Value::String(text) => put_text(text, json),
        Value::Array(items) => {
            json.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    json.push(',');
                }
                put(item, json);
            }
            json.push(']');
        }
        Value::Object(fields) => {
            json.push('{');
            for (place, (key, item)) in fields.iter().enumerate() {
                if place > 0 {
                    json.push(',');
                }
                put_text(key, json);
                json.push(':');
                put(item, json);
            }
            json.push('}');
        }
    }
}

fn put_text(text: &str, json: &mut String) {
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            '\0'..' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(letter));
            }
            _ => json.push(letter),
        }
    }
    json.push('"');
}

/// The fewest digits that tell a number from all others; large and small ones with an exponent.
pub(super) fn real(number: f64) -> String {
    if !number.is_finite() {
        return "null".to_owned();
    }
    let sign = if number.is_sign_negative() { "-" } else { "" };
    let (digits, exponent) = shortest(number.abs());
    let digits = digits.to_string();
    let point = exponent + 1;
    let zeros = |count: i32| "0000000000000000".get(..usize::try_from(count).ok()?);
    let zeros = |count: i32| zeros(count).unwrap_or_default();
    let count = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    match point {
        -4..=0 => format!("{sign}0.{}{digits}", zeros(-point)),
        1..=16 if count <= point => format!("{sign}{digits}{}.0", zeros(point - count)),
        1..=16 => {
            let (whole, fraction) = digits.split_at(usize::try_from(point).unwrap_or(0));
            format!("{sign}{whole}.{fraction}")
        }
        _ => {
            let (lead, fraction) = digits.split_at(1);
            let dot = if fraction.is_empty() { "" } else { "." };
            let plus = if exponent < 0 { "" } else { "+" };
            format!("{sign}{lead}{dot}{fraction}e{plus}{exponent}")
        }
    }
}
