//! The parts that Alchemy's import format is made of, which people also share alone.

use serde_json::Value;

use super::character::is_character;

/// The fields by which each type of the documented schema is known, some of which are optional there.
const SIGNATURES: [&[&str]; 21] = [
    &["name", "value"],
    &["name", "steps"],
    &["type", "attack"],
    &["type", "skillCheck"],
    &["type", "journalCommand"],
    &["actionType", "crit"],
    &["name", "crit"],
    &["dice", "type"],
    &["command", "args"],
    &["skillName", "rollModifier"],
    &["damageType"],
    &["class", "level"],
    &["item"],
    &["distance", "mode"],
    &["distance", "name"],
    &["name", "type"],
    &["abilityName"],
    &["castingTime"],
    &["max", "remaining"],
    &["title"],
    &["type", "applyAtLevels"],
];

/// Whether this is a character, or a part of one: an action, an item, a spell, a tracker. The
/// documentation's own examples stand in `value` beside the `section` they are from.
pub(super) fn is_part(value: &Value) -> bool {
    if let (Some(Value::String(_)), Some(example @ Value::Object(_))) =
        (value.get("section"), value.get("value"))
    {
        return is_part(example);
    }
    let has = |fields: &&[&str]| fields.iter().all(|field| value.get(field).is_some());
    is_character(value) || SIGNATURES.iter().any(has)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parts_are_known_by_their_fields() {
        for part in [
            json!({"name": "Luck", "value": 2, "max": 3}),
            json!({"name": "Stab", "sortOrder": 1, "steps": []}),
            json!({"item": {"name": "Rope"}, "actions": []}),
            json!({"section": "Sense", "value": {"distance": 60, "name": "Darkvision"}}),
        ] {
            assert!(is_part(&part), "{part}");
        }
    }

    #[test]
    fn what_only_has_a_name_is_none() {
        for other in [json!({"name": "Odalys"}), json!([]), json!({"section": "Sense", "value": 7})]
        {
            assert!(!is_part(&other), "{other}");
        }
    }
}
