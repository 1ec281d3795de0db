//! Attacks and trackers of a character.

use serde_json::{Map, Value, json};

use crate::{
    model::{Character, Number, gathered},
    vtt::field::{items, number, text},
};

/// What the names of thresholds begin with.
pub(super) const THRESHOLDS: &str = "criticalThresholds";

/// The critical threshold of a character's attack, by the attack's name in any case.
///
/// It is one of the `stats` of what [`read_character`](super::read_character) made.
#[must_use]
pub fn critical_threshold(character: &Character, attack: &str) -> Option<f64> {
    let mut stats = character.stats.iter();
    stats.find_map(|(name, stat)| {
        let name = name.strip_prefix(THRESHOLDS)?.strip_prefix('.')?.trim();
        name.eq_ignore_ascii_case(attack.trim()).then(|| stat.number())?.map(Number::value)
    })
}

/// The threshold of each attack by its name; of several steps the lowest.
pub(super) fn thresholds(character: &Value) -> Map<String, Value> {
    let mut thresholds: Map<String, Value> = Map::new();
    for action in actions(character) {
        for step in action.get("steps").map(items).unwrap_or_default() {
            let Some(attack) = step.get("attack") else { continue };
            let name = attack.get("name").or_else(|| action.get("name")).and_then(text);
            let (Some(name), Some(crit)) = (name, attack.get("crit").and_then(number)) else {
                continue;
            };
            let before = thresholds.get(name).and_then(number);
            if before.is_none_or(|before| crit < before) {
                thresholds.insert(name.to_owned(), json!(Number::new(crit)));
            }
        }
    }
    thresholds
}

/// A value out of a most; what is missing is null.
pub(super) fn gauge(value: Option<&Value>, max: Option<&Value>) -> Value {
    let fields = [("value", value), ("max", max)];
    let named = fields.map(|(name, found)| (name.to_owned(), found.cloned().unwrap_or_default()));
    Value::Object(gathered(named))
}

/// The character's own actions, and those of its belongings.
fn actions(character: &Value) -> impl Iterator<Item = &Value> {
    fn list(owner: &Value) -> Vec<&Value> {
        owner.get("actions").map(items).unwrap_or_default()
    }
    let belongings = character.get("itemsWithActions").map(items).unwrap_or_default();
    list(character).into_iter().chain(belongings.into_iter().flat_map(list))
}

/// Trackers by name.
pub(super) fn trackers(character: &Value) -> Map<String, Value> {
    let trackers = character.get("trackers").map(items).unwrap_or_default();
    let named = trackers.into_iter().filter_map(|tracker| {
        let name = text(tracker.get("name")?)?.to_owned();
        Some((name, gauge(tracker.get("value"), tracker.get("max"))))
    });
    gathered(named)
}
