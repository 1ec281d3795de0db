//! The vectors of `tests/vectors/roll20`, the same ones every language runs.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tumulte_core::{
    model::{Actor, HintPaths, Roll, VttKind},
    systems::{JudgeInput, judge},
    vtt::{MessageContext, RawMessage, VttError, parse_message},
};

fn cases() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/roll20");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            let list: Vec<Value> =
                serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            list.into_iter().map(move |case| (format!("{stem}: {}", case["name"]), case))
        })
        .collect()
}

/// Whether `found` has everything `expected` names. Nothing, `null` and `false` are the same.
fn holds(expected: &Value, found: &Value) -> bool {
    match (expected, found) {
        (Value::Null | Value::Bool(false), Value::Null | Value::Bool(false)) => true,
        (Value::Object(expected), Value::Object(_)) => {
            expected.iter().all(|(key, value)| holds(value, &found[key]))
        }
        (Value::Array(expected), Value::Array(found)) => {
            expected.len() == found.len()
                && expected.iter().zip(found).all(|(expected, found)| holds(expected, found))
        }
        (Value::Number(expected), Value::Number(found)) => expected.as_f64() == found.as_f64(),
        _ => expected == found,
    }
}

/// A roll with its verdict, as the vectors write it.
fn judged(system: &str, roll: &Roll) -> Value {
    let verdict = judge(system, &JudgeInput::from_roll(roll)).unwrap();
    let mut judged = serde_json::to_value(roll).unwrap();
    judged["verdict"] = json!(verdict.label);
    judged
}

fn check(name: &str, case: &Value, raw: RawMessage<'_>) {
    let paths: HintPaths = case
        .get("hintPaths")
        .map(|paths| serde_json::from_value(paths.clone()).unwrap())
        .unwrap_or_default();
    let actor: Option<Actor> =
        case.get("actor").map(|actor| serde_json::from_value(actor.clone()).unwrap());
    let system = case["system"].as_str().unwrap();
    let context = MessageContext::new(system).with_actor(actor);
    let found = parse_message(&VttKind::Roll20, raw, &paths, &context);
    let expected = &case["expect"];
    if let Some(code) = expected.get("error") {
        let found = found.as_ref().map_err(VttError::code);
        assert_eq!(found.err(), code.as_str(), "{name}");
        return;
    }
    let found = found.unwrap_or_else(|error| panic!("{name}: {error}"));
    let found: Value = found.iter().map(|roll| judged(system, roll)).collect();
    assert!(
        holds(&expected["rolls"], &found),
        "{name}\nexpected {}\nfound    {found:#}",
        expected["rolls"]
    );
}

/// The message as the database sends it: lists as objects with numbers for keys.
fn numbered(value: &Value) -> Value {
    match value {
        Value::Array(items) if !items.is_empty() => items
            .iter()
            .enumerate()
            .map(|(place, item)| (place.to_string(), numbered(item)))
            .collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, field)| (name.clone(), numbered(field))).collect()
        }
        other => other.clone(),
    }
}

#[test]
fn every_vector_holds_however_the_message_arrives() {
    let cases = cases();
    for (name, case) in &cases {
        if let Some(raw) = case["raw"].as_str() {
            check(name, case, raw.into());
            continue;
        }
        let message = &case["message"];
        check(name, case, message.into());
        check(name, case, message.to_string().as_bytes().into());
        let numbered = numbered(message);
        check(&format!("{name}, numbered"), case, (&numbered).into());
        // What a relay wraps and what the socket carries must read the same, but for the id.
        if message.get("id").is_some()
            && message.get("msg").is_none()
            && case["expect"].get("error").is_none()
        {
            let id = message["id"].clone();
            check(
                &format!("{name}, wrapped"),
                case,
                (&json!({"id": id, "ts": 1, "msg": message})).into(),
            );
            let path = format!("campaign-1-x/chat/{}", id.as_str().unwrap());
            let frame = json!({"t": "d", "d": {"a": "d", "b": {"p": path, "d": message}}});
            check(&format!("{name}, framed"), case, (&frame).into());
        }
    }
    println!("{} vectors", cases.len());
    assert!(cases.len() > 60, "vectors are missing");
}
