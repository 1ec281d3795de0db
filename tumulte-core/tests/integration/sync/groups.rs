//! Events that come at once: stored together, told in their order, answered one by one.

use serde_json::{Value, json};
use tumulte_core::{
    model::{Connection, ConnectionId},
    sync::Audience::{Gm, Stream},
    testing::block_on,
};

use super::table::{Table, attack, character, incoming, roll_event};

fn roll(id: &str, faces: &[u32]) -> Value {
    roll_event("dnd5e", &attack(id, faces))
}

#[test]
fn each_event_sees_what_came_before_it_and_has_its_own_answer() {
    let table = Table::new();
    let renamed = json!({ "worldId": "embers", "timestamp": 1, "character": character("actorMira0000001", "Mira the Bold") });
    let stranger =
        Connection { connection_id: ConnectionId::default(), ..table.connection.clone() };
    let own = &table.connection;
    let answers = table.send_all(&[
        (own, "dice:roll", roll("m1", &[20])),
        (own, "dice:roll", json!({ "worldId": "embers" })),
        (&stranger, "dice:roll", roll("m1", &[20])),
        (own, "dice:roll", roll("m2", &[1])),
        (own, "dice:roll", roll("m1", &[20])),
        (own, "character:update", renamed),
        (own, "dice:roll", roll("m3", &[20])),
        (own, "dice:delete", json!({ "worldId": "embers", "messageId": "m1" })),
    ]);
    let codes: Vec<&str> =
        answers.iter().map(|answer| answer["code"].as_str().unwrap_or("ok")).collect();
    let refused = ["event.malformed", "campaign.not_imported"];
    assert_eq!(codes, ["ok", refused[0], refused[1], "ok", "ok", "ok", "ok", "ok"]);
    assert_eq!(answers[4]["duplicate"], true);
    assert_eq!(answers[4]["rolls"], answers[0]["rolls"]);

    let told = table.told();
    let cursors: Vec<_> = told.0.iter().map(|publication| publication.cursor).collect();
    assert_eq!(cursors, (1..=told.0.len()).map(|n| i64::try_from(n).unwrap()).collect::<Vec<_>>());
    assert_eq!(
        told.names(Stream),
        [
            "dice:critical",
            "dice:roll",
            "dice:critical",
            "dice:roll",
            "character:update",
            "dice:critical",
            "dice:roll",
            "dice:retracted"
        ]
    );
    let names: Vec<_> = told
        .payloads(Gm)
        .iter()
        .filter_map(|payload| Some(payload["character"]["name"].as_str()?.to_owned()))
        .collect();
    assert_eq!(names.first().map(String::as_str), Some("Mira"));
    assert_eq!(names.last().map(String::as_str), Some("Mira the Bold"), "{names:?}");
}

#[test]
fn a_prepared_group_of_rolls_is_recorded_as_one_that_is_not() {
    let rolls =
        [roll("m1", &[20]), json!({ "worldId": "embers" }), roll("m2", &[1]), roll("m1", &[20])];
    let [plain, prepared] = [false, true].map(|is_prepared| {
        let table = Table::new();
        let events: Vec<_> =
            rolls.iter().map(|roll| (&table.connection, "dice:roll", roll.clone())).collect();
        let group = block_on(table.service.read_group(incoming(&events)));
        assert!(group.is_rolls());
        let group = if is_prepared { block_on(table.service.prepare_group(group)) } else { group };
        assert!(table.told().0.is_empty(), "nothing is told before it is stored");
        let answers = block_on(table.service.record_group(group));
        let codes: Vec<_> = answers.iter().map(|(answer, _)| answer.code).collect();
        (codes, table.told().0.len())
    });
    assert_eq!(prepared, plain);
    assert_eq!(prepared.0, [None, Some("event.malformed"), None, None]);
}

#[test]
fn a_group_with_more_than_rolls_waits_for_its_turn() {
    let table = Table::new();
    let renamed = json!({ "worldId": "embers", "timestamp": 1, "character": character("actorMira0000001", "Mira the Bold") });
    let own = &table.connection;
    let events = [(own, "character:update", renamed), (own, "dice:roll", roll("m1", &[20]))];
    let group = block_on(table.service.read_group(incoming(&events)));
    assert!(!group.is_rolls());
    let group = block_on(table.service.prepare_group(group));
    let answers = block_on(table.service.record_group(group));
    assert!(answers.iter().all(|(answer, _)| answer.ok));
    assert_eq!(table.told().only(Gm, "dice:roll")["character"]["name"], "Mira the Bold");
}

#[test]
fn nothing_at_once_is_nothing() {
    let table = Table::new();
    assert!(table.send_all(&[]).is_empty());
    assert!(table.told().0.is_empty());
}
