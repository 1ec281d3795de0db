//! Looks up a rule file's hint paths in a Foundry message, for callers that have no adapter.

use serde_json::Value;

use crate::model::{HintPaths, HintValue, Hints, Number, SystemId};

/// Follows every path; the first that leads to a switch, a number or a text wins.
pub(super) fn from_message(paths: &HintPaths, system: &SystemId, message: &Value) -> Hints {
    let roll = first_roll(message);
    let content = message.get("content").and_then(Value::as_str).unwrap_or_default();
    let find = |path: &String| {
        let path = path.replace("{system}", system.as_str());
        let (place, rest) = path.split_once('.')?;
        match place {
            "message" => walk(message, rest),
            "roll" => walk(roll.as_ref()?, rest),
            "html" => attribute(content, rest),
            _ => None,
        }
    };
    let found = paths
        .iter()
        .filter_map(|(name, paths)| paths.iter().find_map(find).map(|value| (name.clone(), value)));
    found.collect()
}

/// Rolls are stored as texts of JSON; before generation 10 there was one, under `roll`.
fn first_roll(message: &Value) -> Option<Value> {
    let stored =
        message.get("rolls").and_then(|rolls| rolls.get(0)).or_else(|| message.get("roll"))?;
    match stored {
        Value::String(text) => serde_json::from_str(text).ok(),
        other => Some(other.clone()),
    }
}

fn walk(start: &Value, path: &str) -> Option<HintValue> {
    let mut here = start;
    for step in path.split('.') {
        here = match here {
            Value::Array(list) => list.get(step.parse::<usize>().ok()?)?,
            other => other.get(step)?,
        };
    }
    match here {
        Value::Bool(switch) => Some(HintValue::Bool(*switch)),
        Value::Number(number) => {
            number.as_f64().map(|number| HintValue::Number(Number::new(number)))
        }
        Value::String(text) if !text.is_empty() => Some(HintValue::Text(text.clone())),
        _ => None,
    }
}

/// The first attribute of that name which has a value.
fn attribute(content: &str, name: &str) -> Option<HintValue> {
    let mut rest = content;
    while let Some((before, after)) = rest.split_once(name) {
        rest = after;
        let starts = before.ends_with(|c: char| c.is_ascii_whitespace());
        let quoted = after.strip_prefix("=\"").and_then(|value| value.split_once('"'));
        if let (true, Some((value, _))) = (starts, quoted) {
            return (!value.is_empty()).then(|| HintValue::Text(value.to_owned()));
        }
    }
    None
}
