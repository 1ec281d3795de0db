//! Outside text of any kind: answers or codes, never a panic.

use proptest::prelude::*;
use serde_json::{Value, json};
use tumulte_core::{
    model::{HintPaths, MessageTables, Visibility},
    vtt::{MessageContext, foundry::read_message},
};

/// Words that mean something to the reader, so that arbitrary JSON reaches its corners.
const KEYS: &[&str] = &[
    "_id",
    "id",
    "author",
    "user",
    "speaker",
    "whisper",
    "blind",
    "timestamp",
    "flavor",
    "content",
    "flags",
    "system",
    "rolls",
    "roll",
    "class",
    "options",
    "dice",
    "formula",
    "terms",
    "total",
    "number",
    "faces",
    "modifiers",
    "results",
    "result",
    "active",
    "count",
    "discarded",
    "rerolled",
    "exploded",
    "success",
    "failure",
    "doubled",
    "operator",
    "operands",
    "term",
    "fn",
    "alias",
    "actor",
    "core",
    "initiativeRoll",
];

const TEXTS: &[&str] = &[
    "",
    "Die",
    "PoolTerm",
    "NumericTerm",
    "OperatorTerm",
    "FunctionTerm",
    "max",
    "floor",
    "+",
    "-",
    "*",
    "/",
    "%",
    "kh",
    "min10",
    "ms>=4",
    "cs>=",
    "CoC7DecaderDie",
    "1e400",
    "-0",
    "12",
    "inf",
    "{}",
    "{\"terms\":[]}",
    "{\"total\":1",
    "<a class=inline-roll data-roll='%7B%7D'>",
    "é☃",
];

fn paths() -> MessageTables {
    let list = [
        "message.flags.core",
        "message.flags.{system}.0.number",
        "roll.options.count",
        "roll.terms.0.number",
        "html.data-roll",
        "html.",
        "message.",
        "roll",
        "",
    ];
    HintPaths::from([("all".to_owned(), list.map(str::to_owned).to_vec())]).into()
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-12_i64..30).prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        proptest::sample::select(TEXTS).prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ]
}

fn json_of_any_shape() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(6, 96, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((proptest::sample::select(KEYS), inner), 0..8).prop_map(
                |fields| {
                    fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
                }
            ),
        ]
    })
}

fn message() -> Value {
    json!({
        "_id": "abc", "author": "u", "whisper": ["u"], "blind": false, "speaker": {"alias": "x"},
        "content": "<p data-x='1'><a class='inline-roll' data-roll='%7B%22total%22%3A3%7D'>3</a></p>",
        "flags": {"core": {"initiativeRoll": true}},
        "rolls": ["{\"class\":\"Roll\",\"formula\":\"{2d6x,1d4}kh + 1\",\"terms\":[{\"class\":\"PoolTerm\",\"modifiers\":[\"kh\"],\"rolls\":[{\"terms\":[{\"class\":\"Die\",\"number\":2,\"faces\":6,\"modifiers\":[\"x\"],\"results\":[{\"result\":6,\"active\":true,\"exploded\":true},{\"result\":2,\"active\":true},{\"result\":1,\"active\":true}]}],\"total\":9}],\"results\":[{\"result\":9,\"active\":true}]},{\"class\":\"OperatorTerm\",\"operator\":\"+\"},{\"class\":\"NumericTerm\",\"number\":1}],\"total\":10}"]
    })
}

proptest! {
    #[test]
    fn any_json_is_read_or_refused_with_a_code(value in json_of_any_shape()) {
        let context = MessageContext::new("core");
        let by_value = read_message(&value, &paths(), &context);
        if let Err(error) = &by_value {
            prop_assert!(error.code().starts_with("vtt.") || error.code().starts_with("roll."));
        }
        let by_text = read_message(value.to_string().as_str(), &paths(), &context);
        prop_assert_eq!(by_value.is_ok(), by_text.is_ok());
    }

    #[test]
    fn any_rolls_in_a_sound_message_are_read_or_named(rolls in prop::collection::vec(json_of_any_shape(), 0..5)) {
        let mut message = message();
        message["content"] = Value::Null;
        message["rolls"] = Value::from(rolls.clone());
        let reading = read_message(&message, &paths(), &MessageContext::new("core"));
        if let Ok(reading) = reading {
            prop_assert!(reading.rolls.len() + reading.unreadable.len() <= rolls.len());
            for roll in &reading.rolls {
                prop_assert_eq!(roll.visibility, Visibility::SelfOnly);
                prop_assert!(roll.total.is_none_or(|total| total.value().is_finite()));
            }
        }
    }

    #[test]
    fn a_message_with_bytes_changed_is_read_or_refused(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = message().to_string().into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        let _ = read_message(bytes.as_slice(), &paths(), &MessageContext::new("core"));
    }

    #[test]
    fn no_hidden_message_becomes_public(whisper in json_of_any_shape(), blind in json_of_any_shape()) {
        let mut message = message();
        let looks_public = (whisper.is_null() || whisper == json!([]))
            && (blind.is_null() || blind == json!(false) || blind.as_f64() == Some(0.0));
        message["whisper"] = whisper;
        message["blind"] = blind;
        let reading = read_message(&message, &paths(), &MessageContext::new("core")).unwrap();
        prop_assert!(reading.rolls.iter().all(|roll| roll.visibility.is_hidden() != looks_public));
    }
}

#[test]
fn a_message_of_more_than_a_mebibyte_is_oversized() {
    let text = format!(r#"{{"_id":"m","content":"{}"}}"#, "x".repeat(1024 * 1024));
    let error = read_message(text.as_str(), &paths(), &MessageContext::new("core")).unwrap_err();
    assert_eq!((error.code(), error.retry()), ("vtt.oversized", false));
    let value: Value = serde_json::from_str(&text).unwrap();
    let error = read_message(&value, &paths(), &MessageContext::new("core")).unwrap_err();
    assert_eq!(error.code(), "vtt.oversized");
}

#[test]
fn dice_are_limited_over_the_whole_message() {
    let roll = format!(
        r#"{{"terms":[{{"faces":6,"results":[{}]}}],"total":1}}"#,
        vec!["1"; 6000].join(",")
    );
    let message = json!({"_id": "m", "rolls": [roll, roll]});
    let error = read_message(&message, &paths(), &MessageContext::new("core")).unwrap_err();
    assert_eq!(error.code(), "roll.too_many_dice");
    assert!(error.to_string().contains("roll 1 "), "{error}");
}

#[test]
fn rolls_and_their_parts_are_limited() {
    let context = MessageContext::new("core");
    let many = json!({"_id": "m", "rolls": vec![json!({"total": 1}); 501]});
    assert_eq!(read_message(&many, &paths(), &context).unwrap_err().code(), "vtt.too_many_rolls");
    let wide = format!(r#"{{"terms":[{}],"total":1}}"#, vec!["{}"; 40_000].join(","));
    let wide = json!({"_id": "m", "rolls": [wide]});
    assert_eq!(read_message(&wide, &paths(), &context).unwrap_err().code(), "roll.too_many_terms");
}

#[test]
fn errors_never_quote_the_message() {
    let context = MessageContext::new("core");
    for raw in [
        r#"{"_id":"hush", oops"#,
        r#"{"_id":"hush","rolls":["{\"formula\":\"hush\",\"total\":hush}"]}"#,
        "\"hush\"",
    ] {
        let reading = read_message(raw, &paths(), &context);
        let errors = match reading {
            Ok(reading) => reading.unreadable,
            Err(error) => vec![error],
        };
        assert!(!errors.is_empty(), "{raw}");
        for error in errors {
            assert!(!error.to_string().contains("hush"), "{error}");
        }
    }
}
