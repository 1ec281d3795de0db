//! Finds the chat records in whatever they came in: a record, a relay's envelope, a frame of the
//! socket, pages of the archive, HTML.

use serde_json::{Map, Value};

use super::{
    record,
    text::{name, short},
};
use crate::{
    model::{Timestamp, from_base64, gathered, read_json},
    vtt::{
        RawMessage, VttError,
        extent::Extent,
        field::{field, is_on, placed_items, text},
        raw::Form,
    },
};

/// How many envelopes may lie in each other.
const MAX_ENVELOPES: usize = 8;

/// Where envelopes keep what they carry.
const CARRIERS: &[&str] =
    &["msg", "message", "record", "raw", "data", "payload", "detail", "chat", "messages", "pages"];

/// One chat record, with what its surroundings say about it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) id: Option<String>,
    pub(super) at: Option<Timestamp>,
    pub(super) record: Map<String, Value>,
}

/// Finds every chat record.
///
/// # Errors
///
/// `vtt.malformed`, `vtt.oversized`, `vtt.too_deep`
pub(super) fn open(raw: RawMessage<'_>) -> Result<Vec<Found>, VttError> {
    let mut search = Search::default();
    match raw.form() {
        Form::Bytes(bytes) => search.bytes(bytes, Around::default())?,
        Form::Value(value) => {
            Extent::of_value(value).check()?;
            search.value(value, Around::default())?;
        }
    }
    if search.is_known {
        Ok(search.found)
    } else {
        Err(VttError::Malformed { expected: "a Roll20 chat message", found: "none".to_owned() })
    }
}

/// What the envelopes around a record say.
#[derive(Debug, Clone, Default)]
struct Around {
    id: Option<String>,
    at: Option<Timestamp>,
    is_hidden: bool,
    depth: usize,
}

#[derive(Debug, Default)]
struct Search {
    found: Vec<Found>,
    /// Whether anything was understood, even if it holds no record.
    is_known: bool,
}

impl Search {
    /// JSON, HTML, or the archive's base64 of JSON.
    fn bytes(&mut self, bytes: &[u8], around: Around) -> Result<(), VttError> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii();
        let extent = Extent::of_text(bytes);
        if around.depth > MAX_ENVELOPES {
            return Err(VttError::TooDeep);
        }
        match bytes.first() {
            Some(b'{' | b'[' | b'"') => {
                extent.check()?;
                let value: Value = read_json(bytes).map_err(|error| VttError::Malformed {
                    expected: "JSON",
                    // The error's own words may quote the message, which must not reach a log.
                    found: format!("an error in line {}, column {}", error.line(), error.column()),
                })?;
                self.value(&value, around)
            }
            Some(b'<') => {
                Extent { depth: 0, ..extent }.check()?;
                if let Some(json) = archived(bytes) {
                    return self.bytes(&json, Around { depth: around.depth + 1, ..around });
                }
                let html = String::from_utf8_lossy(bytes).into_owned();
                let record = gathered([("html".to_owned(), Value::String(html))]);
                self.record(record, around);
                Ok(())
            }
            _ => {
                Extent { depth: 0, ..extent }.check()?;
                let json = decoded(bytes).ok_or_else(|| VttError::Malformed {
                    expected: "JSON, HTML or base64 of JSON",
                    found: "something else".to_owned(),
                })?;
                self.bytes(&json, Around { depth: around.depth + 1, ..around })
            }
        }
    }

    fn value(&mut self, value: &Value, around: Around) -> Result<(), VttError> {
        if around.depth > MAX_ENVELOPES {
            return Err(VttError::TooDeep);
        }
        match value {
            Value::String(text) => self.bytes(text.as_bytes(), around),
            Value::Array(list) => {
                self.is_known |= list.is_empty();
                let inside = Around { depth: around.depth + 1, ..around };
                list.iter().try_for_each(|item| match item {
                    Value::Object(fields) => self.object(item, fields, inside.clone()),
                    _ => Ok(()),
                })
            }
            Value::Object(fields) => self.object(value, fields, around),
            Value::Null | Value::Bool(_) | Value::Number(_) => Ok(()),
        }
    }

    fn object(
        &mut self,
        value: &Value,
        fields: &Map<String, Value>,
        around: Around,
    ) -> Result<(), VttError> {
        if field(value, "t").is_string() && fields.contains_key("d") {
            self.frame(value, &around);
            return Ok(());
        }
        let mut around = Around { depth: around.depth + 1, ..around };
        if around.depth > MAX_ENVELOPES {
            return Err(VttError::TooDeep);
        }
        if is_record(value) {
            self.record(fields.clone(), around);
            return Ok(());
        }
        around.note(value);
        for carrier in CARRIERS {
            match fields.get(*carrier) {
                Some(carried @ (Value::Object(_) | Value::Array(_))) => {
                    return self.value(carried, around);
                }
                Some(Value::String(text)) if text.trim_start().starts_with(['{', '[', '<']) => {
                    return self.bytes(text.as_bytes(), around);
                }
                _ => {}
            }
        }
        if text(field(value, "title")).is_some_and(record::is_tooltip) {
            self.record(fields.clone(), around);
            return Ok(());
        }
        self.page(value, fields, around)
    }

    /// `{messageId: message}`, a list that became an object, or a record without any roll.
    fn page(
        &mut self,
        value: &Value,
        fields: &Map<String, Value>,
        around: Around,
    ) -> Result<(), VttError> {
        let list = placed_items(value);
        if !fields.is_empty() && list.len() == fields.len() {
            return list.into_iter().try_for_each(|(_, item)| self.value(item, around.clone()));
        }
        if fields.iter().any(|(_, message)| is_record(message)) {
            for (id, message) in fields.iter().filter(|(_, message)| is_record(message)) {
                if let Value::Object(record) = message {
                    let around = Around { id: Some(short(id).to_owned()), ..around.clone() };
                    self.record(record.clone(), around);
                }
            }
            return Ok(());
        }
        if ["type", "who", "playerid"].iter().any(|name| field(value, name).is_string()) {
            self.record(fields.clone(), around);
        }
        Ok(())
    }

    /// `{"t":"d","d":{"a":"m","b":{"p":"…/chat/<key>","d":{…}}}}`. Other frames hold no record.
    fn frame(&mut self, frame: &Value, around: &Around) {
        self.is_known = true;
        let body = field(field(frame, "d"), "b");
        let data = field(body, "d");
        let Some(path) = body.get("p").and_then(Value::as_str) else { return };
        let mut below =
            path.split('/').filter(|part| !part.is_empty()).skip_while(|part| *part != "chat");
        let around = Around { depth: around.depth + 1, ..around.clone() };
        match (below.next(), below.next(), below.next()) {
            (Some(_), None, _) => self.children(data, &around),
            (Some(_), Some(key), None) => self.child(key, data, &around),
            (Some(_), Some(_), Some(_)) => {}
            // Above the chat: the whole campaign, or changes in several places at once.
            (None, ..) => {
                self.children(field(data, "chat"), &around);
                for (path, message) in data.as_object().into_iter().flatten() {
                    let mut parts = path.rsplit('/');
                    if let (Some(key), Some("chat")) = (parts.next(), parts.next()) {
                        self.child(key, message, &around);
                    }
                }
            }
        }
    }

    fn children(&mut self, records: &Value, around: &Around) {
        for (key, message) in records.as_object().into_iter().flatten() {
            self.child(key, message, around);
        }
    }

    /// One record of the database; a merge may bring only a part of one.
    fn child(&mut self, key: &str, message: &Value, around: &Around) {
        if let (Value::Object(record), true) = (message, is_record(message)) {
            self.record(
                record.clone(),
                Around { id: Some(short(key).to_owned()), ..around.clone() },
            );
        }
    }

    fn record(&mut self, mut record: Map<String, Value>, around: Around) {
        self.is_known = true;
        let own = ["id", "_id", "messageid", "messageId", "key"]
            .iter()
            .find_map(|field| name(record.get(*field)?));
        if around.is_hidden {
            record.insert("hidden".to_owned(), Value::Bool(true));
        }
        let at = ["ts", "timestamp"].iter().find_map(|name| record::timestamp(record.get(*name)?));
        self.found.push(Found { id: around.id.or(own), at: at.or(around.at), record });
    }
}

impl Around {
    /// Notes what an envelope says about its content.
    fn note(&mut self, envelope: &Value) {
        let own = ["id", "messageid", "messageId", "key"]
            .iter()
            .find_map(|key| name(field(envelope, key)));
        self.id = own.or_else(|| self.id.take());
        let at = ["ts", "timestamp", "time"]
            .iter()
            .find_map(|name| record::timestamp(field(envelope, name)));
        self.at = at.or(self.at);
        self.is_hidden |= ["whisper", "secret", "hidden", "private", "isHidden"]
            .iter()
            .any(|name| is_on(field(envelope, name)));
    }
}

/// Whether an object is a chat record: it has what only those have.
fn is_record(value: &Value) -> bool {
    let has_text = |name: &str| field(value, name).is_string();
    let inline = field(value, "inlinerolls");
    has_text("content")
        || field(value, "content").get("rolls").is_some()
        || has_text("html")
        || has_text("origRoll")
        || inline.is_array()
        || inline.is_object()
}

/// The JSON in the archive's page: `var msgdata = "<base64>"`.
pub(super) fn archived(page: &[u8]) -> Option<Vec<u8>> {
    let name = b"msgdata";
    let place = page.windows(name.len()).position(|window| window == name)?;
    let mut quoted = page.get(place..)?.split(|byte| *byte == b'"');
    decoded(quoted.nth(1)?)
}

/// The JSON in the archive's base64, which may be broken into lines.
pub(super) fn decoded(bytes: &[u8]) -> Option<Vec<u8>> {
    let compact: Vec<u8> =
        bytes.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let json = from_base64(&compact)?;
    matches!(json.trim_ascii_start().first(), Some(b'{' | b'[')).then_some(json)
}
