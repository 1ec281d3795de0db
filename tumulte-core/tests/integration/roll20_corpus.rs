//! Every recorded Roll20 message, read in place from `TUMULTE_DATA` or `../shared/data`.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;
use tumulte_core::{
    model::{HintValue, MessageTables, Number, Outcome, Roll, RollOrigin, TotalCheck},
    systems::{JudgeInput, judge},
    vtt::{
        MessageContext, Reading,
        roll20::{archive, read_message},
    },
};

use crate::recordings::{entries, recordings};

/// One line of the printed table.
#[derive(Debug, Default)]
struct Tally {
    messages: usize,
    rolls: usize,
    dice: usize,
    hidden: usize,
    typed: usize,
    agreeing: usize,
    reasons: BTreeMap<String, usize>,
}

impl Tally {
    fn count(&mut self, reading: &Reading, source: &str) {
        assert_eq!(reading.unreadable, [], "{source}");
        self.messages += 1;
        self.rolls += reading.rolls.len();
        self.hidden += usize::from(reading.rolls.iter().any(|roll| roll.visibility.is_hidden()));
        for roll in &reading.rolls {
            self.dice += roll.dice.len();
            self.typed += usize::from(roll.roll_type.is_some());
            match &roll.total_check {
                TotalCheck::Agrees => self.agreeing += 1,
                // One recorded page shows Fate dice beside a total they do not make.
                TotalCheck::Differs { .. } if is_fate(roll) => {
                    *self.reasons.entry("Fate dice that do not add up".to_owned()).or_default() +=
                        1;
                }
                TotalCheck::Differs { .. } => panic!("{roll:?}: {source}"),
                other => *self.reasons.entry(format!("{other:?}")).or_default() += 1,
            }
        }
    }

    fn print(&self, name: &str) {
        let Self { messages, rolls, dice, hidden, typed, agreeing, reasons } = self;
        println!(
            "{name:28} {messages:8} {rolls:6} {dice:6} {hidden:6} {typed:6} {agreeing:8} {reasons:?}"
        );
    }
}

fn files(folder: &Path, ending: &str) -> Vec<(String, String)> {
    let files = entries(folder).into_iter().filter(|path| path.to_string_lossy().ends_with(ending));
    files
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.trim().is_empty())
}

fn read(raw: &str) -> Reading {
    let context = MessageContext::new("dnd5e");
    let reading = read_message(raw, &MessageTables::new(), &context);
    reading.unwrap_or_else(|error| panic!("{error}: {raw}"))
}

fn is_fate(roll: &Roll) -> bool {
    roll.dice.iter().any(|die| die.kind.as_deref() == Some("fate"))
}

fn threshold(roll: &Roll, name: &str) -> Option<f64> {
    match roll.hints.get(name) {
        Some(HintValue::Number(number)) => Some(number.value()),
        _ => None,
    }
}

/// What Roll20 would colour, from faces and thresholds alone: any die's best and worst face.
fn colours(roll: &Roll) -> (usize, usize) {
    let mut colours = (0, 0);
    // Dropped dice stay plain, but the whole second d20 of a card is coloured like the first.
    let whole = roll.dice.iter().all(|die| !die.active);
    for die in roll.dice.iter().filter(|die| (die.active || whole) && !is_fate(roll)) {
        let is_d20 = die.faces == 20;
        let best = threshold(roll, "critAt").filter(|_| is_d20).unwrap_or(f64::from(die.faces));
        let worst = threshold(roll, "fumbleAt").filter(|_| is_d20).unwrap_or(1.0);
        let face = die.result.value();
        // Compounding and penetrating dice show faces that no die has; they are left alone.
        let is_face = (1.0..=f64::from(die.faces)).contains(&face);
        colours.0 += usize::from(is_face && face >= best);
        colours.1 += usize::from(is_face && face <= worst);
    }
    colours
}

#[test]
fn every_recorded_message_of_the_chat_log_is_read_and_explained() {
    let Some(folder) = recordings("roll20") else { return };
    println!("{:28} messages  rolls   dice hidden  typed agreeing reasons", "chat log");
    for (name, text) in files(&folder.join("dom"), ".jsonl") {
        let mut tally = Tally::default();
        let mut marks = BTreeMap::<&str, usize>::new();
        for line in lines(&text) {
            let record: Value = serde_json::from_str(line).unwrap();
            let reading = read(line);
            let context = MessageContext::new("dnd5e");
            let by_value = read_message(&record, &MessageTables::new(), &context);
            assert_eq!(by_value.as_ref(), Ok(&reading), "text and value");
            tally.count(&reading, line);
            let Some(html) = record["html"].as_str() else { continue };

            let bare = read(html);
            let dice = |reading: &Reading| -> Vec<_> {
                reading.rolls.iter().map(|roll| roll.dice.clone()).collect()
            };
            assert_eq!(dice(&bare), dice(&reading), "the bare HTML reads the same: {line}");

            let shown = html.matches("inlinerollresult").count();
            let inline = reading.rolls.iter().filter(|roll| roll.origin == RollOrigin::Inline);
            assert_eq!(inline.count(), shown, "every inline roll is present: {line}");
            let own = reading.rolls.iter().filter(|roll| roll.origin == RollOrigin::Message);
            let classes = record["classes"].to_string();
            assert_eq!(own.count(), usize::from(classes.contains("\"rollresult\"")), "{line}");
            let private = classes.contains("\"private\"") || classes.contains("\"whisper\"");
            for (index, roll) in reading.rolls.iter().enumerate() {
                let id = record["id"].as_str().unwrap();
                assert_eq!(roll.vtt_roll_id, format!("{id}#{index}"));
                assert_eq!(roll.visibility.is_hidden(), private, "{line}");
                assert!(roll.rolled_at.is_some(), "{line}");
                let is_named = roll.speaker.alias.is_some();
                let names_nobody = classes.contains("\"emote\"") || record["by"].is_null();
                assert!(is_named || names_nobody, "{line}");
                let (best, worst) = colours(roll);
                let mut mark =
                    |name, is_set| *marks.entry(name).or_default() += usize::from(is_set);
                if roll.origin == RollOrigin::Inline {
                    mark("fullcrit", best > 0 && worst == 0);
                    mark("fullfail", worst > 0 && best == 0);
                    mark("importantroll", worst > 0 && best > 0);
                } else {
                    *marks.entry("diceroll_critsuccess").or_default() += best;
                    *marks.entry("diceroll_critfail").or_default() += worst;
                }
            }
            for name in [
                "fullcrit",
                "fullfail",
                "importantroll",
                "diceroll_critsuccess",
                "diceroll_critfail",
            ] {
                let found = marks.remove(name).unwrap_or_default();
                let label = record["roll20_flags"][name].as_u64().unwrap_or(0);
                assert_eq!(found as u64, label, "{name}: {line}");
            }
        }
        tally.print(&name);
        assert!(tally.rolls > 0, "{name}");
    }
}

#[test]
fn every_recorded_archive_is_read_message_by_message_and_as_a_whole() {
    let Some(folder) = recordings("roll20") else { return };
    let folder = folder.join("archive");
    let mut tally = Tally::default();
    let (pages, encoded) = (files(&folder, ".json"), files(&folder, ".msgdata.b64"));
    for ((name, page), (_, encoded)) in pages.iter().zip(&encoded) {
        let whole = read(page);
        assert_eq!(read(encoded), whole, "{name}: the encoded archive is the same");
        let page_of_html = format!("<html><script>var msgdata = \"{encoded}\";</script>");
        let mut apart = Reading::default();
        let mut messages = 0;
        for (message, same) in
            archive(page.as_bytes()).unwrap().zip(archive(page_of_html.as_bytes()).unwrap())
        {
            let (id, message) = message.unwrap();
            assert_eq!((id.clone(), message.clone()), same.unwrap());
            let reading = read(&message.to_string());
            tally.count(&reading, &id);
            messages += 1;
            apart.rolls.extend(reading.rolls);
        }
        let ids = page.matches(".priority").count();
        assert_eq!(messages, ids, "{name}: every message comes");
        let by_id = |mut rolls: Vec<Roll>| {
            rolls.sort_by(|a, b| a.vtt_roll_id.cmp(&b.vtt_roll_id));
            rolls
        };
        assert_eq!(by_id(apart.rolls), by_id(whole.rolls), "{name}");
    }
    tally.print("archive");
    assert!(tally.rolls > 0);
}

#[test]
fn every_recorded_mod_message_is_read_and_explained() {
    let Some(folder) = recordings("roll20") else { return };
    for (name, text) in files(&folder.join("mod"), ".jsonl") {
        let mut tally = Tally::default();
        for line in lines(&text) {
            let record: Value = serde_json::from_str(line).unwrap();
            let reading = read(line);
            tally.count(&reading, line);
            let inline = record["msg"]["inlinerolls"].as_array().map_or(1, Vec::len);
            assert_eq!(reading.rolls.len(), inline, "{line}");
        }
        tally.print(&name);
    }
}

#[test]
fn every_transport_vector_is_judged_as_expected() {
    let Some(folder) = recordings("roll20") else { return };
    let mut vectors = 0;
    for (_, text) in files(&folder.join("transport"), ".jsonl") {
        for line in lines(&text) {
            let vector: Value = serde_json::from_str(line).unwrap();
            let (record, expect) = (vector["record"].to_string(), &vector["expect"]);
            let context = MessageContext::new("dnd5e");
            let rolls = read_message(record.as_str(), &MessageTables::new(), &context)
                .unwrap()
                .into_rolls()
                .unwrap();
            vectors += 1;
            if expect["publish"] == false {
                assert!(rolls.iter().all(|roll| roll.visibility.is_hidden()), "{line}");
                continue;
            }
            assert_eq!(rolls[0].total.map(Number::value), expect["total"].as_f64(), "{line}");
            if let Some(dice) = expect["dice"].as_u64() {
                assert_eq!(rolls[0].dice.len() as u64, dice, "{line}");
            }
            let outcomes: Vec<_> = rolls
                .iter()
                .filter_map(|roll| judge("dnd5e", &JudgeInput::from_roll(roll)).unwrap().outcome)
                .collect();
            for (name, outcome) in [("crit", Outcome::Success), ("fumble", Outcome::Failure)] {
                if let Some(expected) = expect[name].as_bool() {
                    assert_eq!(outcomes.contains(&outcome), expected, "{name}: {line}");
                }
            }
        }
    }
    println!("{vectors} transport vectors");
    assert!(vectors > 0);
}
