//! `dice:roll`: recorded once, shown to each audience in its own way.

use serde_json::{Value, json};
use tumulte_core::sync::Store as _;
use tumulte_core::{
    model::Visibility,
    sync::{Audience, Topic},
    testing::block_on,
};

use super::table::{Table, attack, d20, roll_event, whispered};

#[test]
fn a_public_critical_reaches_everyone() {
    let table = Table::new();
    let answer = table.send_message("dice:roll", &attack("m1", &[20]));
    let told = table.told();
    assert_eq!(told.names(Audience::Gm), ["dice:roll", "dice:critical"]);
    assert_eq!(told.names(Audience::Stream), ["dice:critical", "dice:roll"]);

    let seen = told.only(Audience::Stream, "dice:critical");
    assert_eq!(seen["character"]["name"], "Mira");
    assert_eq!((&seen["result"], &seen["formula"]), (&json!(25), &json!("1d20 + 5")));
    assert_eq!(
        (&seen["criticalType"], &seen["label"]),
        (&json!("success"), &json!("Critical Hit"))
    );
    assert_eq!(seen["rolledAt"], "2026-09-21T14:13:20.000Z");
    assert_eq!(seen["rollId"], answer["rolls"][0]["rollId"]);
    assert_eq!(answer["rolls"][0]["vttRollId"], "m1#0");
    assert_eq!(answer["duplicate"], false);
}

#[test]
fn a_public_roll_that_is_nothing_special_is_told_as_a_roll_only() {
    let table = Table::new();
    table.send_message("dice:roll", &attack("m1", &[11]));
    let told = table.told();
    assert_eq!(told.names(Audience::Gm), ["dice:roll"]);
    assert_eq!(told.names(Audience::Stream), ["dice:roll"]);
}

#[test]
fn a_hidden_critical_is_a_mask_on_stream_and_everything_to_its_gm() {
    let table = Table::new();
    table.send_message("dice:roll", &whispered(attack("m1", &[20])));
    let told = table.told();
    assert_eq!(told.names(Audience::Gm), ["dice:hidden-gm"]);
    assert_eq!(told.names(Audience::Stream), ["dice:hidden"]);
    let seen = told.only(Audience::Gm, "dice:hidden-gm");
    assert_eq!((&seen["result"], &seen["isCritical"]), (&json!(25), &json!(true)));
    assert_eq!(seen["visibility"], "gm_only");
    assert_eq!(seen["reason"]["values"]["nat"], 20);
    assert_eq!(told.only(Audience::Stream, "dice:hidden")["result"], "???");
}

#[test]
fn a_mask_names_player_characters_only() {
    let table = Table::new();
    let mut event = roll_event("dnd5e", &whispered(attack("m1", &[20])));
    event["actor"]["hasPlayerOwner"] = false.into();
    table.send("dice:roll", &event);
    event["message"] = whispered(attack("m2", &[20]));
    event["actor"] = Value::Null;
    table.send("dice:roll", &event);
    let masks = table.told().payloads(Audience::Stream);
    assert_eq!(masks.len(), 2);
    assert!(masks.iter().all(|mask| mask["character"].is_null()), "{masks:?}");
}

#[test]
fn every_roll_of_a_message_is_recorded_in_its_order() {
    let table = Table::new();
    let results = [3, 20, 1, 7, 20, 12, 9, 4];
    let answer = table.send_message("dice:roll", &attack("m1", &results));
    let ids: Vec<&str> = answer["rolls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|roll| roll["vttRollId"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["m1#0", "m1#1", "m1#2", "m1#3", "m1#4", "m1#5", "m1#6", "m1#7"]);
    let stored = block_on(table.store.rolls_of_message(table.campaign_id, "m1")).unwrap();
    let ids: Vec<&str> = stored.iter().map(|stored| stored.vtt_roll_id.as_str()).collect();
    assert_eq!(ids, ["m1#0", "m1#1", "m1#2", "m1#3", "m1#4", "m1#5", "m1#6", "m1#7"]);
    let told = table.told();
    let criticals =
        told.names(Audience::Stream).into_iter().filter(|name| *name == "dice:critical");
    assert_eq!(criticals.count(), 3);
    let cursors: Vec<_> = told.0.iter().map(|publication| publication.cursor).collect();
    assert!(cursors.is_sorted_by(|before, after| before < after), "{cursors:?}");
}

#[test]
fn an_inline_roll_is_a_roll() {
    let table = Table::new();
    let mut message = attack("m1", &[]);
    let json = d20(20).to_string();
    let escaped: String =
        json.chars().map(|c| if c == '"' { "&quot;".to_owned() } else { c.to_string() }).collect();
    message["content"] = format!(
        r#"<p>She swings: <a class="inline-roll inline-result" data-tooltip="x" data-roll="{escaped}">25</a></p>"#
    )
    .into();
    let answer = table.send_message("dice:roll", &message);
    assert_eq!(answer["rolls"][0]["vttRollId"], "m1#i0");
    assert_eq!(table.told().only(Audience::Stream, "dice:critical")["result"], 25);
}

#[test]
fn a_message_without_rolls_is_taken_and_told_to_nobody() {
    let table = Table::new();
    let answer = table.send_message("dice:roll", &attack("m1", &[]));
    assert_eq!(answer, json!({ "ok": true, "rolls": [], "duplicate": false }));
    assert!(table.told().0.is_empty());
}

#[test]
fn a_second_delivery_gives_the_same_ids_and_tells_nobody() {
    let table = Table::new();
    let message = attack("m1", &[20, 3]);
    let first = table.send_message("dice:roll", &message);
    let before = table.told().0.len();
    let second = table.send_message("dice:roll", &message);
    assert_eq!(before, 6);
    assert_eq!(first["rolls"], second["rolls"]);
    assert_eq!((&first["duplicate"], &second["duplicate"]), (&json!(false), &json!(true)));
    assert!(table.told().0.is_empty());
}

#[test]
fn a_delivery_that_is_new_in_part_is_no_duplicate() {
    let table = Table::new();
    table.send_message("dice:roll", &attack("m1", &[20]));
    table.told();
    let answer = table.send_message("dice:roll", &attack("m1", &[20, 3]));
    assert_eq!(answer["duplicate"], false);
    assert_eq!(table.told().names(Audience::Stream), ["dice:roll"]);
}

#[test]
fn a_resend_of_a_roll_that_was_hidden_since_changes_nothing() {
    let table = Table::new();
    table.send_message("dice:roll", &whispered(attack("m1", &[20])));
    table.told();
    table.send_message("dice:roll", &attack("m1", &[20]));
    assert!(table.told().0.is_empty());
    let stored = block_on(table.store.rolls_of_message(table.campaign_id, "m1")).unwrap();
    assert_eq!(stored[0].visibility, Visibility::GmOnly);
}

#[test]
fn an_unknown_game_system_is_judged_by_the_fallback() {
    let table = Table::new();
    let answer = table.send("dice:roll", &roll_event("homebrew-of-ours", &attack("m1", &[20])));
    assert_eq!(answer["ok"], true);
    let seen = table.told().only(Audience::Stream, "dice:critical");
    assert_eq!(
        (&seen["system"], &seen["criticalType"]),
        (&json!("homebrew-of-ours"), &json!("success"))
    );
}

#[test]
fn what_was_published_can_be_read_again_by_cursor() {
    let table = Table::new();
    table.send_message("dice:roll", &attack("m1", &[20]));
    table.send_message("dice:roll", &whispered(attack("m2", &[1])));
    let stream: Vec<_> =
        table.told().0.into_iter().filter(|one| one.audience == Audience::Stream).collect();
    let missed =
        |after| table.store.events_after(table.campaign_id, Audience::Stream, Topic::Dice, after);
    assert_eq!(missed(0), stream);
    assert_eq!(missed(stream[1].cursor), stream[2..]);
}

#[test]
fn the_message_is_kept_as_it_came() {
    let table = Table::new();
    let message = attack("m1", &[20]);
    table.send_message("dice:roll", &message);
    let raw = table.store.raw_message(table.campaign_id, "m1").unwrap();
    assert_eq!(serde_json::from_str::<Value>(&raw).unwrap(), message);
}

#[test]
fn an_imported_character_gives_its_name_and_portrait_to_the_card() {
    let table = Table::new();
    let mut character = super::table::character("actorMira0000001", "Mira of the Embers");
    character["avatarUrl"] = "portraits/mira.webp".into();
    let answer = table.send(
        "character:update",
        &json!({ "worldId": "embers", "timestamp": 1, "character": character }),
    );
    table.told();
    table.send_message("dice:roll", &attack("m1", &[20]));
    let seen = table.told().only(Audience::Stream, "dice:critical");
    let expected = json!({ "id": answer["characterId"], "name": "Mira of the Embers", "avatarUrl": "portraits/mira.webp" });
    assert_eq!(seen["character"], expected);
}
