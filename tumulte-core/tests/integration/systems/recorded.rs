//! Real messages: the rules must see what the table saw.

use serde_json::{Value, json};
use tumulte_core::{
    model::{HintValue, Verdict},
    systems::{JudgeInput, judge},
};

use super::vocabulary::shared;

struct Recorded {
    message: Value,
    verdict: Verdict,
}

fn judged(system: &str, file: &str) -> Vec<Recorded> {
    let Some(text) = shared(&format!("foundry/{system}/{file}.jsonl")) else { return Vec::new() };
    let messages = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let rolls = messages.filter_map(|message| {
        let roll: Value = serde_json::from_str(message["rolls"][0].as_str()?).unwrap();
        let input = JudgeInput {
            dice: serde_json::from_value(dice(&roll)).unwrap(),
            total: serde_json::from_value(roll["total"].clone()).unwrap(),
            message: Some(message.clone()),
            ..JudgeInput::default()
        };
        Some(Recorded { verdict: judge(system, &input).unwrap(), message })
    });
    rolls.collect()
}

/// Every die of the roll, however deep its term is nested.
fn dice(roll: &Value) -> Value {
    let has_tens = roll.to_string().contains("CoC7DecaderDie");
    let mut dice = Vec::new();
    collect(&roll["terms"], has_tens, &mut dice);
    Value::Array(dice)
}

fn collect(term: &Value, has_tens: bool, dice: &mut Vec<Value>) {
    if term["results"].is_array() && term["faces"].is_u64() {
        let kind = match term["class"].as_str() {
            Some("CoC7DecaderDie" | "CoC7DecaderDieOther") => Some("tens"),
            Some("Die") if has_tens => Some("units"),
            _ => None,
        };
        dice.extend(term["results"].as_array().unwrap().iter().map(|shown| {
            json!({
                "faces": term["faces"], "result": shown["result"], "kind": kind,
                "active": shown["active"].as_bool().unwrap_or(true),
            })
        }));
        return;
    }
    match term {
        Value::Array(inner) => inner.iter().for_each(|inner| collect(inner, has_tens, dice)),
        Value::Object(inner) => inner.values().for_each(|inner| collect(inner, has_tens, dice)),
        _ => {}
    }
}

#[test]
fn pf2e_checks_come_out_as_the_table_saw_them_and_the_dice_agree() {
    let mut seen = 0;
    for file in ["PushinAA+quest-for-the-frozen-flame-world", "L30-M+pathfinder-foundry-workaround"]
    {
        for Recorded { message, verdict } in judged("pf2e", file) {
            let context = &message["flags"]["pf2e"]["context"];
            let is_check = !matches!(context["type"].as_str(), Some("damage-roll") | None);
            let label = match context["outcome"].as_str().filter(|_| is_check) {
                Some("criticalSuccess") => Some("Critical Success"),
                Some("criticalFailure") => Some("Critical Failure"),
                _ => None,
            };
            assert_eq!(verdict.label.as_deref(), label, "{context}");
            let disagreement =
                verdict.reason.as_ref().and_then(|reason| reason.disagreement.as_ref());
            assert_eq!(disagreement, None, "{context}");
            seen += usize::from(context["unadjustedOutcome"].is_string());
        }
    }
    eprintln!("{seen} pf2e checks with an outcome");
}

#[test]
fn call_of_cthulhu_cards_come_out_as_the_table_saw_them_and_the_dice_agree() {
    let mut seen = 0;
    for Recorded { message, verdict } in judged("CoC7", "ArAnKon+vecher-poezii") {
        let content = message["content"].as_str().unwrap_or_default();
        let label = match content {
            card if card.contains("data-success-level=\"-99\"") => Some("Fumble"),
            card if card.contains("data-success-level=\"4\"") => Some("Critical Success"),
            card if card.contains("data-success-level") => None,
            _ => continue,
        };
        assert_eq!(verdict.label.as_deref(), label);
        let disagreement = verdict.reason.as_ref().and_then(|reason| reason.disagreement.as_ref());
        assert_eq!(disagreement, None, "{content}");
        seen += 1;
    }
    eprintln!("{seen} Call of Cthulhu cards");
}

#[test]
fn dnd5e_criticals_are_attacks_and_death_saves_at_their_stored_thresholds() {
    let mut seen = 0;
    for file in ["criggsy+Foundryv11", "FenodyreeAv+pandoras-islands-v13", "Hydroxi+2022"] {
        for Recorded { message, verdict } in judged("dnd5e", file) {
            let roll_type = message["flags"]["dnd5e"]["roll"]["type"].as_str().unwrap_or("none");
            if verdict.is_critical() {
                assert!(
                    matches!(roll_type, "attack" | "death" | "midi"),
                    "{roll_type}: {verdict:?}"
                );
                let values = verdict.reason.unwrap().values;
                assert!(matches!(values["nat"], HintValue::Number(_)), "{values:?}");
                seen += 1;
            }
        }
    }
    eprintln!("{seen} dnd5e criticals");
}
