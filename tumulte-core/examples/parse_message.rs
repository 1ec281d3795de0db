//! Reads one Foundry chat message and judges its rolls:
//! `cargo run -p tumulte-core --example parse_message [FILE [SYSTEM]]`.

#![expect(clippy::print_stdout, reason = "showing is what an example is for")]

use std::{env, error::Error, fs};

use tumulte_core::{model::VttKind, sync::read_message, vtt::MessageContext};

const ATTACK: &str = r#"{
  "_id": "tXk3bQm1vWzR8sYd", "author": "olin", "speaker": {"alias": "Mira"}, "whisper": [],
  "flags": {"dnd5e": {"roll": {"type": "attack"}}},
  "rolls": [{
    "class": "D20Roll", "formula": "2d20kh + 5", "total": 24, "options": {"criticalSuccess": 19},
    "terms": [
      {"class": "Die", "number": 2, "faces": 20, "modifiers": ["kh"], "results": [
        {"result": 1, "active": false, "discarded": true}, {"result": 19, "active": true}]},
      {"class": "OperatorTerm", "operator": "+"}, {"class": "NumericTerm", "number": 5}]
  }]
}"#;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let message = match arguments.next() {
        Some(file) => fs::read_to_string(file)?,
        None => ATTACK.to_owned(),
    };
    let context = MessageContext::new(arguments.next().as_deref().unwrap_or("dnd5e"));

    for judged in read_message(&VttKind::Foundry, message.as_bytes(), &context)? {
        let (roll, verdict) = (judged.roll, judged.verdict);
        let total = roll.total.map_or_else(|| "?".to_owned(), |total| total.to_string());
        println!("{}: {} = {total}, {}", roll.vtt_roll_id, roll.formula, roll.visibility.as_str());
        for die in &roll.dice {
            let fate = if die.active { "" } else { ", does not count" };
            println!("  d{} shows {}{fate}", die.faces, die.result);
        }
        match (&verdict.label, &verdict.reason) {
            (Some(label), Some(reason)) => println!("  {label}, because {}", reason.when),
            _ => println!("  nothing special in {system}"),
        }
    }
    Ok(())
}
