//! `campaign:sync`, `character:update`, `character:delete`.

use serde_json::{Value, json};
use tumulte_core::sync::{
    Audience::{Gm, Stream},
    Topic,
};

use super::table::{Table, character};

fn sync(table: &Table, characters: &[Value]) -> Value {
    table.send(
        "campaign:sync",
        &json!({
            "worldId": "embers", "worldName": "Embers of the Fall", "timestamp": 1,
            "system": { "id": "dnd5e", "version": "5.3.3" }, "coreVersion": "13.348",
            "characters": characters,
        }),
    )
}

fn names(table: &Table) -> Vec<String> {
    table.store.characters(table.campaign_id).into_iter().map(|one| one.character.name).collect()
}

#[test]
fn before_the_import_a_sync_describes_the_world_and_takes_no_characters() {
    let table = Table::not_imported();
    assert_eq!(sync(&table, &[character("a1", "Mira")]), json!({ "ok": true, "imported": false }));
    let world = table.store.world(table.connection.connection_id).unwrap();
    assert_eq!(world.name.as_deref(), Some("Embers of the Fall"));
    assert_eq!(world.system.id.as_str(), "dnd5e");
    assert_eq!(world.core_version.as_deref(), Some("13.348"));

    table.import();
    assert_eq!(sync(&table, &[character("a1", "Mira")]), json!({ "ok": true, "imported": true }));
    assert_eq!(names(&table), ["Mira"]);
}

#[test]
fn a_sync_is_the_whole_list() {
    let table = Table::new();
    sync(&table, &[character("a1", "Mira"), character("a2", "Brakka")]);
    table.told();
    sync(&table, &[character("a2", "Brakka"), character("a3", "Olin")]);
    assert_eq!(names(&table), ["Brakka", "Olin"]);
    let told = table.told();
    assert_eq!(told.only(Gm, "campaign:sync"), json!({ "characters": 2 }));
    let shown = told.only(Stream, "character:state");
    assert_eq!(shown["characters"][1]["name"], "Olin");
    sync(&table, &[character("a2", "Brakka"), character("a3", "Olin")]);
    assert!(table.told().names(Stream).is_empty(), "nothing looks different");
}

#[test]
fn an_update_keeps_the_id() {
    let table = Table::new();
    let update = |name: &str| {
        table.send(
            "character:update",
            &json!({ "worldId": "embers", "timestamp": 1, "character": character("a1", name) }),
        )
    };
    let (first, second) = (update("Mira"), update("Mira the Bold"));
    assert_eq!(first, second);
    let told = table.told();
    assert_eq!(told.names(Gm), ["character:update", "character:update"]);
    assert_eq!(told.names(Stream), ["character:update", "character:update"]);
    assert!(told.0.iter().all(|one| one.topic == Topic::Characters));
    assert_eq!(told.payloads(Gm)[1]["id"], second["characterId"]);
    assert_eq!(told.payloads(Gm)[1]["character"]["name"], "Mira the Bold");
}

#[test]
fn a_deleted_character_is_told_once() {
    let table = Table::new();
    sync(&table, &[character("a1", "Mira")]);
    table.told();
    let delete = || {
        table.send(
            "character:delete",
            &json!({ "worldId": "embers", "timestamp": 1, "vttCharacterId": "a1" }),
        )
    };
    assert_eq!(delete(), json!({ "ok": true }));
    assert_eq!(delete(), json!({ "ok": true }));
    assert_eq!(table.told().names(Gm), ["character:delete"]);
    assert!(names(&table).is_empty());
}

/// An actor as Foundry stores it, with the text of a secret in its biography.
fn document(id: &str) -> Value {
    json!({
        "_id": id, "name": "Mira", "type": "character", "img": "icons/mira.webp",
        "system": {
            "attributes": { "hp": { "value": 9, "max": 12 } },
            "details": { "biography": { "value": "She is the lich's daughter." } },
        },
        "items": [{ "_id": "i1", "name": "Torch", "type": "consumable", "system": { "quantity": 3 } }],
    })
}

#[test]
fn an_actors_document_is_mapped_on_the_way_in() {
    let table = Table::new();
    let answer = table.send(
        "character:update",
        &json!({
            "worldId": "embers", "system": { "id": "dnd5e" },
            "character": { "actor": document("a1"), "hasPlayerOwner": true, "avatarUrl": "https://x/mira.webp" },
        }),
    );
    assert_eq!(answer["ok"], true);
    let told = table.told().only(Gm, "character:update");
    assert_eq!(told["character"]["characterType"], "pc");
    assert_eq!(told["character"]["avatarUrl"], "https://x/mira.webp");
    assert_eq!(told["character"]["stats"]["hp"], json!({ "value": 9, "max": 12 }));
    assert_eq!(told["character"]["inventory"][0]["quantity"], 3);
    assert!(!told.to_string().contains("lich"));

    let mixed = [json!({ "actor": document("a2") }), character("a3", "Olin")];
    assert_eq!(sync(&table, &mixed), json!({ "ok": true, "imported": true }));
    assert_eq!(names(&table), ["Mira", "Olin"]);
}

#[test]
fn a_document_beyond_the_limits_is_refused_for_good() {
    let table = Table::new();
    let mut actor = document("a1");
    actor["items"] = vec![json!({ "_id": "x" }); 2001].into();
    let answer = table.send(
        "character:update",
        &json!({ "worldId": "embers", "system": { "id": "dnd5e" }, "character": { "actor": actor } }),
    );
    assert_eq!(
        (&answer["code"], &answer["retry"]),
        (&json!("vtt.too_many_entries"), &json!(false))
    );
    assert!(table.told().0.is_empty());
}

#[test]
fn a_free_form_sheet_is_taken_as_before() {
    let table = Table::new();
    let mut sent = character("a1", "Mira");
    sent["stats"] =
        json!({ "hitPoints": { "value": 9, "max": 12 }, "saves": { "dex": 3 }, "luck": [1] });
    sent["inventory"] = json!(["Rope", { "name": "Torch", "quantity": "3", "note": "wet" }, 7]);
    sent["metadata"] = json!({ "from": "elsewhere" });
    sync(&table, &[sent.clone()]);
    let stored = table.store.characters(table.campaign_id).remove(0).character;
    let stored = serde_json::to_value(stored).unwrap();
    assert_eq!((&stored["stats"], &stored["metadata"]), (&sent["stats"], &sent["metadata"]));
    let names: Vec<_> =
        stored["inventory"].as_array().unwrap().iter().map(|item| &item["name"]).collect();
    assert_eq!(names, ["Rope", "Torch"]);
    assert_eq!(stored["inventory"][1]["quantity"], 3);
}
