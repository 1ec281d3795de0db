//! Where a system stores its own outcome, our verdict agrees: over every recorded message.
//!
//! The outcomes are read from plain JSON here, by other means than the library's.

use std::collections::BTreeMap;

use serde_json::Value;
use tumulte_core::{
    model::{Outcome, VttKind},
    sync::{JudgedRoll, read_message},
    vtt::MessageContext,
};

use super::vtt_corpus::{data, messages};

/// What the table saw of one roll.
struct Evidence {
    /// What stands behind the `#` of the roll's identity.
    place: String,
    seen: Seen,
}

enum Seen {
    /// Exactly this.
    Outcome(Option<Outcome>),
    /// A critical success or not; failures are not stored.
    Success(bool),
}

use Outcome::{Failure, Success};

/// What stands behind the `#`.
struct Place(String);

impl From<usize> for Place {
    fn from(index: usize) -> Self {
        Self(index.to_string())
    }
}

impl From<&str> for Place {
    fn from(place: &str) -> Self {
        Self(place.to_owned())
    }
}

fn evidence(system: &str, message: &Value) -> Vec<Evidence> {
    match system {
        "pf2e" => pathfinder_two(message),
        "dnd5e" | "sw5e" => fifth_edition(system, message),
        "CoC7" => cthulhu(message),
        "lancer" => lancer(message),
        "pf1" => pathfinder_one(message),
        "dungeonworld" => dungeon_world(message),
        _ => Vec::new(),
    }
}

fn rolls(message: &Value) -> Vec<Value> {
    let list = message["rolls"].as_array().cloned().unwrap_or_default();
    let single = message["roll"].as_str().filter(|_| list.is_empty()).map(Value::from);
    let open = |roll: Value| match roll.as_str() {
        Some(text) => serde_json::from_str(text).unwrap(),
        None => roll,
    };
    list.into_iter().chain(single).map(open).collect()
}

fn at(place: impl Into<Place>, outcome: Option<Outcome>) -> Evidence {
    Evidence { place: place.into().0, seen: Seen::Outcome(outcome) }
}

fn pathfinder_two(message: &Value) -> Vec<Evidence> {
    let flags = &message["flags"]["pf2e"]["context"];
    let context = if flags.is_object() { flags } else { &message["system"]["context"] };
    let is_check = context["type"] != "damage-roll";
    let outcome = match context["outcome"].as_str() {
        None => return Vec::new(),
        Some("criticalSuccess") if is_check => Some(Success),
        Some("criticalFailure") if is_check => Some(Failure),
        Some(_) => None,
    };
    (0..rolls(message).len()).map(|index| at(index, outcome)).collect()
}

fn kept(roll: &Value) -> Option<f64> {
    let term = roll["terms"].as_array()?.iter().find(|term| term["faces"] == 20)?;
    let counts = |face: &&Value| face["active"] != false;
    term["results"].as_array()?.iter().find(counts)?["result"].as_f64()
}

fn fifth_edition(system: &str, message: &Value) -> Vec<Evidence> {
    let flags = &message["flags"];
    let message_type = flags[system]["roll"]["type"].as_str().unwrap_or_default();
    let midi = &flags["midi-qol"];
    let mut found = Vec::new();
    for (index, roll) in rolls(message).iter().enumerate() {
        let options = &roll["options"];
        let own_type = options["midi-qol"]["rollType"].as_str().unwrap_or(message_type);
        let is_d20 = roll["class"] == "D20Roll";
        if is_d20 && midi["isCritical"].is_boolean() && options.get("success").is_none() {
            let outcome = match (&midi["isCritical"], &midi["isFumble"]) {
                (Value::Bool(true), _) => Some(Success),
                (_, Value::Bool(true)) => Some(Failure),
                _ => None,
            };
            found.push(at(index, outcome));
        } else if is_d20 && matches!(own_type, "attack" | "death") {
            let threshold = |new: &str, old: &str, usual: f64| {
                options[new].as_f64().or_else(|| options[old].as_f64()).unwrap_or(usual)
            };
            let Some(face) = kept(roll) else { continue };
            let outcome = if face >= threshold("criticalSuccess", "critical", 20.0) {
                Some(Success)
            } else {
                (face <= threshold("criticalFailure", "fumble", 1.0)).then_some(Failure)
            };
            found.push(at(index, outcome));
        } else if is_d20 || roll["class"] == "DamageRoll" {
            found.push(at(index, None));
        }
    }
    let entries = flags["betterrolls5e"]["entries"].as_array();
    for (outer, group) in entries.into_iter().flatten().enumerate() {
        let is_attack = group["rollType"] == "attack";
        for (inner, entry) in group["entries"].as_array().into_iter().flatten().enumerate() {
            if !entry["roll"].is_object() {
                continue;
            }
            let counts = is_attack && entry["ignored"] != true;
            let outcome = match entry["critType"].as_str().filter(|_| counts) {
                Some("success") => Some(Success),
                Some("failure") => Some(Failure),
                _ => None,
            };
            found.push(at(format!("betterrolls.{outer}.{inner}").as_str(), outcome));
        }
    }
    found
}

fn cthulhu(message: &Value) -> Vec<Evidence> {
    let card = message["content"].as_str().unwrap_or_default();
    let Some((_, level)) = card.split_once("data-success-level=\"") else { return Vec::new() };
    match level.split_once('"') {
        Some(("-99", _)) => vec![at(0, Some(Failure))],
        Some(("4", _)) => vec![at(0, Some(Success))],
        _ => vec![at(0, None)],
    }
}

fn lancer(message: &Value) -> Vec<Evidence> {
    let rolls = rolls(message).len();
    let targets = message["flags"]["lancer"]["attackData"]["targets"].as_array();
    let targets = targets.into_iter().flatten().take(rolls).enumerate();
    targets.map(|(index, target)| at(index, (target["crit"] == true).then_some(Success))).collect()
}

fn pathfinder_one(message: &Value) -> Vec<Evidence> {
    let of_flags = &message["flags"]["pf1"]["metadata"]["rolls"]["attacks"];
    let attacks = of_flags.as_array().or_else(|| message["system"]["rolls"]["attacks"].as_array());
    let attacks = attacks.into_iter().flatten().enumerate();
    attacks
        .filter(|(_, attack)| !attack["attack"].is_null())
        .map(|(index, attack)| Evidence {
            place: format!("attack.{index}"),
            seen: Seen::Success(attack["critConfirm"].is_object()),
        })
        .collect()
}

/// The game knows success, partial success and failure, and no critical.
fn dungeon_world(message: &Value) -> Vec<Evidence> {
    let card = message["content"].as_str().unwrap_or_default();
    if card.contains("class=\"row result ") { vec![at("card.0", None)] } else { Vec::new() }
}

/// Why a verdict may differ from what the table stored.
fn reason(system: &str, message: &Value, judged: &JudgedRoll) -> Option<&'static str> {
    let midi = &message["flags"]["midi-qol"];
    let stored_by_midi = midi["isCritical"] == true && !judged.verdict.is_critical();
    if system == "dnd5e" && stored_by_midi {
        // Helpless targets are hit critically whatever the die shows.
        return Some("critical by the target's condition, not by the die");
    }
    if system == "pf1" && judged.roll.hints.contains_key("static") {
        return Some("a die that was set, not rolled");
    }
    None
}

#[derive(Default)]
struct Tally {
    messages: usize,
    rolls: usize,
    judged: usize,
    criticals: usize,
    agreements: usize,
    disagreements: BTreeMap<&'static str, usize>,
    unexplained: Vec<String>,
}

impl Tally {
    fn compare(&mut self, system: &str, message: &Value, judged: &[JudgedRoll]) {
        let id = message["_id"].as_str().or(message["id"].as_str()).unwrap();
        for Evidence { place, seen } in evidence(system, message) {
            let id = format!("{id}#{place}");
            let Some(judged) = judged.iter().find(|judged| judged.roll.vtt_roll_id == id) else {
                self.unexplained.push(format!("{id} was not read"));
                continue;
            };
            self.judged += 1;
            let found = judged.verdict.outcome;
            let agrees = match seen {
                Seen::Outcome(outcome) => found == outcome,
                Seen::Success(success) => (found == Some(Success)) == success,
            };
            if agrees {
                self.agreements += 1;
            } else if let Some(reason) = reason(system, message, judged) {
                *self.disagreements.entry(reason).or_default() += 1;
            } else {
                self.unexplained.push(format!("{id}: {found:?}, {:?}", judged.roll.roll_type));
            }
        }
    }
}

#[test]
fn our_verdict_is_what_the_table_saw() {
    let Some(folder) = data() else { return };
    let mut tallies = BTreeMap::<String, Tally>::new();
    for (system, message) in messages(&folder) {
        let context = MessageContext::new(system.as_str());
        let text = message.to_string();
        let judged = read_message(&VttKind::Foundry, text.as_bytes(), &context).unwrap();
        let tally = tallies.entry(system.clone()).or_default();
        tally.messages += 1;
        tally.rolls += judged.len();
        tally.criticals += judged.iter().filter(|judged| judged.verdict.is_critical()).count();
        tally.compare(&system, &message, &judged);
    }
    println!("system          messages  rolls stored agree criticals  disagreements");
    for (system, tally) in &tallies {
        let Tally { messages, rolls, judged, criticals, agreements, disagreements, unexplained } =
            tally;
        println!(
            "{system:15} {messages:8} {rolls:6} {judged:6} {agreements:5} {criticals:9}  {disagreements:?}"
        );
        for line in unexplained {
            println!("    unexplained: {line}");
        }
    }
    let unexplained: usize = tallies.values().map(|tally| tally.unexplained.len()).sum();
    assert_eq!(unexplained, 0);
    let agreements: usize = tallies.values().map(|tally| tally.agreements).sum();
    assert!(agreements > 500, "{agreements} agreements: outcomes are not found");
}
