//! What holds for every rule: reasons, gates, odd input, wrong files.

use proptest::prelude::*;
use serde_json::{Value, json};
use tumulte_core::{
    model::{Die, HintValue, Roll, Severity},
    systems::{Catalog, JudgeInput, System, judge},
};

fn roll(roll_type: Option<&str>, hints: &Value) -> Roll {
    serde_json::from_value(json!({
        "vttRollId": "m#0", "formula": "1d20", "total": 20, "totalCheck": {"status": "agrees"},
        "dice": [{"faces": 20, "result": 20}], "rollType": roll_type, "hints": hints,
        "speaker": serde_json::to_value(tumulte_core::model::Speaker::default()).unwrap(),
        "visibility": "public", "origin": "message",
    }))
    .unwrap()
}

#[test]
fn a_roll_without_type_is_no_attack_but_the_fallback_judges_it() {
    let untyped = JudgeInput::from_roll(&roll(None, &json!({})));
    assert!(!judge("dnd5e", &untyped).unwrap().is_critical());
    assert!(judge("some-homebrew", &untyped).unwrap().is_critical());
    let attack = JudgeInput::from_roll(&roll(Some("attack"), &json!({})));
    assert_eq!(judge("dnd5e", &attack).unwrap().label.as_deref(), Some("Critical Hit"));
}

#[test]
fn what_foundry_says_of_a_message_holds_for_every_system() {
    let found = |system: &str, core: &Value, more: &Value| {
        let message =
            json!({"flags": {"core": core}, "rolls": [{"class": "Roll", "options": more}]});
        let input = JudgeInput {
            message: Some(message),
            total: Some(20.into()),
            ..JudgeInput::new(vec![Die::new(20, 20)])
        };
        judge(system, &input).unwrap().label
    };
    let table = json!({"RollTable": "table0000000001"});
    for system in ["_generic", "swade", "ose", "symbaroum"] {
        assert_eq!(found(system, &table, &json!({})), None, "{system}");
        assert!(found(system, &json!({}), &json!({})).is_some(), "{system}");
    }
    assert_eq!(found("_generic", &json!({"initiativeRoll": true}), &json!({})), None);
    assert!(found("_generic", &json!({"initiativeRoll": false}), &json!({})).is_some());
}

#[test]
fn damage_is_damage_however_the_table_writes_it() {
    for roll_type in ["damage", "Damage", "DAMAGE"] {
        let input = JudgeInput::from_roll(&roll(Some(roll_type), &json!({})));
        assert!(!judge("ose", &input).unwrap().is_critical());
    }
}

#[test]
fn an_option_that_says_nothing_is_no_option() {
    let input = |splat: &str| {
        let text = format!(
            r#"{{"dice":[{{"faces":10,"result":1,"kind":"advanced"}}],"options":{{"splat":"{splat}"}}}}"#
        );
        JudgeInput::from_json(&text).unwrap()
    };
    let label = |splat| judge("wod5e", &input(splat)).unwrap().label;
    assert_eq!(label("").as_deref(), Some("Bestial Failure"));
    assert_eq!(label("vampire").as_deref(), Some("Bestial Failure"));
    assert_eq!(label("mortal"), None);
}

#[test]
fn hints_of_a_roll_are_options_target_and_type() {
    let hints = json!({"target": "10", "rollType": "skill-check"});
    let verdict = judge("pf2e", &JudgeInput::from_roll(&roll(None, &hints))).unwrap();
    assert_eq!(verdict.label.as_deref(), Some("Critical Success"));
}

#[test]
fn a_fork_is_judged_by_its_parent_under_its_own_flags() {
    let input = JudgeInput {
        message: Some(json!({"flags": {"sw5e": {"roll": {"type": "attack"}}}})),
        ..JudgeInput::new(vec![Die::new(20, 20)])
    };
    assert!(judge("sw5e", &input).unwrap().is_critical());
    assert!(!judge("dnd5e", &input).unwrap().is_critical());
}

#[test]
fn systems_are_found_by_id_alias_and_regardless_of_case() {
    let id = |name: &str| Catalog::built_in().resolve(&name.into()).id().to_string();
    assert_eq!(id("dnd5e"), "dnd5e");
    assert_eq!(id("sw5e"), "dnd5e");
    assert_eq!(id("COC7"), "CoC7");
    assert_eq!(id("never-heard-of"), "_generic");
    assert_eq!(id("VTM5E"), "wod5e");
    assert_eq!(id(""), "_generic");
    assert!(Catalog::built_in().get(&"never-heard-of".into()).is_none());
}

#[test]
fn a_reason_names_test_values_and_dice() {
    let mut dice = vec![Die::new(20, 3), Die::new(20, 20), Die::new(4, 4)];
    dice[0].active = false;
    let input =
        JudgeInput { total: Some(33.into()), target: Some(20.into()), ..JudgeInput::new(dice) };
    let verdict = judge("pf2e", &input).unwrap();
    let reason = verdict.reason.clone().unwrap();
    assert_eq!((reason.system.as_str(), reason.when.as_str()), ("pf2e", "isCheck and deg == 3"));
    assert_eq!(reason.dice, [1, 2]);
    assert_eq!(reason.values["margin"], HintValue::from(13.0));
    assert_eq!(reason.values["target"], HintValue::from(20.0));
    assert_eq!(verdict.severity, Some(Severity::Major));
    assert!(verdict.explain(&input.dice).unwrap().ends_with("by die 2 (d20 = 20), die 3 (d4 = 4)"));
}

#[test]
fn no_critical_has_neither_severity_nor_reason() {
    let verdict = judge("dnd5e", &JudgeInput::new(vec![Die::new(20, 10)])).unwrap();
    assert_eq!(
        serde_json::to_value(verdict).unwrap(),
        json!({"type": null, "label": null, "severity": null})
    );
}

#[test]
fn odd_input_is_refused_with_a_code_or_tolerated_as_documented() {
    let code = |text: &str| JudgeInput::from_json(text).unwrap_err().code();
    assert_eq!(code("{}"), "systems.malformed_input");
    assert_eq!(code(r#"{"dice":[],"options":{"a":[]}}"#), "systems.malformed_input");
    let tolerated =
        r#"{"dice":[],"options":{"a":null},"expect":{},"note":"","target":null,"more":1}"#;
    assert!(JudgeInput::from_json(tolerated).is_ok());
    assert!(JudgeInput::from_json(r#"{"dice":[],"options":null}"#).is_ok());
    let many = JudgeInput::new(vec![Die::new(6, 1); 10_001]);
    assert_eq!(judge("dnd5e", &many).unwrap_err().code(), "systems.too_many_dice");
}

fn wrong(rule: &str) -> (String, String) {
    let error = System::from_toml(&format!("id = 'x'\nname = 'X'\n{rule}")).unwrap_err();
    (error.code().to_owned(), error.to_string())
}

#[test]
fn a_wrong_file_is_told_where_and_what_was_expected() {
    let says = |rule: &str, code: &str, start: &str| {
        let (found, message) = wrong(rule);
        assert!(found == code && message.starts_with(start), "{found}: {message}");
    };
    says("[rule", "rule.syntax", "line 3, column 6: ");
    says(
        "[[rule.outcomes]]\nwhne = 'x'",
        "rule.syntax",
        "line 4, column 1: unknown field `whne`, expected one of `when`",
    );
    says(
        "[[rule.outcomes]]\nwhen = 'x'\ntype = 'triumph'",
        "rule.syntax",
        "line 5, column 8: unknown variant `triumph`",
    );
    says(
        "[[rule.outcomes]]\nwhen = \"total >=\"",
        "rule.expression",
        "line 4, column 17: found the end, expected a value",
    );
    says(
        "[[rule.outcomes]]\nwhen = 'totl > 3'",
        "rule.unknown_name",
        "line 4, column 9: unknown name `totl`",
    );
    says(
        "[rule.vars]\na = { op = 'fase' }",
        "rule.operation",
        "line 4, column 12: unknown operation `fase`",
    );
    says(
        "[rule.vars]\na = { op = 'count' }",
        "rule.operation",
        "line 4, column 12: operation `count` needs",
    );
    says(
        "[rule.vars]\na = { op = 'n', ge = 3 }",
        "rule.operation",
        "line 4, column 12: operation `n` has no use for",
    );
    says("[rule.vars]\ntotal = { op = 'n' }", "rule.reserved_name", "line 4, column 9: `total`");
    says("[rule.defaults]\nmax = 3", "rule.reserved_name", "line 4, column 7: `max`");
    says(
        "[rule.vars]\na = { op = 'expr', of = 'b' }\nb = { op = 'expr', of = 'a' }",
        "rule.cycle",
        "line 4, column 5: the variable `a` needs itself",
    );
    says(
        "[rule.symbols.x]\nsix = { hit = 1 }\n",
        "rule.syntax",
        "line 4, column 7: found face `six`, expected a whole number",
    );
    says(&"#".repeat(300_000), "rule.too_large", "found 3000");
}

fn any_die() -> impl Strategy<Value = Value> {
    let kinds = proptest::sample::select(vec![None, Some("tens"), Some("units"), Some("fate")]);
    let faces = proptest::sample::select(vec![0u32, 4, 6, 10, 20, 100, u32::MAX]);
    (faces, any::<f64>(), kinds, any::<bool>(), proptest::option::of(-5i32..120)).prop_map(
        |(faces, result, kind, active, value)| {
            let result = if result.is_finite() { result } else { 1.0 };
            json!({"faces": faces, "result": result, "kind": kind, "active": active, "value": value})
        },
    )
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        (-200i32..200).prop_map(Value::from),
        "[ -~]{0,8}".prop_map(Value::from),
        Just(Value::Null),
    ]
}

proptest! {
    #[test]
    fn judging_never_panics_and_is_repeatable(
        dice in proptest::collection::vec(any_die(), 0..8),
        total in proptest::option::of(any::<f64>().prop_filter("finite", |n| n.is_finite())),
        target in proptest::option::of(-50i32..150),
        options in proptest::collection::btree_map(proptest::sample::select(vec![
            "critAt", "fumbleAt", "bonus", "penalty", "pool", "outcome", "degree", "level", "rollType",
            "celebrate", "difficulty", "malfunction", "luckSpent", "unadjustedOutcome", "target",
        ]), any_value(), 0..6),
    ) {
        let input = json!({"dice": dice, "total": total, "target": target, "options": options});
        let input: JudgeInput = serde_json::from_value(input).unwrap();
        for system in Catalog::built_in().iter() {
            let verdict = system.judge(&input);
            prop_assert_eq!(&verdict, &system.judge(&input));
            prop_assert!(!verdict.is_critical() || verdict.reason.is_some());
            prop_assert_eq!(verdict.explain(&input.dice).is_some(), verdict.reason.is_some());
        }
    }

    #[test]
    fn inactive_dice_change_nothing(
        dice in proptest::collection::vec((1u32..=20, any::<bool>()), 1..5),
        roll_type in proptest::sample::select(vec!["attack", "death", "skill"]),
    ) {
        let make = |keep_all: bool| JudgeInput {
            dice: dice.iter().filter(|(_, active)| keep_all || *active).map(|(face, active)| {
                let mut die = Die::new(20, *face);
                die.active = *active;
                die
            }).collect(),
            roll_type: Some(roll_type.to_owned()),
            ..JudgeInput::default()
        };
        for system in Catalog::built_in().iter() {
            let (all, kept) = (system.judge(&make(true)), system.judge(&make(false)));
            prop_assert_eq!((all.outcome, all.label), (kept.outcome, kept.label));
        }
    }

    #[test]
    fn no_rule_file_panics(text in "(?s).{0,200}", when in "[ -~]{0,40}") {
        let _ = System::from_toml(&text);
        let _ = System::from_toml(&format!("id='x'\nname='X'\n[[rule.outcomes]]\nwhen = '''{when}'''"));
    }
}
