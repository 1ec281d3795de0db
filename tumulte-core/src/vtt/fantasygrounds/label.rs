//! The words in brackets.

use crate::model::{Visibility, parse_real};

/// The most dropped dice of one line: advantage drops one or two.
const MAX_DROPPED: usize = 10;

/// Every text in brackets, in order.
pub(super) fn labels(said: &str) -> impl Iterator<Item = &str> {
    said.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(label, _)| label.trim())
}

/// The roll type in words of dnd5e; of several labels the first that names one.
pub(super) fn roll_type(said: &str) -> Option<&'static str> {
    labels(said).find_map(|label| {
        let word = label.split([' ', ':']).next().unwrap_or_default();
        Some(match word {
            "ATTACK" => "attack",
            "DAMAGE" => "damage",
            "SAVE" => "save",
            "SKILL" => "skill",
            "CHECK" => "ability",
            "INIT" => "initiative",
            "DEATH" => "death",
            "CONCENTRATION" => "concentration",
            "HEAL" => "healing",
            "RECOVERY" => "hitDie",
            "TABLE" => "table",
            _ => return None,
        })
    })
}

/// Rolls in the dice tower are seen by nobody but the game master; `[GM]` are the game master's.
pub(super) fn visibility(said: &str) -> Visibility {
    let is = |word: &str| labels(said).any(|label| label == word);
    if labels(said).any(|label| label.ends_with("TOWER")) {
        Visibility::Blind
    } else if is("GM") {
        Visibility::GmOnly
    } else {
        Visibility::Public
    }
}

/// What the table's words say came out, in the words of hints.
pub(super) fn outcome(said: &str) -> Option<&'static str> {
    labels(said).find_map(|label| {
        Some(match label {
            "CRITICAL HIT" | "CRITICAL SUCCESS" => "criticalSuccess",
            "AUTOMATIC MISS" | "CRITICAL FAILURE" | "CRITICAL MISS" | "FUMBLE" => "criticalFailure",
            "HIT" | "SUCCESS" => "success",
            "MISS" | "FAILURE" => "failure",
            _ => return None,
        })
    })
}

/// The dice that were dropped: `[DROPPED 3]`.
pub(super) fn dropped(said: &str) -> Vec<f64> {
    let numbers = labels(said).filter_map(|label| label.strip_prefix("DROPPED"));
    let numbers = numbers.flat_map(|list| list.split([' ', ',']).filter_map(parse_real));
    numbers.take(MAX_DROPPED).collect()
}

/// The parts of damage by its type: `[TYPE: piercing (1d8+3=7)]` is `1d8+3=7`.
pub(super) fn parts_by_type(said: &str) -> impl Iterator<Item = &str> {
    labels(said)
        .filter(|label| label.starts_with("TYPE:"))
        .filter_map(|label| label.strip_suffix(')')?.rsplit_once('(').map(|(_, part)| part))
}

/// Whether a label stands there.
pub(super) fn has(said: &str, word: &str) -> bool {
    labels(said).any(|label| label == word)
}
