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
    assert!(told.names(Stream).is_empty());
}

#[test]
fn an_update_keeps_the_id_and_tells_the_gm_alone() {
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
    assert!(told.names(Stream).is_empty());
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
