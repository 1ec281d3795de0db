//! `relay:message`: what tabs hear, from several sources at once.

use serde_json::{Value, json};
use tumulte_core::{
    model::VttKind,
    sync::Audience::{Gm, Stream},
};

use super::table::{Table, WORLD, attack, roll_event};

fn table(vtt: VttKind) -> Table {
    let mut table = Table::new();
    table.connection.vtt = vtt;
    table
}

pub(super) fn beyond20(face: i64) -> Value {
    json!({
        "action": "rendered-roll", "title": "Rapier", "character": "Mira", "whisper": 0,
        "request": { "type": "attack", "name": "Rapier", "whisper": 0 },
        "attack_rolls": [{
            "formula": "1d20 + 5", "total": face + 5, "type": "to-hit", "discarded": false,
            "critical-limit": 20, "critical-success": face == 20, "critical-failure": face == 1,
            "parts": [{ "formula": "1d20", "amount": 1, "faces": 20, "modifiers": "", "total": face, "rolls": [{ "roll": face }] }, "+", 5],
        }],
        "damage_rolls": [],
    })
}

pub(super) fn ddb(face: i64) -> Value {
    json!({
        "id": "7b1", "eventType": "dice/roll/fulfilled", "messageScope": "gameId",
        "data": { "action": "Rapier", "rollId": "r1", "context": { "name": "Mira", "messageScope": "gameId" }, "rolls": [{
            "diceNotation": { "set": [{ "count": 1, "dieType": "d20", "dice": [{ "dieType": "d20", "dieValue": face }], "operation": 0 }], "constant": 5 },
            "rollType": "to hit", "result": { "constant": 5, "values": [face], "total": face + 5 },
        }] },
    })
}

pub(super) fn event(source: &str, id: &str, raw: &Value, more: &[(&str, Value)]) -> Value {
    let mut event = json!({ "worldId": WORLD, "source": source, "id": id, "ts": 1_790_000_000_000_i64, "raw": raw });
    for (name, value) in more {
        event[*name] = value.clone();
    }
    event
}

#[test]
fn each_source_has_its_reader_whatever_the_table_is() {
    let table = table(VttKind::Roll20);
    for (source, raw) in [("beyond20", beyond20(20)), ("ddb", ddb(1))] {
        let answer = table.send("relay:message", &event(source, source, &raw, &[]));
        assert_eq!(answer["duplicate"], false, "{answer}");
        assert_eq!(table.told().only(Stream, "dice:critical")["character"]["name"], "Mira");
    }
    let unknown = table.send("relay:message", &event("a cathode tube", "c", &json!({}), &[]));
    assert_eq!(unknown["code"], "vtt.unknown_provider");
}

#[test]
fn a_second_source_tells_nothing_new_however_often_it_comes() {
    let table = table(VttKind::Ddb);
    table.send("relay:message", &event("ddb", "d", &ddb(12), &[]));
    table.told();
    for _ in 0..3 {
        let answer = table.send("relay:message", &event("beyond20", "b", &beyond20(12), &[]));
        assert_eq!((&answer["ok"], &answer["rolls"]), (&json!(true), &json!([])));
    }
    let again = table.send("relay:message", &event("ddb", "d", &ddb(12), &[]));
    assert_eq!(again["duplicate"], true);
    assert!(table.told().0.is_empty());
    // The source that told first rolls the same once more: that is another roll.
    let mut same = ddb(12);
    same["id"] = json!("7b2");
    let other = table.send("relay:message", &event("ddb", "d2", &same, &[]));
    assert_eq!(other["duplicate"], false, "{other}");
}

#[test]
fn two_tables_know_nothing_of_each_other() {
    let (one, other) = (table(VttKind::Ddb), table(VttKind::Roll20));
    one.send("relay:message", &event("ddb", "d", &ddb(12), &[]));
    let answer = other.send("relay:message", &event("beyond20", "b", &beyond20(12), &[]));
    assert_eq!(answer["rolls"].as_array().unwrap().len(), 1, "{answer}");
}

#[test]
fn history_is_told_by_the_messages_own_tab() {
    let table = table(VttKind::Ddb);
    let at = 1_790_000_000_000_i64;
    let joined = |at: i64| [("joinedAt", json!(at))];
    let old = table.send("relay:message", &event("ddb", "d1", &ddb(20), &joined(at + 8_001)));
    assert_eq!((&old["ok"], &old["rolls"]), (&json!(true), &json!([])));
    let close = table.send("relay:message", &event("ddb", "d2", &ddb(20), &joined(at + 8_000)));
    assert_eq!(close["duplicate"], false, "{close}");
    let mut other = ddb(19);
    other["id"] = json!("7b2");
    let waited = table.send("relay:message", &event("ddb", "d3", &other, &joined(at - 900_000)));
    assert_eq!(waited["duplicate"], false, "{waited}");
}

#[test]
fn a_secret_is_a_mask_for_the_stream_and_nothing_more_for_the_game_master() {
    let table = table(VttKind::Ddb);
    let secret = json!({ "worldId": WORLD, "source": "ddb", "id": "s", "ts": 1_790_000_000_000_i64, "secret": true });
    assert_eq!(table.send("relay:message", &secret)["rolls"].as_array().unwrap().len(), 1);
    let told = table.told();
    assert_eq!(told.names(Stream), ["dice:hidden"]);
    let seen = told.only(Gm, "dice:hidden-gm");
    assert_eq!(
        (&seen["dice"], &seen["result"], &seen["character"]),
        (&json!([]), &Value::Null, &Value::Null)
    );
    assert_eq!(table.send("relay:message", &secret)["duplicate"], true);
}

#[test]
fn what_beyond20_only_fell_back_to_is_left_to_a_table_that_rolls_by_itself() {
    let mut fallback = beyond20(20);
    fallback["rendered"] = json!("fallback");
    for (vtt, rolls) in [(VttKind::Roll20, 0), (VttKind::Foundry, 0), (VttKind::Alchemy, 1)] {
        let answer = table(vtt).send("relay:message", &event("beyond20", "b", &fallback, &[]));
        assert_eq!(answer["rolls"].as_array().unwrap().len(), rolls);
    }
}

#[test]
fn relayed_and_other_messages_are_taken_in_one_order() {
    let table = table(VttKind::Foundry);
    let relayed = event("ddb", "d", &ddb(20), &[]);
    let own = roll_event("dnd5e", &attack("m1", &[1]));
    let connection = &table.connection;
    let answers = table.send_all(&[
        (connection, "relay:message", relayed.clone()),
        (connection, "dice:roll", own),
        (connection, "relay:message", relayed),
    ]);
    let duplicates: Vec<_> = answers.iter().map(|answer| answer["duplicate"].as_bool()).collect();
    assert_eq!(duplicates, [Some(false), Some(false), Some(true)]);
    assert_eq!(
        table.told().names(Stream).iter().filter(|name| **name == "dice:critical").count(),
        2
    );
}

#[test]
fn what_is_no_message_is_refused_by_its_code() {
    let table = table(VttKind::Roll20);
    let mut deep = json!(1);
    for _ in 0..70 {
        deep = json!([deep]);
    }
    for (payload, code) in [
        (json!([]), "event.malformed"),
        (json!({ "source": "ddb", "raw": {} }), "event.malformed"),
        (json!({ "worldId": WORLD, "source": "ddb" }), "vtt.malformed"),
        (json!({ "worldId": WORLD, "source": "ddb", "raw": null }), "vtt.malformed"),
        (json!({ "worldId": WORLD, "source": "ddb", "secret": true }), "vtt.malformed"),
        (event("ddb", "d", &json!("no JSON"), &[]), "vtt.malformed"),
        (event("ddb", "d", &deep, &[]), "event.too_deep"),
        (event("ddb", "d", &ddb(20), &[("worldId", json!("another"))]), "world.mismatch"),
    ] {
        assert_eq!(table.send("relay:message", &payload)["code"], code, "{code}");
    }
    assert!(table.told().0.is_empty());
}
