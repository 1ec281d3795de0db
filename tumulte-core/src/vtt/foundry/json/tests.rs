//! The scanner takes and finds what `serde_json` takes and finds.

use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::{Map, Number, Value};

use super::{Fault, Kind, Limits, Scanner};

const WIDE: Limits = Limits { depth: 64, parts: usize::MAX };

/// The whole document as a tree, by the scanner.
fn tree<const INSIDE: bool>(json: &mut Scanner<'_, INSIDE>) -> Result<Value, Fault> {
    Ok(match json.kind()? {
        Kind::Null => {
            json.skip()?;
            Value::Null
        }
        Kind::Flag(flag) => {
            json.skip()?;
            Value::Bool(flag)
        }
        Kind::Number => Number::from_f64(json.number()?).map_or(Value::Null, Value::Number),
        Kind::Text => Value::String(json.text()?.into_owned()),
        Kind::List => {
            let mut items = Vec::new();
            json.list(|json| {
                items.push(tree(json)?);
                Ok(())
            })?;
            Value::Array(items)
        }
        Kind::Object => {
            let mut fields = Map::new();
            json.object(|key, json| {
                fields.insert(key.to_owned(), tree(json)?);
                Ok(())
            })?;
            Value::Object(fields)
        }
    })
}

fn read(text: &str) -> Result<Value, Fault> {
    let mut json = Scanner::<false>::new(text, WIDE);
    let value = tree(&mut json)?;
    json.end()?;
    Ok(value)
}

fn skip(text: &str) -> Result<(), Fault> {
    let mut json = Scanner::<false>::new(text, WIDE);
    json.skip()?;
    json.end()
}

/// All numbers as JavaScript has them.
fn as_floats(value: Value) -> Value {
    match value {
        Value::Number(number) => {
            number.as_f64().and_then(Number::from_f64).map_or(Value::Null, Value::Number)
        }
        Value::Array(items) => items.into_iter().map(as_floats).collect(),
        Value::Object(fields) => {
            fields.into_iter().map(|(key, value)| (key, as_floats(value))).collect()
        }
        other => other,
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(|number| Value::from(number >> 12)),
        (-1_000_000_i32..1_000_000).prop_map(|number| Value::from(f64::from(number) / 64.0)),
        any::<String>().prop_map(Value::from),
        "[a-z\"\\\\/\n\t\u{1}é🎲 ]{0,40}".prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"\\\\é]{0,12}", inner, 0..8)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_document_reads_the_same(value in any_json(), pretty in any::<bool>()) {
        let text = if pretty {
            serde_json::to_string_pretty(&value).unwrap()
        } else {
            value.to_string()
        };
        prop_assert_eq!(skip(&text), Ok(()));
        let expected = as_floats(serde_json::from_str(&text).unwrap());
        prop_assert_eq!(read(&text).unwrap(), expected);
    }

    #[test]
    fn a_document_inside_a_text_reads_the_same_in_place_or_not_at_all(value in any_json()) {
        let inner = value.to_string();
        let outer = Value::String(inner.clone()).to_string();
        let mut json = Scanner::<false>::new(&outer, WIDE);
        if let Some(found) = json.within(WIDE, tree) {
            prop_assert_eq!(found, as_floats(serde_json::from_str(&inner).unwrap()));
            prop_assert_eq!(json.end(), Ok(()));
        } else {
            // Then it is still to be read, from where it begins.
            prop_assert_eq!(json.text().unwrap(), inner);
        }
    }

    #[test]
    fn what_is_no_json_is_refused_like_serde_json_refuses_it(
        value in any_json(),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(b"{}[]\",:\\ux0-1.eE+tfn \n\x01".to_vec())),
            1..4,
        ),
        cut in any::<prop::sample::Index>(),
        cuts in any::<bool>(),
    ) {
        let mut bytes = value.to_string().into_bytes();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if cuts {
            bytes.truncate(cut.index(bytes.len()));
        }
        let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
        let theirs = serde_json::from_str::<IgnoredAny>(&text);
        prop_assert_eq!(skip(&text).is_ok(), theirs.is_ok(), "{}", text);
        let theirs = serde_json::from_str::<Value>(&text);
        prop_assert_eq!(read(&text).is_ok(), theirs.is_ok(), "{}", text);
    }
}

#[test]
fn depth_and_parts_are_limited() {
    let limits = Limits { depth: 3, parts: 4 };
    let skip = |text: &str| Scanner::<false>::new(text, limits).skip();
    assert_eq!(skip("[[[]]]"), Ok(()));
    assert_eq!(skip("[[[[]]]]"), Err(Fault::TooDeep));
    assert_eq!(skip("[[],[],[]]"), Ok(()));
    assert_eq!(skip("[[],[],[],[]]"), Err(Fault::TooManyParts));
    assert_eq!(skip(&"[".repeat(100_000)), Err(Fault::TooDeep));
}

#[test]
fn a_text_ends_at_its_mark_wherever_that_stands() {
    for length in 0..90 {
        for odd in ["", "\n", "\"", "\\", "\\\"", "é", "\u{1}"] {
            let text = format!("{}{odd}{}", "x".repeat(length), "y".repeat(length % 7));
            let inner = Value::from(vec![text]);
            let written = inner.to_string();
            assert_eq!(skip(&written), Ok(()));
            assert_eq!(read(&written).unwrap(), inner);
            let outer = Value::from(written).to_string();
            let mut json = Scanner::<false>::new(&outer, WIDE);
            assert_eq!(json.within(WIDE, tree), Some(inner));
            assert_eq!(json.end(), Ok(()));
        }
    }
}

#[test]
fn runs_of_backslashes_escape_by_twos() {
    for length in 0..70 {
        for backslashes in 1..70 {
            let text = "x".repeat(length) + &"\\".repeat(backslashes);
            let closed = format!("\"{text}\"");
            let ends = format!("{closed}, \"");
            let theirs = serde_json::from_str::<String>(&closed);
            assert_eq!(skip(&closed).is_ok(), theirs.is_ok(), "{closed}");
            assert_eq!(read(&closed).ok(), theirs.ok().map(Value::from), "{closed}");
            // Where the mark is escaped, the text ends at the next one.
            let mut json = Scanner::<false>::new(&ends, WIDE);
            assert_eq!(json.skip(), Ok(()));
            let end = if backslashes % 2 == 0 { closed.len() } else { ends.len() };
            assert_eq!(json.at(), end, "{ends}");
        }
    }
}

#[test]
fn a_broken_text_is_refused_wherever_it_breaks() {
    for length in 0..90 {
        for broken in ["\n", "\u{1f}", "\\x", "\\u12", "\\"] {
            let at = length + 1;
            let text = format!("\"{}{broken}", "x".repeat(length));
            assert_eq!(skip(&text), Err(Fault::Malformed { at }), "{text}");
            assert!(skip(&format!("{text}\"")).is_err(), "{text}");
        }
    }
}
