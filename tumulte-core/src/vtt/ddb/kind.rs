//! D&D Beyond's words for kinds of rolls, in words of dnd5e.

use crate::model::{Parts, lower_case};

/// What D&D Beyond calls a roll whose damage has a type.
const DAMAGE_TYPES: [&str; 13] = [
    "acid",
    "bludgeoning",
    "cold",
    "fire",
    "force",
    "lightning",
    "necrotic",
    "piercing",
    "poison",
    "psychic",
    "radiant",
    "slashing",
    "thunder",
];

const ABILITIES: [&str; 12] = [
    "str",
    "dex",
    "con",
    "int",
    "wis",
    "cha",
    "strength",
    "dexterity",
    "constitution",
    "intelligence",
    "wisdom",
    "charisma",
];

/// The roll type, from the log's word and what was done: `("check", "Stealth")`.
pub(super) fn roll_type(word: &str, action: &str) -> Option<String> {
    let word = lower_case(word.trim());
    let action = lower_case(action.trim());
    let known = match word.as_str() {
        "" => return None,
        "to hit" => "attack",
        "damage" => "damage",
        "heal" => "healing",
        "save" if action.has("death") => "death",
        "save" => "save",
        "check" | "roll" if action == "initiative" => "initiative",
        "check" if ABILITIES.contains(&action.as_str()) => "ability",
        "check" => "skill",
        _ if DAMAGE_TYPES.contains(&word.as_str()) => "damage",
        other => other,
    };
    Some(known.chars().take(64).collect())
}

#[cfg(test)]
mod tests {
    use super::roll_type;

    #[test]
    fn a_check_is_one_of_a_skill_an_ability_or_initiative() {
        let of = |word, action| roll_type(word, action).unwrap_or_default();
        assert_eq!(of("CHECK", "STEALTH"), "skill");
        assert_eq!(of("check", "dex"), "ability");
        assert_eq!(of("check", "Initiative"), "initiative");
        assert_eq!(of("save", "Death Save"), "death");
        assert_eq!(of("Force", "Eldritch Blast"), "damage");
        assert_eq!(of("recharge", "Breath"), "recharge");
        assert_eq!(roll_type("", "Breath"), None);
    }
}
