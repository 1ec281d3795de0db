//! `outbox:replay`: what waited through an outage.

use serde_json::{Value, json};
use tumulte_core::sync::Audience::Stream;

use super::table::{Table, attack, character, roll_event};

fn entry(event: &str, payload: &Value) -> Value {
    json!({ "event": event, "payload": payload })
}

#[test]
fn events_are_taken_in_order_and_each_has_its_answer() {
    let table = Table::new();
    let update = json!({ "worldId": "embers", "timestamp": 1, "character": character("actorMira0000001", "Mira the Bold") });
    let answer = table.send(
        "outbox:replay",
        &json!([
            entry("character:update", &update),
            entry("dice:roll", &roll_event("dnd5e", &attack("m1", &[20]))),
            entry("dice:delete", &json!({ "worldId": "embers", "messageId": "m1" })),
        ]),
    );
    let results = answer["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    assert!(results.iter().all(|result| result["ok"] == true), "{answer}");
    let told = table.told();
    assert_eq!(
        told.names(Stream),
        ["character:update", "dice:critical", "dice:roll", "dice:retracted"]
    );
    assert_eq!(told.only(Stream, "dice:roll")["character"]["name"], "Mira the Bold");
}

#[test]
fn one_refusal_stops_none_of_the_others() {
    let table = Table::new();
    let roll = entry("dice:roll", &roll_event("dnd5e", &attack("m1", &[20])));
    let answer = table.send(
        "outbox:replay",
        &json!([entry("dice:fall", &Value::Null), { "payload": 1 }, "nonsense", entry("outbox:replay", &json!([])), roll]),
    );
    let results = answer["results"].as_array().unwrap();
    let codes: Vec<&Value> = results.iter().map(|result| &result["code"]).collect();
    assert_eq!(
        codes,
        ["event.unknown", "event.malformed", "event.malformed", "event.unknown"]
            .map(Value::from)
            .iter()
            .chain([&Value::Null])
            .collect::<Vec<_>>()
    );
    assert_eq!(results[4]["ok"], true);
}

#[test]
fn an_event_may_nest_as_deep_inside_a_replay_as_alone() {
    let table = Table::new();
    let mut event = roll_event("dnd5e", &attack("m1", &[20]));
    let nested = (0..60).fold(Value::Null, |inner, _| json!([inner]));
    event["message"]["flags"]["deep"] = nested;
    assert_eq!(table.send("dice:roll", &event)["ok"], true);
    let answer = table.send("outbox:replay", &json!([entry("dice:roll", &event)]));
    assert_eq!(answer["results"][0]["ok"], true, "{answer}");
}

#[test]
fn more_than_a_hundred_events_are_refused_together() {
    let table = Table::new();
    let pong = entry("pong", &json!({ "timestamp": 1 }));
    let fine = table.send("outbox:replay", &Value::Array(vec![pong.clone(); 100]));
    assert_eq!(fine["results"].as_array().map(Vec::len), Some(100));
    let refused = table.send("outbox:replay", &Value::Array(vec![pong; 101]));
    assert_eq!((&refused["code"], &refused["retry"]), (&json!("event.malformed"), &json!(false)));
    assert_eq!(table.send("outbox:replay", &json!({}))["code"], "event.malformed");
}
