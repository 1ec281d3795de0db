//! Attacks and trackers of a character.

use serde_json::{Map, Value, json};

use crate::{
    model::Character,
    vtt::field::{items, number, text},
};

/// The critical threshold of a character's attack, by the attack's name in any case.
///
/// It is `stats.criticalThresholds` of what [`read_character`](super::read_character) made.
#[must_use]
pub fn critical_threshold(character: &Character, attack: &str) -> Option<f64> {
    let thresholds = character.stats.get("criticalThresholds")?.as_object()?;
    let found = thresholds.iter().find(|(name, _)| name.trim().eq_ignore_ascii_case(attack.trim()));
    number(found?.1)
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
                thresholds.insert(name.to_owned(), json!(crate::model::Number::new(crit)));
            }
        }
    }
    thresholds
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
        Some((name, json!({"value": tracker.get("value"), "max": tracker.get("max")})))
    });
    named.collect()
}
