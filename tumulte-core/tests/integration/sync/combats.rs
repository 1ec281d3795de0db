//! `combat:*`: what each audience is told of a fight, and what it finds when it comes in the middle.

use serde_json::{Value, json};
use tumulte_core::{
    sync::{
        Audience::{self, Gm, Stream},
        Topic, snapshot,
    },
    testing::block_on,
};

use super::table::Table;

/// A hero, a wolf everybody sees, and somebody in hiding.
fn combat(round: u32, current: &str) -> Value {
    let token = |hidden: bool| json!({ "hidden": hidden, "disposition": -1, "displayName": 50 });
    json!({
        "_id": "combat1", "round": round, "current": current, "turns": ["mira", "wolf", "lich"],
        "combatants": [
            { "_id": "wolf", "name": "Ash Wolf", "initiative": 9, "token": token(false) },
            { "_id": "lich", "name": "The Lich", "initiative": 4, "token": token(true) },
            { "_id": "mira", "name": "Mira", "initiative": 17, "actor": { "hasPlayerOwner": true } },
        ],
    })
}

fn send(table: &Table, event: &str, combat: &Value) {
    let answer = table.send(event, &json!({ "worldId": "embers", "seq": 1, "combat": combat }));
    assert_eq!(answer, json!({ "ok": true }));
}

fn state(table: &Table, audience: Audience) -> Value {
    let state = block_on(snapshot(&table.store, table.campaign_id, audience, Topic::Combat));
    let state = state.unwrap().unwrap();
    assert_eq!(state.event, "combat:state");
    serde_json::from_str(&state.payload).unwrap()
}

fn ids(combat: &Value) -> Vec<&str> {
    combat["combatants"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect()
}

#[test]
fn a_fight_is_told_from_its_start_to_its_end() {
    let table = Table::new();
    send(&table, "combat:start", &combat(1, "mira"));
    let told = table.told();
    assert!(told.0.iter().all(|one| one.topic == Topic::Combat));
    let seen = told.only(Stream, "combat:start");
    assert_eq!(seen["campaignId"], table.campaign_id.to_string());
    assert_eq!((ids(&seen), &seen["current"]), (vec!["mira", "wolf"], &json!("mira")));
    assert_eq!(ids(&told.only(Gm, "combat:start")), ["mira", "wolf", "lich"]);

    send(&table, "combat:turn", &combat(1, "wolf"));
    assert_eq!(table.told().only(Stream, "combat:turn")["current"], "wolf");
    send(&table, "combat:round", &combat(2, "mira"));
    assert_eq!(table.told().only(Stream, "combat:round")["round"], 2);
    let mut fallen = combat(2, "mira");
    fallen["combatants"][0]["defeated"] = true.into();
    send(&table, "combat:update", &fallen);
    assert_eq!(table.told().only(Stream, "combat:update")["combatants"][1]["isDefeated"], true);

    send(&table, "combat:end", &json!({ "_id": "combat1" }));
    send(&table, "combat:end", &json!({ "_id": "combat1" }));
    let told = table.told();
    assert_eq!(told.names(Gm), ["combat:end"]);
    assert_eq!(told.only(Stream, "combat:end")["vttCombatId"], "combat1");
    assert_eq!(state(&table, Stream)["combats"], json!([]));
}

#[test]
fn what_the_hidden_do_is_no_news_to_a_stream() {
    let table = Table::new();
    send(&table, "combat:start", &combat(1, "wolf"));
    table.told();
    send(&table, "combat:turn", &combat(1, "lich"));
    let told = table.told();
    assert_eq!(told.names(Gm), ["combat:turn"]);
    assert!(told.names(Stream).is_empty(), "{:?}", told.0);

    // It comes into sight: by what is seen this is no turn.
    let mut revealed = combat(1, "lich");
    revealed["combatants"][1]["token"]["hidden"] = false.into();
    send(&table, "combat:update", &revealed);
    let told = table.told();
    assert_eq!(told.names(Stream), ["combat:turn"]);
    assert_eq!(ids(&told.payloads(Stream)[0]), ["mira", "wolf", "lich"]);
}

#[test]
fn no_byte_for_a_stream_names_who_is_hidden() {
    let table = Table::new();
    for (event, current) in
        [("combat:start", "mira"), ("combat:turn", "wolf"), ("combat:turn", "lich")]
    {
        send(&table, event, &combat(1, current));
    }
    let told = table.told();
    let streamed = told.0.iter().filter(|one| one.audience == Stream).map(|one| &one.payload);
    let streamed: String = streamed.cloned().chain([state(&table, Stream).to_string()]).collect();
    assert!(streamed.contains("Ash Wolf"));
    for secret in ["Lich", "lich", "initiative\":9"] {
        assert!(!streamed.contains(secret), "{secret} in {streamed}");
    }
}

#[test]
fn a_second_delivery_tells_nobody_anything() {
    let table = Table::new();
    send(&table, "combat:start", &combat(1, "mira"));
    table.told();
    send(&table, "combat:start", &combat(1, "mira"));
    send(&table, "combat:update", &combat(1, "mira"));
    assert!(table.told().0.is_empty());
}

#[test]
fn who_comes_in_the_middle_finds_the_fight() {
    let table = Table::new();
    assert_eq!(state(&table, Stream)["combats"], json!([]));
    send(&table, "combat:start", &combat(1, "mira"));
    send(&table, "combat:turn", &combat(1, "wolf"));
    let seen = state(&table, Stream);
    assert_eq!(
        (seen["combats"].as_array().unwrap().len(), &seen["combats"][0]["current"]),
        (1, &json!("wolf"))
    );
    assert_eq!(ids(&seen["combats"][0]), ["mira", "wolf"]);
    assert_eq!(ids(&state(&table, Gm)["combats"][0]), ["mira", "wolf", "lich"]);
}

#[test]
fn a_sync_ends_what_it_does_not_name() {
    let table = Table::new();
    send(&table, "combat:start", &combat(1, "mira"));
    let sync = |combats: Option<Value>| {
        let mut event =
            json!({ "worldId": "embers", "system": { "id": "dnd5e" }, "characters": [] });
        if let Some(combats) = combats {
            event["combats"] = combats;
        }
        table.send("campaign:sync", &event);
    };
    table.told();
    sync(None);
    assert_eq!(state(&table, Gm)["combats"].as_array().unwrap().len(), 1);

    let mut other = combat(3, "wolf");
    other["_id"] = "combat2".into();
    sync(Some(json!([{ "combat": other }])));
    let told = table.told();
    assert_eq!(told.names(Stream), ["combat:end", "combat:start"]);
    sync(Some(json!([other])));
    assert!(table.told().names(Stream).is_empty(), "nothing changed");
    sync(Some(json!([])));
    assert_eq!(table.told().names(Stream), ["combat:end"]);
}

#[test]
fn one_fight_too_many_ends_the_one_longest_without_news() {
    let table = Table::new();
    for n in 0..17 {
        let mut one = combat(1, "mira");
        one["_id"] = format!("combat{n}").into();
        send(&table, "combat:start", &one);
    }
    let told = table.told();
    assert_eq!(told.only(Stream, "combat:end")["vttCombatId"], "combat0");
    assert_eq!(state(&table, Stream)["combats"].as_array().unwrap().len(), 16);
}

#[test]
fn what_is_no_combat_is_refused() {
    let table = Table::new();
    for (event, payload, code) in [
        ("combat:start", json!({ "worldId": "embers" }), "vtt.malformed"),
        ("combat:start", json!({ "combat": combat(1, "mira") }), "event.malformed"),
        (
            "combat:start",
            json!({ "worldId": "other", "combat": combat(1, "mira") }),
            "world.mismatch",
        ),
        (
            "combat:dance",
            json!({ "worldId": "embers", "combat": combat(1, "mira") }),
            "event.unknown",
        ),
    ] {
        assert_eq!(table.send(event, &payload)["code"], code, "{event} {payload}");
    }
    assert!(table.told().0.is_empty());
}
