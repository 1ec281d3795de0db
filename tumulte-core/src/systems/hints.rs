//! Looks up a rule file's hint paths in a Foundry message, for callers that have no adapter.

use serde_json::Value;

use crate::model::{HintPath, HintPlace, HintValue, Hints, MessageTables, Number, SystemId};

/// The kind of roll that draws from a table.
pub(super) const TABLE: &str = "table";

/// What Foundry itself says about the kind of roll.
pub(super) fn customary_type(message: &Value) -> Option<&'static str> {
    let of_core = |flag: &str| {
        let steps = ["flags", "core", flag].map(str::to_owned);
        walk(message, &steps, true).is_some_and(|found| found.is_set())
    };
    let initiative = of_core("initiativeRoll").then_some("initiative");
    initiative.or_else(|| of_core("RollTable").then_some(TABLE))
}

/// Follows every path; the first that leads to a switch, a number or a text wins.
pub(super) fn from_message(tables: &MessageTables, system: &SystemId, message: &Value) -> Hints {
    let roll = first_roll(message);
    let content = message.get("content").and_then(Value::as_str).unwrap_or_default();
    let find = |path: &String| {
        let HintPath { place, steps, word } = HintPath::parse(path, system)?;
        let found = match (place, steps.split_first()) {
            (HintPlace::Message, _) => {
                // Whoever hands over a message judges its first roll.
                let steps: Vec<_> =
                    steps.into_iter().map(|step| step.replace("{roll}", "0")).collect();
                walk(message, &steps, word.is_some())
            }
            (HintPlace::Roll, _) => walk(roll.as_ref()?, &steps, word.is_some()),
            (HintPlace::Html, Some((name, []))) => attribute(content, name).map(HintValue::Text),
            (HintPlace::Html, Some((name, steps))) => {
                walk(&serde_json::from_str(&attribute(content, name)?).ok()?, steps, false)
            }
            (HintPlace::Html, None) | (HintPlace::Card, _) => None,
        }?;
        match word {
            Some(word) => found.is_set().then_some(word),
            None => Some(found),
        }
    };
    let found = tables.hints.iter().filter_map(|(name, paths)| {
        let found = paths.iter().find_map(find)?;
        Some((name.clone(), tables.word(name, found)))
    });
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

/// The fact at the end of the way. One who only asks is content with a list or an object.
fn walk(here: &Value, steps: &[String], asks: bool) -> Option<HintValue> {
    let Some((step, rest)) = steps.split_first() else { return fact(here, asks) };
    match here {
        Value::Array(list) if step == "*" => list.iter().find_map(|one| walk(one, rest, asks)),
        Value::Object(map) if step == "*" => map.values().find_map(|one| walk(one, rest, asks)),
        Value::Array(list) => walk(list.get(step.parse::<usize>().ok()?)?, rest, asks),
        Value::Object(map) => {
            let direct = map.get(step).and_then(|one| walk(one, rest, asks));
            direct.or_else(|| {
                // A key with dots in it counts as the keys between them.
                (2..=steps.len()).find_map(|length| {
                    let (key, rest) = steps.split_at_checked(length)?;
                    walk(map.get(&key.join("."))?, rest, asks)
                })
            })
        }
        _ => None,
    }
}

fn fact(here: &Value, asks: bool) -> Option<HintValue> {
    match here {
        Value::Bool(switch) => Some(HintValue::Bool(*switch)),
        Value::Number(number) => {
            number.as_f64().map(|number| HintValue::Number(Number::new(number)))
        }
        Value::String(text) if !text.is_empty() => Some(HintValue::Text(text.clone())),
        Value::Array(list) if asks => (!list.is_empty()).then_some(HintValue::Bool(true)),
        Value::Object(map) if asks => (!map.is_empty()).then_some(HintValue::Bool(true)),
        _ => None,
    }
}

/// The first attribute of that name which has a value.
fn attribute(content: &str, name: &str) -> Option<String> {
    let mut rest = content;
    while let Some((before, after)) = rest.split_once(name) {
        rest = after;
        let starts = before.ends_with(|c: char| c.is_ascii_whitespace());
        let quoted = after.strip_prefix("=\"").and_then(|value| value.split_once('"'));
        if let (true, Some((value, _))) = (starts, quoted) {
            return (!value.is_empty()).then(|| unescaped(value));
        }
    }
    None
}

/// The characters that HTML has to write otherwise inside an attribute.
fn unescaped(text: &str) -> String {
    let mut text = text.to_owned();
    for (written, meant) in [
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        if text.contains(written) {
            text = text.replace(written, meant);
        }
    }
    text
}
