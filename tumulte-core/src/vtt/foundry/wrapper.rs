//! What carries chat messages: a relay's record, an event of a module, an export.

use serde_json::{Map, Value};

use super::{
    json::{Fault, Scanner},
    limit::{Extent, MESSAGE},
};
use crate::model::read_json;

/// How many wrappers may lie in each other.
const MAX_WRAPPERS: usize = 6;

/// Where wrappers keep what they carry.
const CARRIERS: [&str; 14] = [
    "message",
    "messages",
    "chat",
    "response",
    "data",
    "raw",
    "payload",
    "detail",
    "event",
    "result",
    "results",
    "documents",
    "document",
    "args",
];

/// Fields that chat messages have and other documents don't.
const MARKS: [&str; 4] = ["rolls", "content", "whisper", "speaker"];

/// The chat messages inside a wrapper. None for what is a message itself, and for what is no wrapper.
///
/// A roll that a relay tells without its message is passed over: nobody knows who may see it.
pub(in crate::vtt) fn wrapped(text: &str) -> Option<Vec<Value>> {
    if is_message_text(text) {
        return None;
    }
    let mut search = Search::default();
    search.text(text, 0);
    search.is_wrapper.then_some(search.messages)
}

/// Whether the fields of an object are those of a message, without building it.
fn is_message_text(text: &str) -> bool {
    let (mut has_id, mut has_mark) = (false, false);
    let mut json = Scanner::<false>::new(text, MESSAGE);
    let read = json.object(|key, json| {
        has_id |= matches!(key, "_id" | "id");
        has_mark |= key == "roll" || MARKS.contains(&key);
        // Nothing more needs to be known.
        if has_id && has_mark { Err(Fault::TooManyParts) } else { json.skip() }
    });
    matches!(read, Err(Fault::TooManyParts))
}

#[derive(Default)]
struct Search {
    messages: Vec<Value>,
    is_wrapper: bool,
}

impl Search {
    fn text(&mut self, text: &str, depth: usize) {
        if Extent::of_text(text.as_bytes()).check().is_ok()
            && let Ok(value) = read_json(text.as_bytes())
        {
            self.value(value, depth);
        }
    }

    fn value(&mut self, value: Value, depth: usize) {
        if depth > MAX_WRAPPERS {
            return;
        }
        match value {
            Value::Array(items) => items.into_iter().for_each(|item| self.value(item, depth + 1)),
            Value::Object(fields) if is_message(&fields) => self.messages.push(fields.into()),
            Value::Object(fields) => self.object(fields, depth),
            Value::String(text) if text.trim_start().starts_with(['{', '[']) => {
                self.text(&text, depth + 1);
            }
            _ => {}
        }
    }

    fn object(&mut self, fields: Map<String, Value>, depth: usize) {
        // `{id: message}` as well.
        for (name, inside) in fields {
            let is_carrier = CARRIERS.contains(&name.as_str());
            let is_message = || inside.as_object().is_some_and(is_message);
            if is_carrier || is_message() {
                self.is_wrapper |=
                    !matches!(inside, Value::Bool(_) | Value::Number(_) | Value::String(_));
                self.value(inside, depth + 1);
            }
        }
        self.is_wrapper |= !self.messages.is_empty();
    }
}

fn is_message(fields: &Map<String, Value>) -> bool {
    let is_id =
        |name: &str| fields.get(name).and_then(Value::as_str).is_some_and(|id| !id.is_empty());
    let is_stored_roll = || fields.get("roll").is_some_and(Value::is_string);
    (is_id("_id") || is_id("id"))
        && (MARKS.iter().any(|mark| fields.contains_key(*mark)) || is_stored_roll())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ids(value: &Value) -> Option<Vec<String>> {
        let found = wrapped(&value.to_string())?;
        Some(found.iter().map(|found| found["id"].as_str().unwrap().to_owned()).collect())
    }

    #[test]
    fn messages_are_found_in_whatever_carries_them() {
        let bell = json!({"id": "a", "speaker": {}, "rolls": []});
        let both = json!([bell, {"id": "b", "content": "", "whisper": []}]);
        for (wrapper, expected) in [
            (
                json!({"endpoint": "/chat", "response": {"data": {"messages": both}}}),
                vec!["a", "b"],
            ),
            (json!({"worldId": "w", "message": bell}), vec!["a"]),
            (json!({"hook": "createChatMessage", "args": [bell, {}, "u"]}), vec!["a"]),
            (json!({"id": "e1", "ts": 5, "raw": bell.to_string()}), vec!["a"]),
            (json!({"xyz": bell}), vec!["a"]),
            (json!({"response": {"success": true, "data": null}}), vec![]),
            (json!({"response": {"data": {"id": "r", "roll": {"total": 7}}}}), vec![]),
        ] {
            assert_eq!(ids(&wrapper).unwrap(), expected, "{wrapper}");
        }
    }

    #[test]
    fn a_message_is_no_wrapper_and_neither_is_anything_else() {
        for other in [
            json!({"id": "a", "rolls": [], "message": {"id": "b", "rolls": []}}),
            json!({"rolls": []}),
            json!({"message": "words"}),
            json!(7),
        ] {
            assert_eq!(ids(&other), None, "{other}");
        }
    }
}
