use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{shape::STRICT, *};

/// Called as one of those that refuse what they do not know.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename = "RuleSource", deny_unknown_fields)]
struct Shape {
    name: String,
    #[serde(default)]
    count: Option<u32>,
    #[serde(default)]
    share: f64,
    #[serde(default)]
    is_on: bool,
    #[serde(default)]
    inner: Vec<Self>,
    #[serde(default)]
    table: BTreeMap<String, i64>,
    #[serde(default)]
    kinds: Vec<Kind>,
    #[serde(default)]
    open: Option<Open>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    FirstOne,
    Second,
}

/// Takes fields it does not know, and leaves one out.
#[derive(Debug, PartialEq, Deserialize)]
struct Open {
    #[serde(skip)]
    left_out: u8,
    #[serde(rename = "called otherwise", default)]
    name: u8,
    kinds: Option<BTreeMap<Kind, u8>>,
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-1000.0..1000.0_f64).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        "[a-z\"\\\\/\n\t\u{1}é🎲 ]{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z\"\\\\é]{0,8}", inner, 0..6)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn compared<T: serde::de::DeserializeOwned + PartialEq + core::fmt::Debug>(text: &[u8]) {
    let general = serde_json::from_slice::<T>(text);
    match (read_json::<T>(text), general) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs),
        // Where bytes are no text, and where a number grows too large, is counted otherwise.
        (Err(_), Err(_)) if core::str::from_utf8(text).is_err() => {}
        (Err(ours), Err(_)) if ours.to_string().starts_with("number out of range") => {}
        (Err(ours), Err(theirs)) => assert_eq!(ours.to_string(), theirs.to_string(), "{text:?}"),
        (ours, theirs) => panic!("{}: {ours:?}, {theirs:?}", String::from_utf8_lossy(text)),
    }
}

proptest! {
    #[test]
    fn what_is_written_is_what_the_general_writer_writes(value in any_json()) {
        let text = serde_json::to_string(&value).unwrap();
        prop_assert_eq!(json_text(&value), text.clone());
        compared::<Value>(text.as_bytes());
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        compared::<Value>(pretty.as_bytes());
    }

    #[test]
    fn what_is_broken_is_told_in_the_same_words(
        value in any_json(),
        changes in prop::collection::vec(
            (any::<prop::sample::Index>(), prop::sample::select(b"{}[]\",:\\ux0-1.eE+tfn \n\x01\xff".to_vec())),
            1..4,
        ),
        end in any::<prop::sample::Index>(),
    ) {
        let mut text = serde_json::to_vec_pretty(&value).unwrap();
        for (place, byte) in changes {
            let place = place.index(text.len());
            text[place] = byte;
        }
        compared::<Value>(&text);
        text.truncate(end.index(text.len()));
        compared::<Value>(&text);
    }

    #[test]
    fn a_number_is_what_the_standard_library_reads(
        text in prop_oneof![
            "[+-]?[0-9]{1,25}(\\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?",
            "[+-]?\\.?[0-9.eE+-]{0,8}",
            any::<f64>().prop_map(|number| format!("{number:e}")),
            any::<f64>().prop_map(|number| number.to_string()),
        ],
    ) {
        let ours = parse_real(&text).map(f64::to_bits);
        prop_assert_eq!(ours, text.parse::<f64>().ok().map(f64::to_bits), "{}", text);
    }
}

#[test]
fn numbers_at_every_edge_are_what_the_standard_library_reads() {
    let long = format!("0.{}1", "0".repeat(400));
    let halves = format!("9007199254740993{}1", "0".repeat(900));
    for text in [
        "0",
        "-0",
        "1e400",
        "-1e400",
        "1e-400",
        "5e-324",
        "2.4703282292062327e-324",
        "2.4703282292062328e-324",
        "2.2250738585072011e-308",
        "2.2250738585072014e-308",
        "1.7976931348623157e308",
        "1.7976931348623159e308",
        "9007199254740993",
        "inf",
        "-inf",
        "Infinity",
        "nan",
        "",
        "+",
        ".",
        "1.",
        ".5",
        "1e",
        "1e+",
        "--1",
        "1e5e5",
        "1.2.3",
        "179769313486231580793e289",
        "1e99999999999",
        "0e99999999999",
        "1e-99999999999",
        long.as_str(),
        halves.as_str(),
    ] {
        let bits = |number: f64| if number.is_nan() { 0 } else { number.to_bits() };
        assert_eq!(parse_real(text).map(bits), text.parse::<f64>().ok().map(bits), "{text}");
    }
}

#[test]
fn shapes_are_read_and_refused_in_the_same_words() {
    for text in [
        r#"{"name":"a"}"#,
        r#"{"name":"a\u00e9\ud83c\udfb2","count":7,"share":1,"is_on":true}"#,
        r#"{"name":"a","inner":[{"name":"b"},{"name":"c","table":{"x":-1}}]}"#,
        "{}",
        "null",
        "7",
        "\"a\"",
        "{\"name\":7}",
        "{\"name\":null}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":\"a\",\n\"count\":-1}",
        "{\"name\":\"a\",\"count\":1.5}",
        "{\"name\":\"a\",\"other\":1}",
        "{\"name\" \"a\"}",
        "{\"name\":\"a\",\"kinds\":[\"second\",\"first_one\"]}",
        "{\"name\":\"a\",\"kinds\":[\"second\",\n\"third\"]}",
        "{\"name\":\"a\",\"open\":{\"more\":[{}],\"called otherwise\":1,\"left_out\":2}}",
        "{\"name\":\"a\",\"open\":{\"kinds\":{\"second\":1,\"first_one\":2},\"name\":true}}",
        "{\"name\":\"a\",\"open\":{\"kinds\":{\"third\":1}}}",
        "{\"name\":\"a\",\"open\":{\"kinds\" : null,\"kinds\":null}}",
        "{\"name\":\"a\",\"inner\":{}}",
        "{\"name\":\"a\",\"inner\":[1]}",
        "{\"name\":\"a\",\"is_on\":\"yes\"}",
        "{\"name\":\"a\",\"table\":{\"x\":[]}}",
        "{\"name\":\"a\",\"share\":true}",
        "{\"name\":\"a\"} x",
        "{\"name\":\"a\",}",
        "{\"name\":\"a\" \"b\"}",
        "{\"name\"}",
        "{\"name\":\"a\"",
        "{name:1}",
        "[",
        "",
        "{\"name\":\"\\ud800\"}",
        "{\"name\":\"\\q\"}",
        "{\"name\":\"a\",\"count\":99999999999}",
        "tru",
        "nul\n",
        "{\"name\":\"a\",\"share\":1e999}",
        "{\"name\":\"a\",\"inner\":[{\"count\":1}]}",
    ] {
        // A list is no shape here.
        if text != "[" {
            compared::<Shape>(text.as_bytes());
        }
        compared::<Value>(text.as_bytes());
    }
}

#[test]
fn what_is_too_deep_is_refused_and_passed_over() {
    for depth in [126, 127, 128, 129, 100_000] {
        let text = format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        let ours = read_json::<Value>(text.as_bytes()).map_err(|error| error.to_string());
        let theirs = serde_json::from_str::<Value>(&text).map_err(|error| error.to_string());
        assert_eq!(ours, theirs);
        assert!(read_json::<serde::de::IgnoredAny>(text.as_bytes()).is_ok());
    }
}

#[test]
fn plain_structs_are_written_as_the_general_writer_does() {
    #[derive(Serialize)]
    struct Outer<'t> {
        text: &'t str,
        #[serde(rename = "another name")]
        number: i64,
        #[serde(skip_serializing_if = "Option::is_none")]
        left_out: Option<u8>,
        inner: Option<Inner>,
    }
    #[derive(Serialize)]
    struct Inner {
        count: u32,
    }

    let (text, number) = ("a \"b\"\n\u{1} é", -7);
    let inner = Some(Inner { count: 7 });
    let value = Outer { text, number, left_out: None, inner };
    assert_eq!(plain_json(&value).unwrap(), serde_json::to_string(&value).unwrap());
    assert!(plain_json(&[1.5]).is_err());
}

/// The lines of all files that are part of the library, folder by folder.
fn lines(folder: &std::path::Path) -> Vec<String> {
    let mut lines = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            lines.extend(self::lines(&path));
        } else if !path.ends_with("json/small/tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            lines.extend(text.lines().map(|line| line.trim().to_owned()));
        }
    }
    lines
}

/// A field of two names would be taken for another: its names have two places.
#[test]
fn no_field_has_a_second_name() {
    for line in lines(std::path::Path::new(SOURCE)) {
        assert!(!line.starts_with("#[serde(") || !line.contains("alias"), "{line}");
    }
}

#[test]
fn every_shape_that_refuses_unknown_fields_is_listed() {
    let lines = lines(std::path::Path::new(SOURCE));
    let is_strict = |line: &str| line.starts_with("#[serde(") && line.contains("deny_unknown");
    let strict = lines.iter().enumerate().filter(|(_, line)| is_strict(line)).map(|(at, _)| at);
    let shape = |at: usize| {
        let rest = &lines[at..];
        let mut found = rest.iter().filter_map(|line| line.split_once("struct "));
        found.next().unwrap().1.trim_end_matches(" {")
    };
    let mut shapes: Vec<_> = strict.map(shape).collect();
    shapes.sort_unstable();
    assert_eq!(shapes, STRICT);
}

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
