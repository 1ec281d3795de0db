//! The built-in script, and the recordings when they lie beside the repository.

mod stage;

use std::path::{Path, PathBuf};

use serde_json::Value;
use tumulte_core::{
    model::{Number, Outcome, Roll, SystemId, Timestamp, TotalCheck, Verdict, Visibility, VttKind},
    systems::{Catalog, JudgeInput},
    vtt::{MessageContext, foundry::read_message},
};

use super::{
    game_system::find_system,
    message_source::{LineContent, MessageSource},
    notation::Rolled,
    script::{Beat, Expectation, Script, World},
};

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

#[test]
fn the_script_opens_with_a_critical_and_lasts_a_few_minutes() {
    let script = Script::built_in().unwrap();
    let (_, first) = script.beats().next().unwrap();
    assert_eq!(first.expect, Some(Expectation::Success));
    assert!(first.pause <= 3.0);
    let seconds: f64 = script.beats().map(|(_, beat)| beat.pause).sum();
    assert!((180.0..=300.0).contains(&seconds), "{seconds} s");
    assert!(script.beats().skip(1).all(|(_, beat)| (1.5..=4.0).contains(&beat.pause)));
}

#[test]
fn the_script_shows_every_system_visibility_and_outcome() {
    let script = Script::built_in().unwrap();
    for world in &script.worlds {
        let beats = || script.beats().filter(|(_, beat)| beat.world == world.key);
        for wanted in [Expectation::Success, Expectation::Failure] {
            assert!(
                beats().any(|(_, beat)| beat.expect == Some(wanted)),
                "{}: {wanted:?}",
                world.key
            );
        }
    }
    for wanted in [Visibility::Blind, Visibility::GmOnly, Visibility::SelfOnly] {
        assert!(script.beats().any(|(_, beat)| beat.visibility == wanted), "{wanted:?}");
    }
    assert!(script.beats().any(|(_, beat)| beat.inline));
    assert!(script.worlds.iter().any(|world| world.generation() == 9));
}

#[test]
fn rounds_differ_in_drawn_dice_and_agree_in_fixed_ones() {
    let script = Script::built_in().unwrap();
    let mut drawn = 0;
    for (index, beat) in script.beats() {
        let (one, two) = (beat.rolled(1, 0, index), beat.rolled(1, 1, index));
        assert_eq!(one, beat.rolled(1, 0, index));
        match &beat.faces {
            Some(_) => assert_eq!(one, two),
            None => drawn += usize::from(one != two),
        }
    }
    assert!(drawn > 20, "{drawn}");
}

#[test]
fn messages_have_the_shape_their_foundry_generation_stores() {
    let script = Script::built_in().unwrap();
    for (index, beat) in script.beats() {
        let world = script.world(&beat.world).unwrap();
        let message = world.message(beat, &beat.rolled(1, 0, index), "message000000001", NOW);
        let rolls: Vec<&str> = match world.generation() {
            9 => vec![message["roll"].as_str().unwrap()],
            _ => message["rolls"]
                .as_array()
                .unwrap()
                .iter()
                .map(|roll| roll.as_str().unwrap())
                .collect(),
        };
        assert_eq!(rolls.len(), usize::from(!beat.inline), "{}", beat.flavor);
        for roll in rolls {
            let roll: Value = serde_json::from_str(roll).unwrap();
            assert!(roll["total"].is_i64() && roll["terms"].is_array(), "{}", beat.flavor);
        }
        assert_eq!(message["blind"].as_bool().unwrap(), beat.visibility == Visibility::Blind);
        let whispered = !message["whisper"].as_array().unwrap().is_empty();
        assert_eq!(whispered, beat.visibility.is_hidden());
    }
}

/// The beat's only roll as core reads it, and what its rules conclude.
fn judged(world: &World, beat: &Beat, rolled: &Rolled) -> (Roll, Verdict) {
    let message = world.message(beat, rolled, "message000000001", NOW).to_string();
    let system = SystemId::from(world.system.as_str());
    let rules = Catalog::built_in().get(&system).unwrap();
    let context = MessageContext::new(world.system.as_str());
    let tables = rules.message_tables(&VttKind::Foundry);
    let rolls = read_message(message.as_str(), tables, &context).unwrap().into_rolls().unwrap();
    let [roll] = rolls.as_slice() else { panic!("{}: {} rolls", beat.flavor, rolls.len()) };
    (roll.clone(), rules.judge(&JudgeInput::from_roll(roll)))
}

fn expected_outcome(expected: Expectation) -> Option<Outcome> {
    match expected {
        Expectation::Success => Some(Outcome::Success),
        Expectation::Failure => Some(Outcome::Failure),
        Expectation::None => None,
    }
}

#[test]
fn every_beat_adds_up_and_gets_the_verdict_the_script_expects() {
    let script = Script::built_in().unwrap();
    for round in 0..8 {
        for (index, beat) in script.beats() {
            let rolled = beat.rolled(1, round, index);
            let (roll, verdict) = judged(script.world(&beat.world).unwrap(), beat, &rolled);
            let total = roll.total.and_then(Number::as_integer);
            assert_eq!(total, Some(rolled.total), "{}", beat.flavor);
            assert_eq!(roll.total_check, TotalCheck::Agrees, "{}", beat.flavor);
            assert_eq!(roll.visibility, beat.visibility, "{}", beat.flavor);
            assert_eq!(roll.rolled_at, Some(NOW));
            let expected = beat.expect.map(expected_outcome);
            assert_eq!(expected.unwrap_or(verdict.outcome), verdict.outcome, "{}", beat.flavor);
            let disagreement = verdict.reason.and_then(|reason| reason.disagreement);
            assert_eq!(disagreement, None, "{}", beat.flavor);
        }
    }
}

#[test]
fn a_script_that_does_not_hold_together_names_the_line() {
    let worlds = r#"[{"key":"w","name":"W","system":"s","systemVersion":"1","foundry":"13.1","characters":[{"key":"c","name":"C"}]}]"#;
    let good = r#"{"world":"w","who":"c","kind":"k","flavor":"f","roll":"1d20","pause":1}"#;
    assert_eq!(Script::parse(worlds, &format!("{good}\n\n{good}")).unwrap().lines.len(), 2);
    for (from, to, problem) in [
        (r#""who":"c""#, r#""who":"d""#, "nobody called"),
        (r#""world":"w""#, r#""world":"v""#, "no world"),
        (r#""pause":1"#, r#""pause":11"#, "pause"),
        (r#""pause":1"#, r#""pause":1,"faces":[21]"#, "don't fit"),
        (r#""pause":1"#, r#""pause":1,"faces":[1,2]"#, "don't fit"),
        (r#""pause":1"#, r#""pause":1,"expect":"none""#, "can't expect"),
        (r#""pause":1"#, r#""pause":1,"visibility":"secret""#, "expected gm, blind or self"),
        (r#""pause":1"#, r#""pause":1,"mood":"gay""#, "unknown field"),
        ("1d20", "1d20x", "expected dice"),
    ] {
        let lines = format!("{good}\n{}", good.replace(from, to));
        let error = Script::parse(worlds, &lines).unwrap_err();
        assert_eq!(error.code(), "rehearsal.script");
        let text = error.to_string();
        assert!(text.contains("line 2") && text.contains(problem), "{text}");
    }
}

/// Every recorded game; `None` is said aloud.
fn recordings() -> Option<Vec<PathBuf>> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    let data =
        std::env::var_os("TUMULTE_DATA").map_or_else(|| PathBuf::from(beside), PathBuf::from);
    let folder = data.join("foundry");
    if !folder.is_dir() {
        eprintln!("skipped: no recordings at {}", folder.display());
        return None;
    }
    let list =
        |folder: &Path| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let systems = list(&folder).filter(|path| path.is_dir());
    let mut files: Vec<_> = systems.flat_map(|system| list(&system)).collect();
    files.sort();
    Some(files)
}

#[tokio::test]
async fn every_recorded_line_is_read_and_its_system_found() {
    let Some(files) = recordings() else { return };
    let (mut lines, mut messages, mut empty) = (0, 0, 0);
    for file in files {
        let mut source = MessageSource::open(&file).await.unwrap();
        while let Some(line) = source.next().await.unwrap() {
            lines += 1;
            match line.content {
                LineContent::Messages(found) => messages += found.len(),
                LineContent::Nothing => empty += 1,
                LineContent::Bad(problem) => {
                    panic!("{} {}: {problem}", file.display(), line.number)
                }
            }
        }
        let folder = file.parent().and_then(Path::file_name).unwrap().to_str().unwrap();
        let found = find_system(&file, None).await.unwrap().id;
        // Some old messages name their system nowhere; the folder tells where the catalog has it.
        assert!(found == folder || found == "generic", "{}: {found}", file.display());
        if Catalog::built_in().get(&SystemId::from(folder)).is_some() {
            assert_eq!(found, folder, "{}", file.display());
        }
        assert_eq!(find_system(&file, Some("dcc")).await.unwrap().id, "dcc");
    }
    assert_eq!((lines, messages, empty), (3390, 3384, 13));
}
