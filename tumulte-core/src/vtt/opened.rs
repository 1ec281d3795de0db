//! A message taken out of what it travels in.

use core::fmt::Write as _;
use std::borrow::Cow;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{
    RawMessage, VttError,
    extent::Extent,
    field::{id, timestamp},
    raw::Form,
};
use crate::model::{Timestamp, read_json};

/// How many wrappers a message may wear: an envelope around an event around its detail.
const MAX_WRAPPERS: usize = 4;

/// A message, and what its envelope said.
#[derive(Debug)]
pub(super) struct Opened<'a> {
    pub(super) value: Cow<'a, Value>,
    /// The relay's id of the message.
    pub(super) id: Option<String>,
    /// When the relay says it happened.
    pub(super) at: Option<Timestamp>,
}

/// Opens JSON and looks for the message inside: in an envelope `{source, id, ts, raw}`, in the
/// detail of an event, alone in a list.
///
/// # Errors
///
/// `vtt.malformed`, `vtt.oversized`, `vtt.too_deep`
pub(super) fn open<'a>(
    raw: RawMessage<'a>,
    expected: &'static str,
    is_message: impl Fn(&Value) -> bool,
) -> Result<Opened<'a>, VttError> {
    open_by(raw, expected, &is_message)
}

/// Compiled once for all tabletops.
fn open_by<'a>(
    raw: RawMessage<'a>,
    expected: &'static str,
    is_message: &dyn Fn(&Value) -> bool,
) -> Result<Opened<'a>, VttError> {
    let mut opened = Opened { value: parse(raw)?, id: None, at: None };
    for _ in 0..MAX_WRAPPERS {
        if is_message(&opened.value) {
            return Ok(opened);
        }
        if let Value::Object(fields) = &*opened.value
            && fields.contains_key("raw")
        {
            opened.id = fields.get("id").and_then(id);
            opened.at = fields.get("ts").and_then(timestamp);
        }
        opened.value = match unwrapped(opened.value) {
            Some(Cow::Owned(Value::String(text))) => parse(RawMessage::Bytes(text.as_bytes()))
                .map(|inner| Cow::Owned(inner.into_owned()))?,
            Some(Cow::Borrowed(Value::String(text))) => parse(text.as_str().into())?,
            Some(inner) => inner,
            None => break,
        };
    }
    Err(VttError::Malformed { expected, found: "something else".to_owned() })
}

/// Parses JSON within the limits.
pub(super) fn parse(raw: RawMessage<'_>) -> Result<Cow<'_, Value>, VttError> {
    match raw.form() {
        Form::Bytes(bytes) => {
            Extent::of_text(bytes).check()?;
            read_json(bytes).map(Cow::Owned).map_err(|error| VttError::Malformed {
                expected: "JSON",
                // The error's own words may quote the message, which must not reach a log.
                found: format!("an error in line {}, column {}", error.line(), error.column()),
            })
        }
        Form::Value(value) => {
            Extent::of_value(value).check()?;
            Ok(Cow::Borrowed(value))
        }
    }
}

/// What a wrapper holds.
fn unwrapped(value: Cow<'_, Value>) -> Option<Cow<'_, Value>> {
    const WRAPPERS: [&str; 4] = ["raw", "message", "detail", "event"];
    match value {
        Cow::Borrowed(Value::Array(items)) => {
            items.iter().find(|item| item.is_object() || item.is_array()).map(Cow::Borrowed)
        }
        Cow::Borrowed(Value::Object(fields)) => {
            WRAPPERS.iter().find_map(|name| fields.get(*name)).map(Cow::Borrowed)
        }
        Cow::Owned(Value::Array(items)) => {
            items.into_iter().find(|item| item.is_object() || item.is_array()).map(Cow::Owned)
        }
        Cow::Owned(Value::Object(mut fields)) => {
            let mut inner = |name: &&str| fields.get_mut(*name).map(Value::take);
            WRAPPERS.iter().find_map(&mut inner).map(Cow::Owned)
        }
        _ => None,
    }
}

/// An id for a message that has none, the same whenever the same message comes again.
pub(super) fn content_id<'p>(parts: impl IntoIterator<Item = &'p str>, occurrence: u32) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    let mut id = String::with_capacity(20);
    for byte in digest.iter().take(10) {
        // Writing to a String cannot fail.
        let _ = write!(id, "{byte:02x}");
    }
    if occurrence > 0 {
        id.push('.');
        id.push_str(&occurrence.to_string());
    }
    id
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn found(value: &Value) -> Option<(Option<String>, i64)> {
        let opened = open(value.into(), "a bell", |value| value.get("bell").is_some()).ok()?;
        Some((opened.id, opened.at.map_or(0, Timestamp::as_millis)))
    }

    #[test]
    fn a_message_is_found_in_whatever_it_travels_in() {
        assert_eq!(found(&json!({"bell": 1})), Some((None, 0)));
        assert_eq!(found(&json!([{"bell": 1}])), Some((None, 0)));
        assert_eq!(found(&json!({"detail": [{"bell": 1}]})), Some((None, 0)));
        let envelope = json!({"source": "tower", "id": "b1", "ts": 7, "raw": "[{\"bell\":1}]"});
        assert_eq!(found(&envelope), Some((Some("b1".to_owned()), 7)));
    }

    #[test]
    fn what_holds_no_message_is_none() {
        for value in [json!(null), json!({}), json!([[[[[[{"bell": 1}]]]]]]), json!({"raw": "{"})] {
            assert_eq!(found(&value), None, "{value}");
        }
    }

    #[test]
    fn equal_contents_have_equal_ids_and_parts_do_not_run_together() {
        assert_eq!(content_id(["ab", "c"], 0), content_id(["ab", "c"], 0));
        assert_ne!(content_id(["ab", "c"], 0), content_id(["a", "bc"], 0));
        assert!(content_id(["ab", "c"], 2).ends_with(".2"));
    }
}
