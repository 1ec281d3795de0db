//! `dice:update` and `dice:delete`: a message changed after it was told.

use serde_json::{Value, json};
use tumulte_core::sync::Audience::{Gm, Stream};

use super::table::{Table, attack, whispered};

fn delete(table: &Table, message_id: &str) -> Value {
    table.send(
        "dice:delete",
        &json!({ "worldId": "embers", "seq": 9, "timestamp": 1, "messageId": message_id }),
    )
}

#[test]
fn an_update_that_changes_nothing_tells_nobody() {
    let table = Table::new();
    table.send_message("dice:roll", &attack("m1", &[20]));
    table.told();
    let answer = table.send_message("dice:update", &attack("m1", &[20]));
    assert_eq!(answer["duplicate"], true);
    assert!(table.told().0.is_empty());
}

#[test]
fn a_hidden_roll_that_becomes_public_is_revealed_under_the_id_of_its_mask() {
    let table = Table::new();
    table.send_message("dice:roll", &whispered(attack("m1", &[20])));
    let mask = table.told().only(Stream, "dice:hidden");
    let answer = table.send_message("dice:update", &attack("m1", &[20]));
    let told = table.told();
    assert_eq!(
        (told.names(Gm), told.names(Stream)),
        (vec!["dice:revealed"], vec!["dice:revealed"])
    );
    let seen = told.only(Stream, "dice:revealed");
    assert_eq!((&seen["rollId"], &seen["result"]), (&mask["rollId"], &json!(25)));
    assert_eq!((&seen["isHidden"], &seen["isCritical"]), (&json!(false), &json!(true)));
    assert_eq!(answer["duplicate"], false);
}

#[test]
fn a_public_roll_that_is_hidden_later_is_taken_back_from_the_stream() {
    let table = Table::new();
    table.send_message("dice:roll", &attack("m1", &[20]));
    let shown = table.told().only(Stream, "dice:roll");
    table.send_message("dice:update", &whispered(attack("m1", &[20])));
    let told = table.told();
    assert_eq!(
        (told.names(Gm), told.names(Stream)),
        (vec!["dice:hidden-gm"], vec!["dice:retracted"])
    );
    assert_eq!(told.only(Stream, "dice:retracted"), json!({ "rollId": shown["rollId"] }));

    table.send_message("dice:update", &attack("m1", &[20]));
    assert_eq!(table.told().names(Stream), ["dice:revealed"]);
}

#[test]
fn a_hidden_roll_that_changes_stays_hidden() {
    let table = Table::new();
    table.send_message("dice:roll", &whispered(attack("m1", &[3])));
    table.told();
    table.send_message("dice:update", &whispered(attack("m1", &[20])));
    let told = table.told();
    assert_eq!(told.names(Gm), ["dice:hidden-gm"]);
    assert!(told.names(Stream).is_empty());
    assert_eq!(told.only(Gm, "dice:hidden-gm")["result"], 25);
}

#[test]
fn a_reroll_is_told_again_under_the_same_id_and_judged_anew() {
    let table = Table::new();
    table.send_message("dice:roll", &attack("m1", &[3]));
    let first = table.told().only(Stream, "dice:roll");
    table.send_message("dice:update", &attack("m1", &[20]));
    let told = table.told();
    assert_eq!(told.names(Stream), ["dice:critical", "dice:roll"]);
    assert_eq!(told.only(Stream, "dice:critical")["rollId"], first["rollId"]);
}

#[test]
fn a_roll_added_to_a_message_is_recorded_and_told_alone() {
    let table = Table::new();
    let first = table.send_message("dice:roll", &attack("m1", &[20]));
    table.told();
    let answer = table.send_message("dice:update", &attack("m1", &[20, 7]));
    assert_eq!(answer["rolls"][0], first["rolls"][0]);
    assert_eq!(
        (&answer["rolls"][1]["vttRollId"], &answer["duplicate"]),
        (&json!("m1#1"), &json!(false))
    );
    let told = table.told();
    assert_eq!(told.names(Stream), ["dice:roll"]);
    assert_eq!(told.only(Stream, "dice:roll")["result"], 12);
}

#[test]
fn an_update_of_a_message_never_seen_records_it() {
    let table = Table::new();
    let answer = table.send_message("dice:update", &attack("m1", &[20]));
    assert_eq!(answer["duplicate"], false);
    assert_eq!(table.told().names(Stream), ["dice:critical", "dice:roll"]);
}

#[test]
fn deleting_a_message_takes_back_all_its_rolls_once() {
    let table = Table::new();
    let answer = table.send_message("dice:roll", &attack("m1", &[20, 7]));
    table.told();
    assert_eq!(delete(&table, "m1"), json!({ "ok": true }));
    let told = table.told();
    assert_eq!(told.names(Gm), ["dice:retracted", "dice:retracted"]);
    let ids: Vec<Value> =
        told.payloads(Stream).iter().map(|payload| payload["rollId"].clone()).collect();
    assert_eq!(ids, [answer["rolls"][0]["rollId"].clone(), answer["rolls"][1]["rollId"].clone()]);

    assert_eq!(delete(&table, "m1"), json!({ "ok": true }));
    assert!(table.told().0.is_empty());
}

#[test]
fn deleting_a_message_nobody_knows_is_fine() {
    let table = Table::new();
    assert_eq!(delete(&table, "m1"), json!({ "ok": true }));
    assert!(table.told().0.is_empty());
}

#[test]
fn what_was_deleted_is_not_brought_back_by_a_late_resend() {
    let table = Table::new();
    table.send_message("dice:roll", &attack("m1", &[3]));
    delete(&table, "m1");
    table.told();
    table.send_message("dice:roll", &attack("m1", &[3]));
    let answer = table.send_message("dice:update", &attack("m1", &[20]));
    assert_eq!(answer["ok"], true);
    assert!(table.told().0.is_empty());
}
