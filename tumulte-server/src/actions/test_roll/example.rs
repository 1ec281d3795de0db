//! What an example of a rule file looks like as a message: the dice of its kinds, its facts where the tables look for them.

use serde_json::{Map, Value, json};
use tumulte_core::{
    model::{HintValue, MessageTables, SystemId},
    systems::JudgeInput,
};

use super::shape::Made;

/// A message that says what an example of a rule file says, where the system's messages say it.
pub(super) fn message(system: &SystemId, tables: &MessageTables, input: &JudgeInput) -> Value {
    let mut made = Made::new(tables, input);
    if let Some(given) = &input.message {
        made.adopt(given);
    }
    let target = input.target.map(|target| ("target".to_owned(), HintValue::Number(target)));
    let kind = input.roll_type.as_deref().map(|kind| ("rollType".to_owned(), kind.into()));
    let options = input.options.iter().map(|(name, value)| (name.clone(), value.clone()));
    for (name, value) in options.chain(target).chain(kind) {
        let paths = tables.hints.get(&name).into_iter().flatten();
        let said = spelled(tables, &name, &value);
        // One place is enough; what no message of the system says the rules have to presume.
        let _placed = paths.into_iter().any(|path| {
            let (path, word) = match path.split_once("->") {
                Some((path, word)) => (path.trim(), Some(word.trim())),
                None => (path.as_str(), None),
            };
            let path = path.replace("{system}", system.as_str());
            match word {
                Some(word) if HintValue::spelled(word) == value => made.place(&path, true.into()),
                Some(_) => false,
                None => said.clone().is_some_and(|said| made.place(&path, said)),
            }
        });
    }
    made.into_message()
}

/// The tabletop's own word for what the rules mean; none where it has none.
fn spelled(tables: &MessageTables, name: &str, value: &HintValue) -> Option<Value> {
    if tables.word(name, value.clone()) == *value {
        return Some(json!(value));
    }
    let words = tables.words.get(name)?;
    let (word, _) = words.iter().find(|(word, meant)| *word != "*" && *meant == value)?;
    Some(json!(HintValue::spelled(word)))
}

impl Made {
    /// Takes over what an example says of its message, and of the roll in it.
    fn adopt(&mut self, given: &Value) {
        let mut given = given.clone();
        let own = given.get_mut("rolls").and_then(|rolls| rolls.get_mut(0)).map(Value::take);
        let own = match own {
            Some(Value::String(text)) => serde_json::from_str(&text).unwrap_or_default(),
            own => own.unwrap_or_default(),
        };
        if let Value::Object(fields) = &mut given {
            fields.remove("rolls");
        }
        merge(&mut self.message, given);
        merge(&mut self.roll, own);
    }

    /// Puts a fact where a path leads; false where something else stands.
    fn place(&mut self, path: &str, value: Value) -> bool {
        let path = path.replace('[', ".").replace(']', "");
        let mut steps = path.split('.').map(|step| if step == "{roll}" { "0" } else { step });
        let (root, steps) = (steps.next(), steps.collect::<Vec<_>>());
        match (root, steps.as_slice()) {
            (Some("roll"), steps) | (Some("message"), ["rolls", "0", steps @ ..]) => {
                put(&mut self.roll, steps, value)
            }
            (Some("message"), steps) => put(&mut self.message, steps, value),
            (Some("html"), [attribute]) => {
                let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let content = self.message["content"].as_str().unwrap_or_default();
                let content = format!("<div {attribute}=\"{said}\">{content}</div>");
                self.message["content"] = content.into();
                true
            }
            _ => false,
        }
    }
}

/// Puts a value where the steps lead, making what is not there.
fn put(place: &mut Value, steps: &[&str], value: Value) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        let is_free = place.is_null() || (!place.is_object() && !place.is_array());
        if is_free {
            *place = value;
        }
        return is_free;
    };
    match place {
        Value::Array(list) => {
            let index = if *step == "*" { Some(0) } else { step.parse().ok() };
            if index == Some(list.len()) {
                list.push(Value::Null);
            }
            let place = index.and_then(|index| list.get_mut(index));
            place.is_some_and(|place| put(place, rest, value))
        }
        Value::Object(fields) => put(fields.entry(*step).or_insert(Value::Null), rest, value),
        Value::Null if matches!(*step, "0" | "*") => {
            *place = Value::Array(vec![Value::Null]);
            put(place, steps, value)
        }
        Value::Null => {
            *place = Value::Object(Map::new());
            put(place, steps, value)
        }
        _ => false,
    }
}

/// Lays one value over another: objects and lists place by place.
fn merge(below: &mut Value, above: Value) {
    match (below, above) {
        (_, Value::Null) => {}
        (Value::Object(below), Value::Object(above)) => {
            for (name, value) in above {
                merge(below.entry(name).or_insert(Value::Null), value);
            }
        }
        (Value::Array(below), Value::Array(above)) => {
            for (index, value) in above.into_iter().enumerate() {
                match below.get_mut(index) {
                    Some(place) => merge(place, value),
                    None => below.push(value),
                }
            }
        }
        (below, above) => *below = above,
    }
}
