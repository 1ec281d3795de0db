//! Every recorded message, read in place, against the labels the recordings carry.

use std::{collections::BTreeMap, fs};

use serde_json::Value;
use tumulte_core::{
    model::{CharacterKind, Number, Outcome, Roll, Stat, VttKind},
    vtt::alchemy::{critical_threshold, read_character},
};

use super::{Checks, judge, read};
use crate::recordings::{entries, recordings};

fn lines(path: &std::path::Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The faces of the kept d20s of a kept throw, and what the extension says about it.
fn flags(roll: &Value) -> Option<Outcome> {
    let is = |name: &str| roll[name] == true;
    match (is("critical-success"), is("critical-failure")) {
        (true, _) => Some(Outcome::Success),
        (_, true) => Some(Outcome::Failure),
        _ => None,
    }
}

fn is_d20_test(roll: &Value) -> bool {
    !matches!(roll["type"].as_str(), Some("custom" | "damage" | "critical-damage"))
}

#[test]
fn every_beyond20_message_is_judged_as_its_kept_flags_say_and_damage_never() {
    let Some(folder) = recordings("beyond20") else { return };
    let (mut checks, mut messages, mut hidden) = (Checks::default(), 0, 0);
    let mut seen = BTreeMap::<String, usize>::new();
    for message in lines(&folder.join("rendered-rolls.jsonl")) {
        let raw = message.to_string();
        let reading = read(&VttKind::Beyond20, &raw);
        assert_eq!(reading.unreadable, [], "{raw}");
        assert_eq!(read(&VttKind::Alchemy, &raw), reading, "an Alchemy tab hears the same");
        assert_eq!(read(&VttKind::Beyond20, &format!("[{raw}]")).rolls.len(), reading.rolls.len());
        messages += 1;

        let is_secret = message["whisper"] != 0;
        hidden += usize::from(is_secret);
        let kept: Vec<&Value> = message["attack_rolls"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|roll| roll["discarded"] == false)
            .collect();
        let damage = message["damage_rolls"].as_array().unwrap().len();
        assert_eq!(reading.rolls.len(), kept.len() + damage, "{raw}");

        for (index, roll) in reading.rolls.iter().enumerate() {
            checks.add(roll, &raw);
            assert_eq!(roll.visibility.is_hidden(), is_secret, "{raw}");
            assert_eq!(roll.speaker.alias.as_deref(), message["character"].as_str());
            let verdict = judge(roll, true).outcome;
            let label = kept.get(index).filter(|roll| is_d20_test(roll)).and_then(|r| flags(r));
            if kept.get(index).is_none_or(|roll| is_d20_test(roll)) {
                assert_eq!(verdict, label, "{raw}");
            }
            let strict = judge(roll, false).outcome;
            let counts = matches!(roll.roll_type.as_deref(), Some("attack" | "death"));
            assert_eq!(strict, label.filter(|_| counts), "{raw}");
            if let Some(label) = label {
                *seen.entry(format!("{label:?}")).or_default() += 1;
            }
        }
    }
    println!("beyond20: {messages} messages, {hidden} hidden, {:?}, {seen:?}", checks.0);
    assert!(messages > 0 && hidden > 0 && seen.len() == 2);
}

#[test]
fn third_party_senders_of_beyond20_messages_are_read_too() {
    let Some(folder) = recordings("beyond20") else { return };
    let mut count = 0;
    for wrapped in lines(&folder.join("third-party-senders.jsonl")) {
        let reading = read(&VttKind::Beyond20, &wrapped.to_string());
        let bare = read(&VttKind::Beyond20, &wrapped["message"].to_string());
        assert_eq!(bare.rolls.len(), reading.rolls.len());
        assert_eq!(reading.unreadable, []);
        for (roll, told) in
            reading.rolls.iter().zip(wrapped["message"]["attack_rolls"].as_array().unwrap())
        {
            assert!(roll.dice.iter().all(|die| die.faces == 20), "{roll:?}");
            assert_eq!(judge(roll, true).outcome, flags(told));
            assert!(roll.speaker.alias.is_some() && roll.total.is_some());
            count += 1;
        }
    }
    println!("beyond20: {count} d20 rolls of third-party senders");
    assert!(count > 0);
}

/// The natural die as the entry shows it, read without our reader.
fn shown_natural(entry: &Value) -> Option<f64> {
    let formula = entry["rollType"].as_str()?;
    let long = entry["rollLong"].as_str()?;
    let is_one = formula.starts_with("1d20") || formula.starts_with("2d20k");
    if !is_one || formula.contains("+1d") {
        return None;
    }
    let number = |text: &str| text.trim().parse::<f64>().ok();
    match long.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
        Some((pair, _)) => {
            let mut faces: Vec<f64> = pair.split(',').filter_map(number).collect();
            faces.sort_by(f64::total_cmp);
            if formula.contains("kl") { faces.first().copied() } else { faces.last().copied() }
        }
        None => number(long.split(['+', '-']).next()?),
    }
}

#[test]
fn every_entry_of_the_game_log_shows_its_natural_die() {
    let Some(folder) = recordings("ddb/gamelog-text") else { return };
    let (mut checks, mut count, mut naturals) = (Checks::default(), 0, BTreeMap::new());
    let (mut ids, mut types) = (BTreeMap::<String, usize>::new(), BTreeMap::<String, usize>::new());
    for file in entries(&folder) {
        let list: Vec<Value> = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        for entry in list {
            let raw = entry.to_string();
            let reading = read(&VttKind::Ddb, &raw);
            count += 1;
            let [roll] = reading.rolls.as_slice() else {
                assert_eq!(entry["rollLong"], "", "{raw}");
                continue;
            };
            checks.add(roll, &raw);
            *ids.entry(roll.vtt_roll_id.clone()).or_default() += 1;
            *types.entry(roll.roll_type.clone().unwrap_or_default()).or_default() += 1;
            let sender = entry["sender"].as_str().filter(|sender| !sender.is_empty());
            assert_eq!(roll.speaker.alias.as_deref(), sender);
            assert_eq!(roll.hints.contains_key("mode"), entry["rollVantage"] != "none", "{raw}");
            let Some(natural) = shown_natural(&entry) else { continue };
            let kept = kept_d20(roll).unwrap_or_else(|| panic!("{raw}: {roll:?}"));
            assert!((kept - natural).abs() < 0.1, "{raw}: {roll:?}");
            let expected = match (entry["title"].as_str().unwrap().ends_with("TO HIT"), kept) {
                (true, 20.0) => Some(Outcome::Success),
                (true, 1.0) => Some(Outcome::Failure),
                _ => None,
            };
            if roll.roll_type.as_deref() != Some("death") {
                assert_eq!(judge(roll, false).outcome, expected, "{raw}");
            }
            let shown = kept.to_string();
            if matches!(shown.as_str(), "20" | "1") {
                *naturals.entry((shown, expected.is_some())).or_insert(0) += 1;
            }
        }
    }
    let twins = ids.values().filter(|count| **count > 1).count();
    println!(
        "ddb: {count} entries, {:?}, (natural, to hit): {naturals:?}, {types:?}, {twins} ids that only the occurrence tells apart",
        checks.0
    );
    assert!(count > 0 && naturals.len() >= 4);
}

fn kept_d20(roll: &Roll) -> Option<f64> {
    let mut d20s = roll.dice.iter().filter(|die| die.faces == 20 && die.active);
    let kept = d20s.next()?.result.value();
    d20s.next().is_none().then_some(kept)
}

#[test]
fn messages_of_the_game_logs_socket_are_read() {
    let Some(folder) = recordings("ddb/ws") else { return };
    let mut checks = Checks::default();
    for wrapped in lines(&folder.join("messages.jsonl")) {
        let raw = wrapped.to_string();
        let reading = read(&VttKind::Ddb, &raw);
        let told = wrapped["message"]["data"]["rolls"].as_array().unwrap();
        assert_eq!(reading.rolls.len(), told.len());
        for (index, (roll, told)) in reading.rolls.iter().zip(told).enumerate() {
            checks.add(roll, &raw);
            let id = wrapped["message"]["id"].as_str().unwrap();
            assert_eq!(roll.vtt_roll_id, format!("{id}#{index}"));
            assert_eq!(roll.dice.len(), told["result"]["values"].as_array().unwrap().len());
            assert!(roll.rolled_at.is_some() && roll.speaker.alias.is_some());
        }
    }
    println!("ddb: socket {:?}", checks.0);
    assert_eq!(checks.0.keys().collect::<Vec<_>>(), ["agrees"]);
}

#[test]
fn every_character_of_alchemy_is_read_and_loses_nothing() {
    let Some(folder) = recordings("alchemy") else { return };
    let (mut count, mut thresholds) = (0, 0);
    for file in ["characters.jsonl", "npcs-sw5e.jsonl"] {
        for wrapped in lines(&folder.join(file)) {
            let told = &wrapped["character"];
            let character = read_character(&wrapped).unwrap();
            assert_eq!(read_character(told).unwrap(), character);
            assert_eq!(character.name, told["name"].as_str().unwrap());
            assert_eq!(character.character_type == CharacterKind::Npc, told["isNPC"] == true);
            let max = character.stats.get("hp").and_then(Stat::max).map(Number::value);
            assert_eq!(max, told["maxHp"].as_f64());
            let named = |group: &str| {
                character.stats.iter().filter(|(name, _)| name.starts_with(group)).count()
            };
            assert_eq!(named("abilities."), told["abilityScores"].as_array().unwrap().len());
            assert_eq!(named("trackers."), told["trackers"].as_array().unwrap().len());
            for step in told["actions"]
                .as_array()
                .into_iter()
                .flatten()
                .flat_map(|action| action["steps"].as_array().unwrap().iter())
            {
                let attack = &step["attack"];
                if let Some(crit) = attack["crit"].as_f64() {
                    let name = attack["name"].as_str().unwrap();
                    assert_eq!(critical_threshold(&character, name), Some(crit));
                    thresholds += 1;
                }
            }
            let everything = serde_json::to_string(&character).unwrap();
            for field in told.as_object().unwrap().keys() {
                let is_placed = [
                    "name",
                    "isNPC",
                    "currentHp",
                    "maxHp",
                    "abilityScores",
                    "imageUri",
                    "items",
                    "trackers",
                ]
                .contains(&field.as_str());
                assert!(is_placed || everything.contains(&format!("\"{field}\"")), "{field}");
            }
            assert_eq!(read(&VttKind::Alchemy, &wrapped.to_string()).rolls, []);
            count += 1;
        }
    }
    println!("alchemy: {count} characters, {thresholds} attacks with a threshold");
    assert!(count > 0 && thresholds > 0);
}

#[test]
fn the_recorded_event_of_talespire_is_read_group_by_group() {
    let Some(folder) = recordings("talespire") else { return };
    let raw = fs::read_to_string(folder.join("roll-results-event.json")).unwrap();
    let reading = read(&VttKind::TaleSpire, &raw);
    let event: Value = serde_json::from_str(&raw).unwrap();
    let groups = event["payload"]["resultsGroups"].as_array().unwrap();
    assert_eq!(reading.rolls.len(), groups.len());
    let mut checks = Checks::default();
    for roll in &reading.rolls {
        checks.add(roll, &raw);
        assert!(!roll.formula.is_empty() && !roll.visibility.is_hidden());
    }
    println!("talespire: {:?}", checks.0);
    assert_eq!(checks.0.len(), 1);
}
