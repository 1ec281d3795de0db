//! `inventory:*`, and what a stream sees of characters.

use serde_json::{Value, json};
use tumulte_core::{
    sync::{
        Audience::{Gm, Stream},
        Topic, snapshot,
    },
    testing::block_on,
};

use super::table::{Table, character};

fn synced() -> Table {
    let table = Table::new();
    let (mut mira, mut lich) = (character("a1", "Mira"), character("a2", "The Lich"));
    mira["inventory"] = json!([{ "vttItemId": "rope", "name": "Rope" }]);
    lich["characterType"] = "npc".into();
    table.send(
        "campaign:sync",
        &json!({ "worldId": "embers", "system": { "id": "dnd5e" }, "characters": [mira, lich] }),
    );
    table
}

fn send(table: &Table, event: &str, more: &Value) -> Value {
    let mut payload =
        json!({ "worldId": "embers", "system": { "id": "dnd5e" }, "vttCharacterId": "a1" });
    for (key, value) in more.as_object().unwrap() {
        payload[key] = value.clone();
    }
    table.send(event, &payload)
}

/// A ring nobody has identified, as Foundry stores it.
fn ring() -> Value {
    json!({ "item": {
        "_id": "ring", "name": "Ring of the Lich", "type": "equipment", "img": "icons/lich.webp",
        "system": { "quantity": 1, "identified": false, "unidentified": { "name": "Odd ring" } },
    } })
}

fn state(table: &Table) -> Value {
    let state = block_on(snapshot(&table.store, table.campaign_id, Stream, Topic::Characters));
    serde_json::from_str(&state.unwrap().unwrap().payload).unwrap()
}

#[test]
fn a_stream_is_shown_the_players_characters_as_they_change() {
    let table = synced();
    let told = table.told();
    let shown = told.only(Stream, "character:state");
    assert_eq!(shown["characters"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(shown["characters"][0]["name"], "Mira");
    assert_eq!(state(&table), shown);
    assert!(told.0.iter().all(|one| one.topic == Topic::Characters));

    let update = |character: Value| {
        table.send("character:update", &json!({ "worldId": "embers", "character": character }))
    };
    let mut mira = character("a1", "Mira");
    mira["stats"]["hp"] = 4.into();
    mira["metadata"] = json!({ "secret": "cursed" });
    let id = update(mira.clone())["characterId"].clone();
    let told = table.told().only(Stream, "character:update");
    assert_eq!((&told["id"], &told["character"]["id"]), (&id, &id));
    assert_eq!(told["character"]["stats"]["hp"], 4);
    assert!(!told.to_string().contains("cursed"));
    update(mira.clone());
    assert!(table.told().names(Stream).is_empty(), "nothing looks different");
    mira["characterType"] = "npc".into();
    update(mira);
    assert_eq!(table.told().only(Stream, "character:delete")["id"], id);
    update(character("a2", "The Lich"));
    assert_eq!(table.told().names(Stream), ["character:update"]);
}

#[test]
fn things_come_change_and_go() {
    let table = synced();
    table.told();
    let items = json!([ring(), { "item": { "_id": "feat", "name": "Alert", "type": "feat" } }]);
    let answer = send(&table, "inventory:update", &json!({ "items": items }));
    assert!(answer["characterId"].is_string(), "{answer}");
    let told = table.told();
    let shown = told.only(Stream, "inventory:update");
    assert_eq!(shown["id"], answer["characterId"]);
    let names: Vec<_> =
        shown["inventory"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["Rope", "Odd ring"]);
    assert!(!shown.to_string().contains("ich"), "{shown}");
    assert_eq!(told.only(Gm, "inventory:update")["inventory"][1]["name"], "Ring of the Lich");

    let mut identified = ring();
    identified["item"]["system"]["identified"] = true.into();
    send(&table, "inventory:update", &json!({ "items": [identified], "removed": ["rope"] }));
    let shown = table.told().only(Stream, "inventory:update");
    assert_eq!(shown["inventory"].as_array().unwrap().len(), 1);
    assert_eq!(shown["inventory"][0]["name"], "Ring of the Lich");
    assert_eq!(state(&table)["characters"][0]["inventory"], shown["inventory"]);

    send(&table, "inventory:update", &json!({ "removed": ["rope"] }));
    assert!(table.told().0.is_empty(), "it was gone before");
}

#[test]
fn a_use_is_told_by_its_character_and_masked_as_the_thing_is() {
    let table = synced();
    table.told();
    let used = |more: Value| send(&table, "inventory:item-used", &more);
    used(json!({ "item": ring(), "useId": "m1", "timestamp": 1_790_000_000_000_u64 }));
    let told = table.told();
    let shown = told.only(Stream, "inventory:item-used");
    assert_eq!(
        (&shown["character"]["name"], &shown["item"]["name"]),
        (&json!("Mira"), &json!("Odd ring"))
    );
    assert_eq!(
        (&shown["useId"], &shown["usedAt"]),
        (&json!("m1"), &json!("2026-09-21T14:13:20.000Z"))
    );
    assert_eq!(told.only(Gm, "inventory:item-used")["item"]["name"], "Ring of the Lich");

    used(json!({ "vttCharacterId": "a2", "item": { "vttItemId": "staff", "name": "Staff" } }));
    let told = table.told();
    assert_eq!((told.names(Gm), told.names(Stream)), (vec!["inventory:item-used"], vec![]));
    used(json!({ "item": { "vttItemId": "x", "name": "Dagger", "hidden": true } }));
    assert!(table.told().names(Stream).is_empty());
}

#[test]
fn what_nobody_knows_is_taken_and_changes_nothing() {
    let table = synced();
    table.told();
    for event in ["inventory:update", "inventory:item-used"] {
        let stranger = json!({ "vttCharacterId": "a9", "items": [ring()], "item": ring() });
        assert_eq!(send(&table, event, &stranger), json!({ "ok": true, "characterId": null }));
    }
    assert!(table.told().0.is_empty());
    let refused =
        send(&table, "inventory:update", &json!({ "items": [{ "item": { "name": "?" } }] }));
    assert_eq!(refused["code"], "vtt.malformed");
    let items: Vec<_> =
        (0..2001).map(|n| json!({ "vttItemId": format!("i{n}"), "name": "Coin" })).collect();
    assert_eq!(
        send(&table, "inventory:update", &json!({ "items": items }))["code"],
        "vtt.too_many_entries"
    );
}
