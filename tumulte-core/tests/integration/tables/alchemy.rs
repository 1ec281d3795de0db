//! Characters of Alchemy's import format.

use serde_json::json;
use tumulte_core::{
    model::{Character, CharacterKind},
    vtt::{
        VttError,
        alchemy::{critical_threshold, read_character},
    },
};

fn odalys() -> Character {
    let attack = |name: &str, crit: i64| json!({"name": name, "steps": [{"type": "custom-attack", "attack": {"name": name, "crit": crit}}]});
    read_character(&json!({
        "name": "Odalys", "isNPC": false, "imageUri": "https://example.invalid/odalys.webp",
        "currentHp": 17, "maxHp": 24, "armorClass": 15, "race": "Merfolk",
        "abilityScores": [{"name": "str", "value": 16}, {"name": "dex", "value": 12}],
        "trackers": [{"name": "Tide", "type": "Bar", "value": 2, "max": 3, "color": "Blue"}],
        "actions": [attack("Lantern Pike", 19), attack("Tidebow", 20)],
        "items": [{"name": "Rope", "quantity": 2}],
        "itemsWithActions": [{"item": {"name": "Tidebow"}, "actions": [attack("Tidebow", 18)]}],
    }))
    .unwrap()
}

#[test]
fn a_character_has_its_numbers_where_they_are_looked_for() {
    let odalys = odalys();
    assert_eq!(odalys.character_type, CharacterKind::Pc);
    assert_eq!(odalys.avatar_url.as_deref(), Some("https://example.invalid/odalys.webp"));
    assert_eq!(
        serde_json::to_value(&odalys.stats).unwrap(),
        json!({
            "hp": {"value": 17, "max": 24}, "armorClass": 15,
            "abilities.str": 16, "abilities.dex": 12, "trackers.Tide": {"value": 2, "max": 3},
            "criticalThresholds.Lantern Pike": 19, "criticalThresholds.Tidebow": 18,
        })
    );
    let carried = odalys.inventory.iter().map(|item| (item.name.as_str(), item.quantity.value()));
    assert_eq!(carried.collect::<Vec<_>>(), [("Rope", 2.0), ("Tidebow", 1.0)]);
    assert_eq!(odalys.metadata["race"], "Merfolk");
}

#[test]
fn the_lowest_threshold_of_an_attack_counts_whatever_the_case_of_its_name() {
    assert_eq!(critical_threshold(&odalys(), "lantern pike"), Some(19.0));
    assert_eq!(critical_threshold(&odalys(), "Tidebow"), Some(18.0));
    assert_eq!(critical_threshold(&odalys(), "Net"), None);
}

#[test]
fn a_character_imported_again_is_the_same() {
    let again = read_character(r#"{"name": "Odalys", "maxHp": 30}"#).unwrap();
    assert_eq!(again.vtt_character_id, odalys().vtt_character_id);
    let other = read_character(r#"{"name": "Brine", "maxHp": 30}"#).unwrap();
    assert_ne!(again.vtt_character_id, other.vtt_character_id);
}

#[test]
fn what_has_a_challenge_rating_is_nobodys_character() {
    let eel = read_character(r#"{"name": "Eel", "challengeRating": "1/4"  , "maxHp": 4}"#).unwrap();
    assert_eq!(eel.character_type, CharacterKind::Npc);
}

#[test]
fn what_is_no_character_is_refused() {
    for raw in ["{}", "[]", "7", "{\"name\": \"Odalys\"}", "{\"maxHp\": 3}", "{"] {
        assert_eq!(
            read_character(raw).as_ref().map_err(VttError::code).err(),
            Some("vtt.malformed")
        );
    }
}
