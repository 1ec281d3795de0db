//! The vectors of `tests/vectors/foundry`, the same ones every language runs.

use serde_json::Value;
use tumulte_core::{
    model::{Actor, HintPaths},
    vtt::{MessageContext, RawMessage, Reading, VttError, foundry::read_message},
};

use crate::vectors::{cases, holds};

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
    let cases = cases("foundry");
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
