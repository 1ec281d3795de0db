//! Every type that crosses the wire, byte by byte. What audiences receive are the vectors of `tests/vectors/wire`; what
//! the sender of an event is told stands beside this file, for only servers write that.

use serde_json::{Value, json};
use tumulte_core::{
    sync::{
        Audience::{Gm, Stream},
        Topic,
    },
    testing::block_on,
};

use super::table::{Table, attack, character, roll_event, whispered};

fn snapshot(name: &str, value: &Value) {
    compare("../../../../tests/vectors/wire", name, value);
}

/// What the sender of an event is told.
fn acknowledgement(name: &str, value: &Value) {
    compare("acknowledgements", name, value);
}

fn compare(folder: &str, name: &str, value: &Value) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_json_snapshot!(name, value));
}

#[test]
fn a_public_critical() {
    let table = Table::new();
    acknowledgement("roll", &table.send_message("dice:roll", &attack("m1", &[20])));
    let told = table.told();
    snapshot("stream-dice-critical", &told.only(Stream, "dice:critical"));
    snapshot("gm-dice-critical", &told.only(Gm, "dice:critical"));
    // The event says what it is; the roll is the same.
    assert_eq!(told.only(Stream, "dice:critical"), told.only(Stream, "dice:roll"));
    assert_eq!(told.only(Gm, "dice:critical"), told.only(Gm, "dice:roll"));
}

#[test]
fn a_public_roll() {
    let table = Table::new();
    let mut event = roll_event("homebrew", &attack("m1", &[11]));
    event["actor"] = Value::Null;
    event["message"]["speaker"] = Value::Null;
    event["message"]["flavor"] = Value::Null;
    table.send("dice:roll", &event);
    let told = table.told();
    snapshot("stream-dice-roll", &told.only(Stream, "dice:roll"));
    snapshot("gm-dice-roll", &told.only(Gm, "dice:roll"));
}

#[test]
fn a_hidden_roll_revealed_and_deleted() {
    let table = Table::new();
    table.send_message("dice:roll", &whispered(attack("m1", &[1])));
    let told = table.told();
    snapshot("stream-dice-hidden", &told.only(Stream, "dice:hidden"));
    snapshot("gm-dice-hidden-gm", &told.only(Gm, "dice:hidden-gm"));
    table.send_message("dice:update", &attack("m1", &[1]));
    let told = table.told();
    snapshot("stream-dice-revealed", &told.only(Stream, "dice:revealed"));
    snapshot("gm-dice-revealed", &told.only(Gm, "dice:revealed"));
    table.send("dice:delete", &json!({ "worldId": "embers", "messageId": "m1" }));
    let told = table.told();
    snapshot("stream-dice-retracted", &told.only(Stream, "dice:retracted"));
    assert_eq!(told.only(Stream, "dice:retracted"), told.only(Gm, "dice:retracted"));
}

#[test]
fn characters_come_and_go() {
    let table = Table::new();
    let mut event = json!({
        "worldId": "embers", "timestamp": 1, "system": { "id": "dnd5e" },
        "characters": [character("a1", "Mira")],
    });
    acknowledgement("campaign-sync", &table.send("campaign:sync", &event));
    snapshot("gm-campaign-sync", &table.told().only(Gm, "campaign:sync"));
    event["character"] = character("a1", "Mira the Bold");
    acknowledgement("character-update", &table.send("character:update", &event));
    snapshot("gm-character-update", &table.told().only(Gm, "character:update"));
    event["vttCharacterId"] = "a1".into();
    acknowledgement("taken", &table.send("character:delete", &event));
    snapshot("gm-character-delete", &table.told().only(Gm, "character:delete"));
}

#[test]
fn what_goes_on_is_told_whole() {
    let table = Table::new();
    let combat = json!({
        "_id": "combat1", "round": 1, "current": "c1",
        "combatants": [
            { "_id": "c1", "name": "Mira", "actorId": "a1", "initiative": 17.5, "actor": { "hasPlayerOwner": true } },
            { "_id": "c2", "name": "Ash Wolf", "initiative": 9, "token": { "disposition": -1, "displayName": 50 } },
            { "_id": "c3", "hidden": true },
        ],
    });
    let event = json!({ "worldId": "embers", "combat": combat });
    table.send("combat:start", &event);
    let told = table.told();
    snapshot("stream-combat-start", &told.only(Stream, "combat:start"));
    snapshot("gm-combat-start", &told.only(Gm, "combat:start"));
    for (name, topic) in
        [("stream-combat-state", Topic::Combat), ("stream-character-state", Topic::Characters)]
    {
        table.send(
            "character:update",
            &json!({ "worldId": "embers", "character": character("a1", "Mira") }),
        );
        let state =
            block_on(tumulte_core::sync::snapshot(&table.store, table.campaign_id, Stream, topic));
        let state = state.unwrap().unwrap();
        assert_eq!(name, format!("stream-{}", state.event.replace(':', "-")));
        snapshot(name, &serde_json::from_str(&state.payload).unwrap());
    }
    snapshot("stream-character-update", &table.told().only(Stream, "character:update"));
    table.send("combat:end", &event);
    snapshot("stream-combat-end", &table.told().only(Stream, "combat:end"));

    let mut carried = json!({
        "worldId": "embers", "system": { "id": "dnd5e" }, "vttCharacterId": "a1", "useId": "m1", "timestamp": 1_790_000_000_000_u64,
        "item": { "vttItemId": "i1", "name": "Potion", "quantity": 2 },
    });
    carried["items"] = json!([carried["item"]]);
    acknowledgement("inventory-update", &table.send("inventory:update", &carried));
    snapshot("stream-inventory-update", &table.told().only(Stream, "inventory:update"));
    table.send("inventory:item-used", &carried);
    snapshot("stream-inventory-item-used", &table.told().only(Stream, "inventory:item-used"));
    table.send("character:delete", &carried);
    snapshot("stream-character-delete", &table.told().only(Stream, "character:delete"));
}

#[test]
fn a_refusal_and_a_batch() {
    let table = Table::not_imported();
    let roll = roll_event("dnd5e", &attack("m1", &[20]));
    acknowledgement("refused", &table.send("dice:roll", &roll));
    table.import();
    let batch = json!([
        { "event": "dice:roll", "payload": roll },
        { "event": "dice:fall", "payload": null },
        { "event": "pong", "payload": { "timestamp": 1 } },
    ]);
    acknowledgement("batch", &table.send("outbox:replay", &batch));
}
