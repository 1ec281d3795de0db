//! A web request of the app becomes a roll.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::{
    model::{Die, MessageTables, Parts, Speaker, Visibility, gathered},
    roll::{DiceTerm, Expression, Term},
    vtt::{
        MAX_MESSAGE_BYTES, MessageContext, RawMessage, Reading, VttError,
        field::{faces_named, id, json_text, number, text, timestamp},
        opened::{Opened, content_id, open},
        raw::Form,
        roll_list::{Draft, RollList},
    },
};

/// Reads the roll of one web request: its JSON body, or its query `value1=…&value3=20`.
///
/// A die that is being shaken gives no roll. A query does not say how many faces the die has,
/// unless the name of the die does (`d20`); such a die has 0 faces.
///
/// # Errors
///
/// `vtt.malformed` for what shows no face; `vtt.oversized`, `vtt.too_deep` beyond the limits.
///
/// ```
/// use tumulte_core::model::MessageTables;
/// use tumulte_core::vtt::{MessageContext, pixels::read_message};
///
/// let body = r#"{"timestamp": 1700000000000, "pixelName": "Ember", "pixelId": 7, "faceValue": 20,
///     "dieType": "d20", "rollState": "rolled"}"#;
/// let rolls = read_message(body, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap().rolls;
/// assert_eq!((rolls[0].dice[0].faces, rolls[0].total), (20, Some(20.into())));
///
/// let query = "value1=Ember&value2=Attack&value3=20&value4=d20%20red";
/// assert!(read_message(query, &MessageTables::new(), &MessageContext::new("dnd5e")).is_ok());
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let raw = raw.into();
    let opened = match raw.form() {
        Form::Bytes(bytes)
            if !matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'[' | b'"')) =>
        {
            query(bytes)?
        }
        Form::Value(Value::String(query)) => self::query(query.as_bytes())?,
        _ => open(raw, "a face of a Pixel", is_request)?,
    };
    let request = &*opened.value;
    let field = |name: &str| request.get(name).unwrap_or(&Value::Null);
    if text(field("rollState")).is_some_and(|state| !matches!(state, "rolled" | "onFace")) {
        return Ok(Reading::default());
    }
    let Some(face) = number(field("faceValue")) else {
        return Err(VttError::Malformed {
            expected: "a face of a Pixel",
            found: "none".to_owned(),
        });
    };
    let moment = timestamp(field("timestamp")).or(opened.at);
    let message_id = opened.id.clone().unwrap_or_else(|| match (id(field("pixelId")), moment) {
        (Some(pixel), Some(moment)) => format!("{pixel}@{}", moment.as_millis()),
        _ => content_id([json_text(request).as_str()], context.occurrence),
    });
    let speaker = Speaker {
        alias: text(field("profileName")).or_else(|| text(field("pixelName"))).map(str::to_owned),
        user_id: id(field("pixelId")),
        ..Speaker::default()
    };
    let (faces, kind) = faces(request);
    let mut die = Die::new(faces, face);
    die.kind = kind.map(str::to_owned);
    let mut list = RollList::new(message_id, speaker, Visibility::Public)
        .at(moment)
        .in_context(tables, context, request);
    list.push(Draft {
        formula: format!("1d{faces}"),
        expression: Expression {
            terms: vec![Term::Dice(DiceTerm::new(vec![die]))],
            total: Some(face),
            ..Expression::default()
        },
        flavor: text(field("actionValue")).map(str::to_owned),
        ..Draft::default()
    })?;
    Ok(list.finish())
}

fn is_request(value: &Value) -> bool {
    value.get("faceValue").is_some()
}

/// The faces and what they stand for: a `d00` shows tens, a `pd6` has pips, a `df` is a fate die.
fn faces(request: &Value) -> (u32, Option<&'static str>) {
    let named = request.get("dieType").and_then(text);
    let in_name = || {
        let name = text(request.get("pixelName")?)?;
        name.split_whitespace().find(|word| faces_named(word) > 0)
    };
    match named.or_else(in_name).map(str::to_ascii_lowercase).as_deref() {
        Some("d00") => (100, Some("tens")),
        Some("df" | "d6fudge" | "fudge") => (3, Some("fate")),
        Some("pd6" | "d6pipped") => (6, None),
        Some(name) => (faces_named(name), None),
        None => (0, None),
    }
}

/// `value1` to `value4` are the die's name, the action's word, the face and the profile.
fn query(bytes: &[u8]) -> Result<Opened<'static>, VttError> {
    const NAMES: [(&str, &str); 4] = [
        ("value1", "pixelName"),
        ("value2", "actionValue"),
        ("value3", "faceValue"),
        ("value4", "profileName"),
    ];
    if bytes.len() > MAX_MESSAGE_BYTES {
        return Err(VttError::Oversized { found: bytes.len(), limit: MAX_MESSAGE_BYTES });
    }
    let text = String::from_utf8_lossy(bytes);
    let query = text.trim().rsplit('?').next().unwrap_or_default();
    let mut fields = crate::model::Map::new();
    for pair in query.split('&').take(64) {
        let Some((name, value)) = pair.split_once('=') else { continue };
        let value = value.replaced("+", " ");
        let value = percent_decode_str(&value).decode_utf8_lossy().into_owned();
        let name = NAMES.iter().find(|(short, _)| *short == name).map_or(name, |(_, long)| long);
        fields.insert(name.to_owned(), value);
    }
    if !fields.contains_key("faceValue") {
        return Err(VttError::Malformed {
            expected: "a face of a Pixel",
            found: "none".to_owned(),
        });
    }
    let fields = fields.into_iter().map(|(name, value)| (name, Value::String(value)));
    Ok(Opened { value: Cow::Owned(Value::Object(gathered(fields))), id: None, at: None })
}
