//! What kind of roll words mean, and how a game system calls it.

use crate::model::{is_letter, lower_case};

/// A kind of roll that sheets name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Attack,
    Damage,
    Healing,
    Save,
    DeathSave,
    Skill,
    Ability,
    Perception,
    Initiative,
    HitDie,
    Table,
}

const DAMAGE: &str = "damage damages dmg dégâts schaden daño danni";

const HEALING: &str = "heal heals healing soins heilung";

const SAVE: &str = "save saves saving savingthrow sauvegarde rettungswurf salvación salvezza";

const ATTACK: &str = "attack attacks atk strike accuracy tohit attaque angriff ataque attacco";

const SKILL: &str = "acrobatics arcana athletics deception history insight intimidation \
    investigation medicine nature performance persuasion religion stealth survival thievery crafting \
    diplomacy occultism society acrobaties athlétisme discrétion";

const ABILITY: &str = "strength dexterity constitution intelligence wisdom charisma force dextérité \
    sagesse charisme stärke geschicklichkeit weisheit";

const CHECK: &str = "skill check compétence fertigkeit";

/// The kind words speak of; none where they speak of none.
pub(super) fn kind(words: &str) -> Option<Kind> {
    let lower = lower_case(words);
    // Names of fields run words together: `strength_save`, `roll01-attack`, `dmg1`.
    let list: Vec<&str> =
        lower.split(|c: char| !is_letter(c)).filter(|word| !word.is_empty()).take(64).collect();
    let has = |names: &str| list.iter().any(|word| names.split(' ').any(|name| name == *word));
    let follows = |first: &str, second: &str| {
        list.windows(2).any(|pair| {
            matches!(pair, [a, b] if *a == first && second.split(' ').any(|name| name == *b))
        })
    };
    if follows("death", "save saves saving") || follows("la", "mort") || has("todesrettungswurf") {
        Some(Kind::DeathSave)
    } else if has("init initiative") {
        Some(Kind::Initiative)
    } else if follows("hit", "die dice point points") {
        Some(Kind::HitDie)
    } else if has(DAMAGE) {
        Some(Kind::Damage)
    } else if has(HEALING) {
        Some(Kind::Healing)
    } else if has(SAVE) {
        Some(Kind::Save)
    } else if has(ATTACK) || follows("to", "hit") {
        Some(Kind::Attack)
    } else if has("perception wahrnehmung") {
        Some(Kind::Perception)
    } else if has(SKILL) || follows("sleight", "of") || follows("animal", "handling") {
        Some(Kind::Skill)
    } else if has(ABILITY) {
        Some(Kind::Ability)
    } else {
        has(CHECK).then_some(Kind::Skill)
    }
}

impl Kind {
    /// The word for it in the game system of that id.
    pub(super) fn word(self, system: &str) -> &'static str {
        let is_second_edition = matches!(system, "pf2e" | "sf2e" | "starfinder2e");
        match self {
            Self::Attack if is_second_edition => "attack-roll",
            Self::Damage if is_second_edition => "damage-roll",
            Self::Save if is_second_edition => "saving-throw",
            Self::Skill | Self::Ability if is_second_edition => "skill-check",
            Self::Perception if is_second_edition => "perception-check",
            Self::Attack => "attack",
            Self::Damage => "damage",
            Self::Healing => "healing",
            Self::Save => "save",
            Self::DeathSave => "death",
            Self::Skill | Self::Perception => "skill",
            Self::Ability => "ability",
            Self::Initiative => "initiative",
            Self::HitDie => "hitDie",
            Self::Table => "table",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_the_kind() {
        let of = |words| kind(words);
        assert_eq!(of("strength_save"), Some(Kind::Save));
        assert_eq!(of("DEATH SAVE"), Some(Kind::DeathSave));
        assert_eq!(of("INITIATIVE (3)"), Some(Kind::Initiative));
        assert_eq!(of("Attack Damage"), Some(Kind::Damage));
        assert_eq!(of("Bow (Weapon Attack)"), Some(Kind::Attack));
        assert_eq!(of("to hit"), Some(Kind::Attack));
        assert_eq!(of("Hit Dice"), Some(Kind::HitDie));
        assert_eq!(of("Strength check"), Some(Kind::Ability));
        assert_eq!(of("Dexterity (Stealth)"), Some(Kind::Skill));
        assert_eq!(of("Sleight of Hand"), Some(Kind::Skill));
        assert_eq!(of("dmg1"), Some(Kind::Damage));
        assert_eq!(of("Jet de sauvegarde contre la mort"), Some(Kind::DeathSave));
    }

    #[test]
    fn other_words_tell_nothing() {
        for words in ["", "Fireball", "Hit the road", "Deathly hallows", "42"] {
            assert_eq!(kind(words), None, "{words}");
        }
    }

    #[test]
    fn systems_have_their_own_words() {
        assert_eq!(Kind::Attack.word("pf2e"), "attack-roll");
        assert_eq!(Kind::Attack.word("dnd5e"), "attack");
    }
}
