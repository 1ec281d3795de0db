//! Facts found by walking parsed JSON.

use serde_json::Value;

use crate::model::{HintValue, Number};

/// The switch, number or word a dotted path leads to; numbers in it are places in lists.
pub(super) fn walk(start: &Value, path: &str) -> Option<HintValue> {
    let mut here = start;
    for step in path.split('.') {
        here = match here {
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            other => other.get(step)?,
        };
    }
    match here {
        Value::Bool(switch) => Some(HintValue::Bool(*switch)),
        Value::Number(number) => Some(HintValue::Number(Number::new(number.as_f64()?))),
        Value::String(text) if !text.is_empty() => Some(HintValue::Text(text.clone())),
        _ => None,
    }
}
