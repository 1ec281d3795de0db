//! Looks up a rule file's hint paths in a Foundry message, for callers that have no adapter.

use serde_json::Value;

use crate::model::{
    HintPath, HintPlace, HintValue, Hints, MessageTables, Parts, SystemId, gathered, read_json,
};

/// The kind of roll that draws from a table.
pub(super) const TABLE: &str = "table";

/// What Foundry itself says about the kind of roll.
pub(super) fn customary_type(message: &Value) -> Option<&'static str> {
    let of_core = |flag: &str| {
        let path = HintPath {
            place: HintPlace::Message,
            steps: ["flags", "core", flag].map(str::to_owned).to_vec(),
            word: Some(HintValue::Bool(true)),
        };
        path.follow(message).is_some()
    };
    let initiative = of_core("initiativeRoll").then_some("initiative");
    initiative.or_else(|| of_core("RollTable").then_some(TABLE))
}

/// Follows every path; the first that leads to a switch, a number or a text wins.
pub(super) fn from_message(tables: &MessageTables, system: &SystemId, message: &Value) -> Hints {
    let roll = first_roll(message);
    let content = message.get("content").and_then(Value::as_str).unwrap_or_default();
    let find = |path: &String| {
        let mut path = HintPath::parse(path, system)?;
        match path.place {
            HintPlace::Message => {
                // Whoever hands over a message judges its first roll.
                path.stand_at(0);
                path.follow(message)
            }
            HintPlace::Roll => path.follow(roll.as_ref()?),
            HintPlace::Html => {
                let value = attribute(content, path.steps.first()?)?;
                if path.steps.len() == 1 {
                    return path.settle(HintValue::Text(value));
                }
                path.steps.remove(0);
                path.follow(&read_json(value.as_bytes()).ok()?)
            }
            HintPlace::Template | HintPlace::Card => None,
        }
    };
    let found = tables.hints.iter().filter_map(|(name, paths)| {
        let found = paths.iter().find_map(find)?;
        Some((name.clone(), tables.word(name, found)))
    });
    gathered(found)
}

/// Rolls are stored as texts of JSON; before generation 10 there was one, under `roll`.
fn first_roll(message: &Value) -> Option<Value> {
    let stored =
        message.get("rolls").and_then(|rolls| rolls.get(0)).or_else(|| message.get("roll"))?;
    match stored {
        Value::String(text) => read_json(text.as_bytes()).ok(),
        other => Some(other.clone()),
    }
}

/// The first attribute of that name which has a value.
fn attribute(content: &str, name: &str) -> Option<String> {
    let mut rest = content;
    while let Some((before, after)) = rest.parted(name) {
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
        if text.has(written) {
            text = text.replaced(written, meant);
        }
    }
    text
}
