//! What a game master may change, and what it would have changed.

use proptest::prelude::*;
use serde_json::json;
use tumulte_core::{
    model::{Die, HintValue, Roll, Severity},
    systems::{Catalog, JudgeInput, LabelChange, RuleSet, System, judge, preview},
};

fn attack(face: u32) -> JudgeInput {
    JudgeInput { roll_type: Some("attack".to_owned()), ..JudgeInput::new(vec![Die::new(20, face)]) }
}

fn message(rules: &RuleSet) -> String {
    rules.prepare(Catalog::built_in()).unwrap_err().to_string()
}

#[test]
fn an_override_beats_the_default_and_what_the_roll_says() {
    let system = RuleSet::new("dnd5e").with_override("critAt", 18.0);
    let system = system.prepare(Catalog::built_in()).unwrap();
    assert!(system.judge(&attack(18)).is_critical());
    assert!(system.judge(&attack(18).with_option("critAt", 20.0)).is_critical());
    assert!(!system.judge(&attack(17).with_option("critAt", 15.0)).is_critical());
    assert!(!judge("dnd5e", &attack(18)).unwrap().is_critical());
}

#[test]
fn celebrating_naturals_is_an_override_like_any_other() {
    let rules = RuleSet::new("dnd5e").with_override("celebrate", true);
    let skill = JudgeInput { roll_type: Some("skill".to_owned()), ..attack(20) };
    let verdict = rules.prepare(Catalog::built_in()).unwrap().judge(&skill);
    assert_eq!(verdict.severity, Some(Severity::Minor));
}

#[test]
fn a_wrong_override_is_told_with_what_was_meant() {
    let wrong = RuleSet::new("dnd5e").with_override("fumbelAt", 2.0);
    assert!(message(&wrong).starts_with(
        "unknown name `fumbelAt` (did you mean `fumbleAt`?), expected one of celebrate, critAt"
    ));
    let wrong = RuleSet::new("dnd5e").with_override("critAt", "nineteen");
    assert_eq!(message(&wrong), "the option `critAt` is a number, found a text (nineteen)");
    let wrong = RuleSet::new("dnd5e").with_override("xyzzy", 1.0);
    assert!(message(&wrong).starts_with("unknown name `xyzzy`, expected one of"));
}

#[test]
fn a_rule_set_as_text_is_told_where_it_is_wrong() {
    let toml = |text: &str| RuleSet::from_toml(text, Catalog::built_in());
    let json = |text: &str| RuleSet::from_json(text, Catalog::built_in());
    let right = "system = 'pf1'\n[overrides]\ncritAt = 18\n";
    assert_eq!(toml(right).unwrap(), RuleSet::new("pf1").with_override("critAt", 18.0));
    let says = |error: Result<RuleSet, _>, start: &str| {
        let error: tumulte_core::systems::RuleError = error.unwrap_err();
        assert!(error.to_string().starts_with(start), "{error}");
    };
    says(
        toml("system = 'pf1'\n[overrides]\ncirtAt = 18\n"),
        "line 3, column 10: unknown name `cirtAt`",
    );
    says(toml("system = 'pf1'\n[overides]\n"), "line 2, column 2: unknown field `overides`");
    says(
        json("{\"system\":\"pf1\",\n \"overrides\": {\"critAt\": \"x\"}}"),
        "line 2, column 26: the option",
    );
    says(json("{\"system\":\"pf1\",\n}"), "line 2, column 1: trailing comma");
    says(json("{\"system\":7}"), "line 1, column 11: invalid type: integer `7`");
    says(json("[]"), "line 1, column ");
}

#[test]
fn labels_change_places_and_weights_without_losing_one() {
    let swap =
        |label: &str| LabelChange { label: Some(label.to_owned()), ..LabelChange::default() };
    let rules = RuleSet::new("dnd5e").with_label("Critical Hit", swap("Critical Miss")).with_label(
        "Critical Miss",
        LabelChange { severity: Some(Severity::Extreme), ..swap("Critical Hit") },
    );
    let system = rules.prepare(Catalog::built_in()).unwrap();
    assert_eq!(system.judge(&attack(20)).label.as_deref(), Some("Critical Miss"));
    let failed = system.judge(&attack(1));
    assert_eq!(
        (failed.label.as_deref(), failed.severity),
        (Some("Critical Hit"), Some(Severity::Extreme))
    );
    let kept: RuleSet = serde_json::from_str(&serde_json::to_string(&rules).unwrap()).unwrap();
    assert_eq!(kept, rules);
}

#[test]
fn a_wrong_label_is_told_with_its_place() {
    let text = "system = 'dnd5e'\n[labels.'Critical Hat']\noff = true\n";
    let error = RuleSet::from_toml(text, Catalog::built_in()).unwrap_err();
    assert_eq!(error.code(), "rule.unknown_name");
    assert!(error.to_string().contains("did you mean `Critical Hit`?"), "{error}");
    assert_eq!(error.location().map(|place| place.line), Some(2), "{error}");
    let long = LabelChange { label: Some("x".repeat(61)), ..LabelChange::default() };
    let wrong = RuleSet::new("dnd5e").with_label("Critical Hit", long);
    assert_eq!(message(&wrong), "found a label of 61 characters, expected 1 to 60");
}

const HOUSE: &str = "id = 'ours'\nname = 'Ours'\n[rule.defaults]\nluckyAt = 7\n[rule.vars]\n\
    nat = { op = 'face', faces = 20 }\n[[rule.outcomes]]\nwhen = 'nat == luckyAt'\ntype = 'success'\nlabel = 'Lucky'\n";

#[test]
fn a_rule_file_of_ones_own_takes_the_place_of_the_systems() {
    let rules = RuleSet::new("dnd5e").with_rules(HOUSE).with_override("luckyAt", 3.0);
    let kept: RuleSet = serde_json::from_str(&serde_json::to_string(&rules).unwrap()).unwrap();
    assert_eq!(kept, rules);
    let system = kept.prepare(Catalog::built_in()).unwrap();
    assert_eq!(system.judge(&attack(3)).label.as_deref(), Some("Lucky"));
    assert!(!system.judge(&attack(20)).is_critical());
    let wrong = RuleSet::new("dnd5e").with_rules(HOUSE.replace("nat ==", "nta =="));
    assert!(
        message(&wrong).starts_with("line 8, column 9: unknown name `nta` (did you mean `nat`?)")
    );
}

#[test]
fn a_rule_file_may_be_json_with_the_same_words_and_errors() {
    let json = json!({
        "id": "ours", "name": "Ours", "rule": {
            "defaults": {"luckyAt": 7},
            "vars": {"nat": {"op": "face", "faces": 20}, "high": {"op": "count", "ge": "luckyAt"}},
            "outcomes": [{"when": "nat == luckyAt", "type": "success", "label": "Lucky"}],
        },
    });
    let text = serde_json::to_string_pretty(&json).unwrap();
    assert!(System::from_json(&text).unwrap().judge(&attack(7)).is_critical());
    let rules = RuleSet::new("any").with_rules(text.clone());
    assert!(rules.prepare(Catalog::built_in()).unwrap().judge(&attack(7)).is_critical());
    let says = |from: &str, to: &str, start: &str| {
        let error = System::from_json(&text.replace(from, to)).unwrap_err();
        assert!(error.to_string().starts_with(start), "{error}");
    };
    says("nat == luckyAt", "nat = luckyAt", "line 12, column 22: found `=`, expected `==`");
    says("\"face\"", "\"fase\"", "line 22, column 15: unknown operation `fase`");
    says("\"ge\": \"luckyAt\"", "\"ge\": \"luckAt\"", "line 17, column 16: unknown name `luckAt`");
    says("\"rule\"", "\"rules\"", "line 4, column 9: unknown field `rules`");
    says("7", "7,", "line 7, column 5: ");
}

#[test]
fn a_preview_names_the_past_rolls_that_would_change() {
    let (before, after) =
        (RuleSet::new("dnd5e"), RuleSet::new("dnd5e").with_override("critAt", 19.0));
    let (before, after) =
        (before.prepare(Catalog::built_in()).unwrap(), after.prepare(Catalog::built_in()).unwrap());
    let past: Vec<_> = (1..=20).map(attack).collect();
    let changes = preview(&before, &after, &past);
    assert_eq!(changes.iter().map(|change| change.place).collect::<Vec<_>>(), [18]);
    assert_eq!(changes[0].before.label, None);
    assert_eq!(changes[0].after.reason.as_ref().unwrap().values["critAt"], HintValue::from(19.0));
    let roll: Roll = serde_json::from_value(json!({
        "vttRollId": "m#0", "formula": "1d20", "total": 19, "totalCheck": {"status": "agrees"},
        "dice": [{"faces": 20, "result": 19}], "rollType": "attack",
        "speaker": serde_json::to_value(tumulte_core::model::Speaker::default()).unwrap(),
        "visibility": "public", "origin": "message",
    }))
    .unwrap();
    assert_eq!(preview(&before, &after, [&roll]).len(), 1);
    assert!(preview(&before, &before, &past).is_empty());
}

#[test]
fn every_verdict_explains_itself_by_rule_dice_and_threshold() {
    let explain = |system: &str, input: &str| {
        let input = JudgeInput::from_json(input).unwrap();
        judge(system, &input).unwrap().explain(&input.dice).unwrap()
    };
    assert_eq!(
        explain(
            "wod5e",
            r#"{"dice":[{"faces":10,"result":10,"kind":"basic"},{"faces":10,"result":10,"kind":"advanced"}],"target":4}"#
        ),
        "Messy Critical: win and crit and at >= 1 and splat == 'vampire' (as_ = 1, at = 1, bs = 1, bt = 1, \
         crit = yes, splat = vampire, succ = 4, target = 4, win = yes) by die 1 (basic d10 = 10), die 2 (advanced d10 = 10)"
    );
    assert_eq!(
        explain(
            "starwarsffg",
            r#"{"dice":[{"faces":8,"result":1,"kind":"ability"},{"faces":12,"result":12,"kind":"proficiency"}]}"#
        ),
        "Triumph: (tri if triumphs is None else triumphs) >= 1 (tri = 1) by die 2 (proficiency d12 = 12)"
    );
    assert_eq!(
        explain("mythras", r#"{"dice":[{"faces":100,"result":7}],"target":65}"#),
        "Critical Success: roll <= c (c = 7, roll = 7, target = 65) by die 1 (d100 = 7)"
    );
    assert_eq!(
        explain(
            "lancer",
            r#"{"dice":[{"faces":20,"result":11}],"total":14,"message":{"flags":{"lancer":{"attackData":{"targets":[{"crit":true}]}}}}}"#
        ),
        "Critical Hit: not npc and (total >= 20 if stored is None else stored) (npc = no, rollType = attack, \
         stored = yes, total = 14); the table says critical, the total is below 20"
    );
}

proptest! {
    #[test]
    fn no_rule_set_and_no_json_panics(text in "(?s).{0,200}", name in "[a-zA-Z]{0,12}", value in -50i32..50) {
        let _ = System::from_json(&text);
        let _ = RuleSet::from_json(&text, Catalog::built_in());
        let _ = RuleSet::from_toml(&text, Catalog::built_in());
        let rules = RuleSet::new("dnd5e").with_override(name, f64::from(value));
        let _ = rules.prepare(Catalog::built_in());
    }

    #[test]
    fn broken_json_is_told_and_never_panics(cut in 0usize..400, put in "[\\[\\]{}\",:0-9a-z ]{0,3}") {
        let text = r#"{"id":"x","name":"X","rule":{"vars":{"a":{"op":"count","ge":"b + 1"}},"outcomes":[{"when":"a > \"b\""}]}}"#;
        let at = cut.min(text.len());
        let _ = System::from_json(&format!("{}{put}{}", &text[..at], &text[at..]));
    }
}
