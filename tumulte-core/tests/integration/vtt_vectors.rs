//! The vectors of `tests/vectors/foundry`, the same ones every language runs.

use std::{fs, path::Path};

use serde_json::Value;
use tumulte_core::{
    model::{Actor, HintPaths},
    vtt::{MessageContext, RawMessage, Reading, VttError, foundry::read_message},
};

fn cases() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/foundry");
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
pub(crate) fn holds(expected: &Value, found: &Value) -> bool {
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

fn check(name: &str, case: &Value, raw: RawMessage<'_>) {
    let paths: HintPaths = case
        .get("hintPaths")
        .map(|paths| serde_json::from_value(paths.clone()).unwrap())
        .unwrap_or_default();
    let actor: Option<Actor> =
        case.get("actor").map(|actor| serde_json::from_value(actor.clone()).unwrap());
    let context = MessageContext::new(case["system"].as_str().unwrap()).with_actor(actor);
    let found = read_message(raw, &paths.into(), &context).and_then(Reading::into_rolls);
    let expected = &case["expect"];
    if let Some(code) = expected.get("error") {
        let found = found.as_ref().map_err(VttError::code);
        assert_eq!(found.err(), code.as_str(), "{name}");
        return;
    }
    let found = serde_json::to_value(found.unwrap_or_else(|error| panic!("{name}: {error}")));
    let found = found.unwrap();
    assert!(
        holds(&expected["rolls"], &found),
        "{name}\nexpected {}\nfound    {found}",
        expected["rolls"]
    );
}

/// The message as Foundry stores it: every roll as JSON text.
fn stored(message: &Value) -> Value {
    let mut message = message.clone();
    if let Some(rolls) = message.get_mut("rolls").and_then(Value::as_array_mut) {
        for roll in rolls.iter_mut().filter(|roll| roll.is_object()) {
            *roll = Value::String(roll.to_string());
        }
    }
    message
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
        check(name, case, message.to_string().as_str().into());
        let stored = stored(message);
        check(name, case, (&stored).into());
        check(name, case, stored.to_string().as_bytes().into());
    }
    println!("{} vectors", cases.len());
    assert!(cases.len() > 100, "vectors are missing");
}
