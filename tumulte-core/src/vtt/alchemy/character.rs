//! A character of Alchemy's import format.

use serde_json::Value;

use super::attack::{THRESHOLDS, gauge, thresholds, trackers};
use crate::{
    model::{Character, CharacterKind, InventoryItem, Stats, gathered},
    vtt::{
        RawMessage, VttError,
        field::{id, items, number, text},
        opened::{content_id, open},
    },
};

/// Fields of the import that `stats` takes as they are.
const STATS: [&str; 13] = [
    "armorClass",
    "armorType",
    "proficiencyBonus",
    "initiativeBonus",
    "speed",
    "movementModes",
    "senses",
    "classes",
    "skills",
    "proficiencies",
    "spellSlots",
    "spellcastingAbility",
    "challengeRating",
];

/// Reads one character.
///
/// | in the character | from the import |
/// |---|---|
/// | `stats.hp` | `{"value": currentHp, "max": maxHp}` |
/// | `stats["abilities.dex"]` | `abilityScores`, by name |
/// | `stats["trackers.Luck"]` | `trackers`, by name: `{"value", "max"}` |
/// | `stats["criticalThresholds.Rapier"]` | the `crit` of each attack, by the attack's name |
/// | `stats[…]` | armour class, classes, skills, senses and the like, as they are |
/// | `inventory` | `items`, and the items of `itemsWithActions` |
/// | `metadata` | every other field |
///
/// The format has no id: it is made from the name, so that a character imported again is the same.
/// What says it is one, or has a challenge rating, is no player character.
///
/// # Errors
///
/// `vtt.malformed` for what is no character with a name; `vtt.oversized`, `vtt.too_deep`.
///
/// ```
/// use tumulte_core::{model::CharacterKind, vtt::alchemy::read_character};
///
/// let mira = read_character(r#"{"name": "Mira", "isNPC": false, "currentHp": 9, "maxHp": 12,
///     "abilityScores": [{"name": "dex", "value": 16}]}"#)?;
/// assert_eq!(mira.character_type, CharacterKind::Pc);
/// assert_eq!(mira.stats.number("abilities.dex"), Some(16.into()));
/// # Ok::<(), tumulte_core::vtt::VttError>(())
/// ```
pub fn read_character<'a>(raw: impl Into<RawMessage<'a>>) -> Result<Character, VttError> {
    let opened = open(raw.into(), "a character of Alchemy", is_character)?;
    let value = match opened.value.get("character") {
        Some(inner @ Value::Object(_)) => inner,
        _ => &*opened.value,
    };
    let name = value.get("name").and_then(text).unwrap_or_default();
    let character_id = value.get("id").or_else(|| value.get("_id")).and_then(id);
    Ok(Character {
        vtt_character_id: character_id.unwrap_or_else(|| content_id([name], 0)),
        name: name.to_owned(),
        avatar_url: value.get("imageUri").and_then(text).map(str::to_owned),
        character_type: kind(value),
        stats: stats(value),
        conditions: Vec::new(),
        inventory: inventory(value),
        metadata: metadata(value),
    })
}

/// Whether this is a character: it has a name and abilities, hit points or trackers.
pub(super) fn is_character(value: &Value) -> bool {
    let is = |value: &Value| {
        value.get("name").and_then(text).is_some()
            && ["abilityScores", "maxHp", "trackers", "isNPC", "armorClass"]
                .iter()
                .any(|name| value.get(*name).is_some())
    };
    is(value) || value.get("character").is_some_and(is)
}

fn kind(value: &Value) -> CharacterKind {
    let is_npc = value.get("isNPC").and_then(Value::as_bool);
    let is_monster = value.get("challengeRating").is_some();
    if is_npc.unwrap_or(is_monster) { CharacterKind::Npc } else { CharacterKind::Pc }
}

fn stats(value: &Value) -> Stats {
    let mut stats = Stats::default();
    let amount = |name: &str| value.get(name).filter(|value| number(value).is_some());
    if let (Some(current), max) = (amount("currentHp"), amount("maxHp")) {
        stats.insert("hp", gauge(Some(current), max).into());
    }
    let abilities = value.get("abilityScores").map(items).unwrap_or_default();
    let abilities = abilities.into_iter().filter_map(|score| {
        Some((text(score.get("name")?)?.to_owned(), score.get("value")?.clone()))
    });
    let named = [
        ("abilities", gathered(abilities)),
        ("trackers", trackers(value)),
        (THRESHOLDS, thresholds(value)),
    ];
    for (group, found) in named {
        for (name, stat) in found {
            stats.insert(format!("{group}.{name}"), stat.into());
        }
    }
    for name in STATS {
        if let Some(field) = value.get(name).filter(|field| !field.is_null()) {
            stats.insert(name, field.clone().into());
        }
    }
    stats
}

fn inventory(value: &Value) -> Vec<InventoryItem> {
    let list = |name: &str| value.get(name).map(items).unwrap_or_default();
    let with_actions = list("itemsWithActions").into_iter().filter_map(|item| item.get("item"));
    let all = list("items").into_iter().chain(with_actions);
    all.map(|item| InventoryItem::from(item.clone())).collect()
}

/// Everything that has no place of its own, so that nothing is lost.
fn metadata(value: &Value) -> Value {
    const PLACED: [&str; 10] = [
        "name",
        "id",
        "_id",
        "imageUri",
        "isNPC",
        "currentHp",
        "maxHp",
        "abilityScores",
        "trackers",
        "items",
    ];
    let Value::Object(fields) = value else { return Value::Null };
    let left = fields
        .iter()
        .filter(|(name, _)| !PLACED.contains(&name.as_str()) && !STATS.contains(&name.as_str()));
    Value::Object(gathered(left.map(|(name, value)| (name.clone(), value.clone()))))
}
