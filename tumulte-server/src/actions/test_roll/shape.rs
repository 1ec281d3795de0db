//! A chat message as Foundry stores it, with dice and facts where a game system keeps them.
#![expect(
    clippy::indexing_slicing,
    reason = "a JSON object is indexed by name, which adds what is missing"
)]

use std::fmt::Write as _;

use serde_json::{Value, json};
use tumulte_core::{
    model::{Die, HintValue, MessageTables, Outcome, SystemId},
    systems::JudgeInput,
};

/// Who sends it, as Foundry knows users.
pub(super) const AUTHOR: &str = "tumulteTestGmAAA";

/// A message with the facts that most systems look for.
pub(super) fn usual(system: &SystemId, input: &JudgeInput, wanted: Option<Outcome>) -> Value {
    let outcome = match wanted {
        Some(Outcome::Success) => "criticalSuccess",
        Some(Outcome::Failure) => "criticalFailure",
        None => "success",
    };
    let mut made = Made::new(&MessageTables::new(), input);
    made.roll["options"] = json!({ "rollType": "attack" });
    made.message["flags"] = json!({ system.as_str(): { "roll": { "type": "attack" },
        "context": { "type": "attack-roll", "outcome": outcome } } });
    made.into_message()
}

/// A message in the making, and its one roll.
pub(super) struct Made {
    pub(super) message: Value,
    pub(super) roll: Value,
}

impl Made {
    pub(super) fn new(tables: &MessageTables, input: &JudgeInput) -> Self {
        let mut terms = Vec::new();
        let mut formula = String::new();
        for dice in input.dice.chunk_by(is_one_term) {
            if !terms.is_empty() {
                terms.push(operator("+"));
                formula.push_str(" + ");
            }
            let term = term(tables, dice);
            let _infallible = write!(formula, "{}d{}", dice.len(), term["faces"]);
            terms.push(term);
        }
        let counted = |die: &&Die| die.active;
        let shown = input.dice.iter().filter(counted);
        let sum: f64 = shown.map(|die| die.count.unwrap_or(die.result).value()).sum();
        let total = input.total.map_or(sum, tumulte_core::model::Number::value);
        let rest = total - sum;
        if rest != 0.0 {
            let sign = if rest < 0.0 { "-" } else { "+" };
            let _infallible = write!(formula, " {sign} {}", rest.abs());
            terms.push(operator(sign));
            terms.push(json!({ "class": "NumericTerm", "options": {}, "evaluated": true, "number": number(rest.abs()) }));
        }
        let total = number(total);
        let message = json!({
            "_id": "tumulteTestRollA", "type": "base", "style": 0, "author": AUTHOR, "content": total.to_string(),
            "blind": false, "system": {}, "flags": {},
        });
        let roll = json!({
            "class": "Roll", "options": {}, "dice": [], "formula": formula, "total": total,
            "evaluated": true, "terms": terms,
        });
        Self { message, roll }
    }

    pub(super) fn into_message(mut self) -> Value {
        self.message["rolls"] = json!([self.roll.to_string()]);
        self.message
    }
}

fn operator(sign: &str) -> Value {
    json!({ "class": "OperatorTerm", "options": {}, "evaluated": false, "operator": sign })
}

/// A number as people write it: whole where it is.
fn number(value: f64) -> Value {
    json!(HintValue::from(value))
}

fn is_one_term(one: &Die, other: &Die) -> bool {
    (one.faces, &one.kind, one.term) == (other.faces, &other.kind, other.term)
}

/// Dice of one kind, of the class that the system's own dice of it have.
fn term(tables: &MessageTables, dice: &[Die]) -> Value {
    let (faces, kind) = dice.first().map_or((20, None), |die| (die.faces, die.kind.as_deref()));
    let mut options = json!({});
    let named = |key: &&String| match key.strip_prefix('d').map(str::parse::<u32>) {
        Some(Ok(size)) => size == faces,
        _ => true,
    };
    let of_kind = tables.kinds.iter().filter(|(_, meant)| meant.as_str() == kind.unwrap_or(""));
    let key = of_kind.map(|(key, _)| key).find(named).map(String::as_str);
    let class = match (key, kind) {
        (Some(key), _) if key.starts_with('[') => {
            options["flavor"] = key.trim_matches(['[', ']']).into();
            "Die".to_owned()
        }
        (Some(key), _) if key.strip_prefix('d').is_some_and(|size| size.parse::<u32>().is_ok()) => {
            "Die".to_owned()
        }
        (Some(class), _) => class.to_owned(),
        (None, None) => "Die".to_owned(),
        (None, Some("coin")) => "Coin".to_owned(),
        (None, Some("tens")) => "CoC7DecaderDie".to_owned(),
        (None, Some(kind)) => {
            let mut letters = kind.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).chain("Die".chars()).collect()
        }
    };
    let results: Vec<Value> = dice.iter().map(result).collect();
    json!({
        "class": class, "options": options, "evaluated": true, "number": dice.len(),
        "faces": faces, "modifiers": [], "results": results,
    })
}

fn result(die: &Die) -> Value {
    let mut result = json!({ "result": die.result, "active": die.active });
    let marks =
        [("discarded", die.discarded), ("rerolled", die.rerolled), ("exploded", die.exploded)];
    for (name, _) in marks.into_iter().filter(|mark| mark.1) {
        result[name] = true.into();
    }
    if let Some(success) = die.success {
        result["success"] = success.into();
    }
    if let Some(count) = die.count.or(die.value) {
        result["count"] = json!(count);
    }
    result
}
