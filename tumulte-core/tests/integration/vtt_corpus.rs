//! Every message of real tables, read in place from `TUMULTE_DATA` or `../shared/data`.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;
use tumulte_core::{
    model::{MessageTables, RollOrigin, TotalCheck, Visibility},
    vtt::{MessageContext, foundry::read_message},
};

use crate::recordings::{entries, recordings};

/// One line of the printed table.
#[derive(Debug, Default)]
struct Tally {
    messages: usize,
    rolls: usize,
    inline: usize,
    hidden: usize,
    dice: usize,
    agreeing: usize,
    reasons: BTreeMap<String, usize>,
}

/// Every document with its system: chat messages, also those inside a relay's answers.
pub(crate) fn messages(folder: &Path) -> Vec<(String, Value)> {
    let mut messages = Vec::new();
    for system in entries(folder).into_iter().filter(|path| path.is_dir()) {
        let name = system.file_name().unwrap().to_string_lossy().into_owned();
        for file in entries(&system) {
            for line in fs::read_to_string(&file).unwrap().lines().filter(|line| !line.is_empty()) {
                let document: Value = serde_json::from_str(line).unwrap();
                if document.get("endpoint").is_some() {
                    let mut found = Vec::new();
                    find_messages(&document["response"], &mut found);
                    messages.extend(found.into_iter().map(|message| (name.clone(), message)));
                } else {
                    messages.push((name.clone(), document));
                }
            }
        }
    }
    messages
}

fn find_messages(value: &Value, found: &mut Vec<Value>) {
    match value {
        Value::Object(fields) if fields.contains_key("rolls") && fields.contains_key("whisper") => {
            found.push(value.clone());
        }
        Value::Object(fields) => fields.values().for_each(|field| find_messages(field, found)),
        Value::Array(items) => items.iter().for_each(|item| find_messages(item, found)),
        _ => {}
    }
}

/// How many rolls and inline rolls a message has, counted without our reader.
fn count(message: &Value) -> (usize, usize) {
    let own = match (&message["rolls"], &message["roll"]) {
        (Value::Array(rolls), _) => rolls.len(),
        (_, Value::String(roll)) if !roll.is_empty() => 1,
        _ => 0,
    };
    // The recordings cut long contents, some of them in the middle of a roll.
    let content = message["content"].as_str().unwrap_or("");
    let inline = content.split("data-roll=\"").skip(1).filter(|roll| roll.contains("\">")).count();
    (own, inline)
}

fn is_hidden(message: &Value) -> bool {
    message["blind"] == true || message["whisper"].as_array().is_some_and(|to| !to.is_empty())
}

fn reason(check: &TotalCheck) -> String {
    match check {
        TotalCheck::UnknownTerm { class } => format!("unknown {class}"),
        TotalCheck::AddedDice { .. } => "dice added later".to_owned(),
        TotalCheck::DoubledSuccesses => "doubled successes".to_owned(),
        other => format!("{other:?}"),
    }
}

#[test]
fn every_roll_of_every_recorded_message_is_read_and_explained() {
    let Some(folder) = recordings("foundry") else { return };
    let paths = MessageTables::new();
    let mut tallies = BTreeMap::<String, Tally>::new();
    for (system, message) in messages(&folder) {
        let text = message.to_string();
        let context = MessageContext::new(system.as_str());
        let reading = read_message(text.as_str(), &paths, &context)
            .unwrap_or_else(|error| panic!("{error}: {text}"));
        assert_eq!(reading.unreadable, [], "{text}");
        assert_eq!(read_message(&message, &paths, &context).unwrap(), reading, "text and value");

        let own = reading.rolls.iter().filter(|roll| roll.origin == RollOrigin::Message).count();
        let inline = reading.rolls.len() - own;
        assert_eq!((own, inline), count(&message), "every roll is present: {text}");

        let tally = tallies.entry(system).or_default();
        tally.messages += 1;
        tally.rolls += own;
        tally.inline += inline;
        let hidden = is_hidden(&message);
        tally.hidden += usize::from(hidden);
        for (index, roll) in reading.rolls.iter().enumerate() {
            let id = message["_id"].as_str().or(message["id"].as_str()).unwrap();
            let place = if index < own { index.to_string() } else { format!("i{}", index - own) };
            assert_eq!(roll.vtt_roll_id, format!("{id}#{place}"));
            assert_eq!(roll.visibility.is_hidden(), hidden, "{text}");
            assert_eq!(
                roll.visibility == Visibility::Blind,
                message["blind"] == true,
                "blind is blind: {text}"
            );
            assert!(
                !matches!(roll.total_check, TotalCheck::Differs { .. }),
                "{:?} of {}: {text}",
                roll.total_check,
                roll.formula
            );
            tally.dice += roll.dice.len();
            if roll.total_check == TotalCheck::Agrees {
                tally.agreeing += 1;
            } else {
                *tally.reasons.entry(reason(&roll.total_check)).or_default() += 1;
            }
        }
    }

    println!("system          messages  rolls inline hidden   dice agreeing reasons");
    for (system, tally) in &tallies {
        let Tally { messages, rolls, inline, hidden, dice, agreeing, reasons } = tally;
        println!(
            "{system:15} {messages:8} {rolls:6} {inline:6} {hidden:6} {dice:6} {agreeing:8} {reasons:?}"
        );
    }
    let sum = |of: fn(&Tally) -> usize| tallies.values().map(of).sum::<usize>();
    let (messages, rolls) = (sum(|tally| tally.messages), sum(|tally| tally.rolls));
    println!("{messages} messages, {rolls} rolls, {} inline", sum(|tally| tally.inline));
    assert!(messages > 0 && rolls > 0 && sum(|tally| tally.inline) > 0, "the recordings are empty");
    assert!(sum(|tally| tally.hidden) > 0 && sum(|tally| tally.agreeing) > 0);
}
