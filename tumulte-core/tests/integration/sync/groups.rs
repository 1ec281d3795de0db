//! Events that come at once: stored together, told in their order, answered one by one.

use serde_json::{Value, json};
use tumulte_core::{
    model::{Connection, ConnectionId},
    sync::Audience::{Gm, Stream},
};

use super::table::{Table, attack, character, roll_event};

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
fn nothing_at_once_is_nothing() {
    let table = Table::new();
    assert!(table.send_all(&[]).is_empty());
    assert!(table.told().0.is_empty());
}
