//! The whole road: the real server, the real sockets, the real rules.

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::{super::*, expected_outcome, judged, recordings};
use crate::{
    Config, Server,
    rehearsal::{demo::pair, gm::GameMaster, script::Script, table::WorldFacts},
    storage::Storage,
};

/// A server with a database of its own; it stops when the guard is dropped.
async fn server() -> (String, tokio_util::sync::DropGuard) {
    let stopping = CancellationToken::new();
    let storage = Storage::in_memory().await.unwrap();
    let server = Server::bind(Config::local(), storage, stopping.clone()).await.unwrap();
    let url = server.local_url();
    tokio::spawn(server.run());
    (url, stopping.drop_guard())
}

async fn campaigns(gm: &GameMaster) -> Vec<(String, String)> {
    let list: Value = gm.door().get("/mj/campaigns", None).await.unwrap();
    let text = |campaign: &Value, key: &str| campaign[key].as_str().unwrap().to_owned();
    let items = list["items"].as_array().unwrap().iter();
    items.map(|campaign| (text(campaign, "vttCampaignId"), text(campaign, "campaignId"))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_plays_every_world_and_the_server_judges_as_expected() {
    let (url, _running) = server().await;
    let options = DemoOptions::default().with_speed(0.0).with_rounds(2).with_seed(5);
    let mut out = Vec::new();
    run_demo(&url, &options, &mut out).await.unwrap();
    let out = String::from_utf8(out).unwrap();
    assert!(!out.contains("refused"), "{out}");
    assert!(out.contains("name mj, password rehearsal"), "{out}");

    let script = Script::built_in().unwrap();
    let gm = GameMaster::sign_in(&url, "mj", "rehearsal").await.unwrap();
    let campaigns = campaigns(&gm).await;
    assert_eq!(campaigns.len(), script.worlds.len());
    let mut public_criticals = 0;
    for (world_id, campaign) in campaigns {
        let (mut criticals, mut hidden) = (0, 0);
        for round in 0..2 {
            for (index, beat) in
                script.beats().filter(|(_, beat)| format!("rehearsal-{}", beat.world) == world_id)
            {
                let (_, verdict) =
                    judged(script.world(&beat.world).unwrap(), beat, &beat.rolled(5, round, index));
                criticals += u64::from(verdict.is_critical());
                hidden += u64::from(beat.visibility.is_hidden());
                public_criticals +=
                    usize::from(verdict.is_critical() && !beat.visibility.is_hidden());
                assert!(
                    beat.expect
                        .is_none_or(|expected| verdict.outcome == expected_outcome(expected))
                );
            }
        }
        let tally = gm.tally(&campaign).await.unwrap();
        assert_eq!((tally.criticals, tally.hidden), (criticals, hidden), "{world_id}");
    }
    // Both streamers see the same five tables.
    let overlays: Vec<_> = out.lines().filter(|line| line.contains("/overlay/")).collect();
    assert_eq!(overlays.len(), 2);
    for overlay in overlays {
        let link = overlay.split_whitespace().nth(1).unwrap();
        let path = link.strip_prefix(&url).unwrap().replace("/dice", "/criticals");
        let seen: Value = gm.door().get(&path, None).await.unwrap();
        assert_eq!(seen["items"].as_array().unwrap().len(), public_criticals.min(50));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_whose_line_broke_comes_back_and_sends_again() {
    let (url, _running) = server().await;
    let gm = GameMaster::sign_in(&url, "mj", "rehearsal").await.unwrap();
    let script = Script::built_in().unwrap();
    let world = &script.worlds[0];
    let facts = WorldFacts {
        id: world.id(),
        name: world.name.clone(),
        gm_user_id: world.person(None),
        system: world.system_json(),
        core_version: world.foundry.clone(),
        characters: vec![],
    };
    let (mut table, campaign) = pair(&url, &gm, facts).await.unwrap();
    table.sync().await.unwrap();
    let (index, beat) = script.beats().next().unwrap();
    let message = world.message(
        beat,
        &beat.rolled(1, 0, index),
        "message000000001",
        super::super::table::now(),
    );
    let first = table.roll(message.clone(), None).await.unwrap();
    assert_eq!((first.rolls, first.duplicate), (1, false));
    table.hang_up();
    let again = table.roll(message, None).await.unwrap();
    assert_eq!((again.rolls, again.duplicate), (1, true), "sent twice, recorded once");
    assert_eq!(gm.tally(&campaign).await.unwrap().criticals, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revoked_table_gives_up_at_once() {
    let (url, _running) = server().await;
    let gm = GameMaster::sign_in(&url, "mj", "rehearsal").await.unwrap();
    let facts = WorldFacts {
        id: "w".to_owned(),
        name: "W".to_owned(),
        gm_user_id: "gm".to_owned(),
        system: serde_json::json!({ "id": "ose" }),
        core_version: "13.351".to_owned(),
        characters: vec![],
    };
    let (mut table, _) = pair(&url, &gm, facts).await.unwrap();
    let connections: Value = gm.door().get("/mj/vtt/connections", None).await.unwrap();
    let connection = connections["items"][0]["connectionId"].as_str().unwrap();
    let path = format!("/mj/vtt/connections/{connection}/revoke");
    gm.door().post::<Value>(&path, &serde_json::json!({})).await.unwrap();
    let error = table.sync().await.unwrap_err();
    assert_eq!(error.refusal(), Some("token.revoked"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_taken_name_with_another_password_leads_to_a_fresh_name() {
    let (url, _running) = server().await;
    GameMaster::sign_in(&url, "mj", "somebody-elses").await.unwrap();
    let gm = GameMaster::sign_in(&url, "mj", "rehearsal").await.unwrap();
    assert!(gm.name().starts_with("mj-"), "{}", gm.name());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_recorded_game_replays_without_a_refusal() {
    let Some(files) = recordings() else { return };
    let (mut sent, mut rolls) = (0, 0);
    for file in files {
        let (url, _running) = server().await;
        let options = ReplayOptions::new(&file).with_speed(0.0);
        let mut out = Vec::new();
        let summary = run_replay(&url, &options, &mut out).await.unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(summary.is_clean(), "{}: {out}", file.display());
        assert_eq!(summary.acknowledged, summary.sent, "{}", file.display());
        sent += summary.sent;
        rolls += summary.rolls;
    }
    assert_eq!(sent, 3384);
    assert!(rolls > 2500, "{rolls}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_tells_bad_lines_by_number_and_goes_on() {
    let (url, _running) = server().await;
    let folder = std::env::temp_dir()
        .join(format!("tumulte-{}", super::super::chance::random_word().unwrap()));
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("game.jsonl");
    let message = r#"{"_id":"a","content":"x","speaker":{},"whisper":[],"rolls":[]}"#;
    std::fs::write(&file, format!("{message}\n{{cut\n{message}\n")).unwrap();
    let mut out = Vec::new();
    let options = ReplayOptions::new(&file).with_speed(0.0).with_system("dnd5e");
    let summary = run_replay(&url, &options, &mut out).await.unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(!summary.is_clean());
    assert_eq!(
        (summary.lines, summary.bad_lines, summary.sent, summary.acknowledged),
        (3, 1, 2, 2)
    );
    let out = String::from_utf8(out).unwrap();
    assert!(out.contains("as dnd5e") && out.contains("line 2: expected JSON"), "{out}");
}

#[tokio::test]
async fn a_file_that_is_not_there_is_named() {
    let mut out = Vec::new();
    let options = ReplayOptions::new("no/such/game.jsonl");
    let error = run_replay("http://127.0.0.1:9", &options, &mut out).await.unwrap_err();
    assert_eq!(error.code(), "rehearsal.file");
    assert!(error.to_string().contains("no/such/game.jsonl"), "{error}");
}
