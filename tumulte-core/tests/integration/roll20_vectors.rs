//! The vectors of `tests/vectors/roll20`, the same ones every language runs.

use serde_json::{Value, json};
use tumulte_core::{
    model::{Actor, HintPaths, Roll, VttKind},
    systems::{JudgeInput, judge},
    vtt::{MessageContext, RawMessage, Reading, read_message},
};

use crate::vectors::{cases, holds};

/// A roll with its verdict, as the vectors write it.
fn judged(system: &str, roll: &Roll) -> Value {
    let verdict = judge(system, &JudgeInput::from_roll(roll)).unwrap();
    let mut judged = serde_json::to_value(roll).unwrap();
    judged["verdict"] = json!(verdict.label);
    judged
}

/// What is wrong with a case; none when it holds.
fn fault(case: &Value, raw: RawMessage<'_>) -> Option<String> {
    let paths: HintPaths = case
        .get("hintPaths")
        .map(|paths| serde_json::from_value(paths.clone()).unwrap())
        .unwrap_or_default();
    let actor: Option<Actor> =
        case.get("actor").map(|actor| serde_json::from_value(actor.clone()).unwrap());
    let system = case["system"].as_str().unwrap();
    let context = MessageContext::new(system).with_actor(actor);
    let found =
        read_message(&VttKind::Roll20, raw, &paths.into(), &context).and_then(Reading::into_rolls);
    let expected = &case["expect"];
    let rolls = match (found, expected["error"].as_str()) {
        (Err(error), Some(code)) if error.code() == code => return None,
        (Err(error), _) => return Some(format!("{}: {error}", error.code())),
        (Ok(rolls), Some(code)) => return Some(format!("expected {code}, found {rolls:?}")),
        (Ok(rolls), None) => rolls,
    };
    let found: Value = rolls.iter().map(|roll| judged(system, roll)).collect();
    (!holds(&expected["rolls"], &found))
        .then(|| format!("expected {}\nfound    {found}", expected["rolls"]))
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

/// Every way the case's message may arrive in.
fn ways(case: &Value) -> Vec<(&'static str, Value)> {
    let message = &case["message"];
    let mut ways = vec![("as it is", message.clone()), ("with numbered lists", numbered(message))];
    // Envelopes in envelopes are a case of their own.
    let is_record = message.get("content").is_some() && case["expect"].get("error").is_none();
    if let (true, Some(id)) = (is_record, message["id"].as_str()) {
        ways.push(("in an envelope", json!({"id": id, "ts": 1, "msg": message})));
        let path = format!("campaign-1-x/chat/{id}");
        let frame = json!({"t": "d", "d": {"a": "d", "b": {"p": path, "d": message}}});
        ways.push(("in a frame", frame));
    }
    ways
}

#[test]
fn every_vector_holds_however_the_message_arrives() {
    let cases = cases("roll20");
    let mut faults = Vec::new();
    for (name, case) in &cases {
        let mut check = |way: &str, raw: RawMessage<'_>| {
            faults.extend(fault(case, raw).map(|fault| format!("{name} ({way})\n{fault}")));
        };
        if let Some(raw) = case["raw"].as_str() {
            check("as text", raw.into());
            continue;
        }
        for (way, message) in ways(case) {
            check(way, (&message).into());
            check(way, message.to_string().as_bytes().into());
        }
    }
    println!("{} vectors", cases.len());
    assert!(cases.len() > 100, "vectors are missing");
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}
