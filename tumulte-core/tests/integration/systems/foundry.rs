//! Messages as Foundry stores them: each system's dice, thresholds and stored outcomes are found.

use serde_json::{Value, json};
use tumulte_core::{
    model::VttKind,
    sync::{JudgedRoll, read_message},
    vtt::MessageContext,
};

fn judged(system: &str, mut message: Value) -> Vec<JudgedRoll> {
    message["_id"] = json!("message000000001");
    let rolls = message["rolls"].as_array().unwrap();
    let texts: Vec<_> = rolls.iter().map(|roll| json!(roll.to_string())).collect();
    message["rolls"] = json!(texts);
    let raw = message.to_string();
    read_message(&VttKind::Foundry, raw.as_bytes(), &MessageContext::new(system)).unwrap()
}

/// The labels of a message's rolls.
fn labels(system: &str, message: Value) -> Vec<Option<String>> {
    judged(system, message).into_iter().map(|roll| roll.verdict.label).collect()
}

fn label(system: &str, message: Value) -> Option<String> {
    let found = labels(system, message);
    assert_eq!(found.len(), 1);
    found.into_iter().next().unwrap()
}

fn die(class: &str, faces: u32, results: &[u32]) -> Value {
    let results: Vec<_> =
        results.iter().map(|face| json!({"result": face, "active": true})).collect();
    json!({"class": class, "number": results.len(), "faces": faces, "results": results})
}

fn roll(class: &str, total: i32, terms: &[Value]) -> Value {
    json!({"class": class, "formula": "dice", "total": total, "terms": terms, "evaluated": true})
}

fn plus() -> Value {
    json!({"class": "OperatorTerm", "operator": "+"})
}

fn with(mut value: Value, fields: &Value) -> Value {
    for (key, field) in fields.as_object().unwrap() {
        value[key] = field.clone();
    }
    value
}

fn one(roll: &Value) -> Value {
    json!({"rolls": [roll]})
}

#[test]
fn the_wild_die_of_a_savage_world_is_told_by_its_class_inside_its_pool() {
    let trait_roll = |a: u32, b: u32, total: i32| {
        let inner =
            [die("Die", 8, &[a]), die("WildDie", 6, &[b])].map(|term| roll("Roll", 1, &[term]));
        let results = json!([{"result": a, "active": a >= b, "discarded": a < b}, {"result": b, "active": b > a, "discarded": b <= a}]);
        let pool =
            json!({"class": "PoolTerm", "modifiers": ["kh"], "rolls": inner, "results": results});
        let options = json!({"options": {"targetNumber": 4}});
        one(&with(roll("TraitRoll", total, &[pool]), &options))
    };
    assert_eq!(label("swade", trait_roll(1, 1, 1)).as_deref(), Some("Critical Failure"));
    assert_eq!(label("swade", trait_roll(1, 4, 4)), None);
    assert_eq!(label("swade", trait_roll(8, 2, 8)).as_deref(), Some("Raise"));
}

#[test]
fn aces_are_one_die_with_what_they_brought() {
    let aced = json!({"class": "WildDie", "number": 1, "faces": 6, "modifiers": ["x"],
        "results": [{"result": 6, "active": true, "exploded": true}, {"result": 1, "active": true}]});
    let dice = [roll("Roll", 1, &[die("Die", 8, &[1])]), roll("Roll", 7, &[aced])];
    let results =
        json!([{"result": 1, "active": false, "discarded": true}, {"result": 7, "active": true}]);
    let pool = json!({"class": "PoolTerm", "modifiers": ["kh"], "rolls": dice, "results": results});
    assert_eq!(label("swade", one(&roll("TraitRoll", 7, &[pool]))), None);
}

#[test]
fn dice_of_one_class_are_other_dice_in_other_systems() {
    let ability = |faces, face| one(&roll("Roll", 1, &[die("AbilityDie", faces, &[face, face])]));
    assert_eq!(label("l5r5e", ability(12, 12)).as_deref(), Some("Explosive Success"));
    assert_eq!(label("starwarsffg", ability(8, 8)), None);
    let proficiency = one(&roll("RollFFG", 1, &[die("ProficiencyDie", 12, &[12])]));
    assert_eq!(label("starwarsffg", proficiency).as_deref(), Some("Triumph"));
}

#[test]
fn hunger_desperation_and_rage_come_from_class_splat_and_difficulty() {
    let pool = |splat: &str, basic: (&str, &[u32]), advanced: (&str, &[u32]), difficulty: u32| {
        let terms = [die(basic.0, 10, basic.1), plus(), die(advanced.0, 10, advanced.1)];
        let fields =
            json!({"system": splat, "options": {"system": splat, "difficulty": difficulty}});
        one(&with(roll("WOD5eRoll", 1, &terms), &fields))
    };
    let found = |message| label("wod5e", message);
    let messy = pool("vampire", ("VampireDie", &[10]), ("VampireHungerDie", &[10]), 4);
    assert_eq!(found(messy).as_deref(), Some("Messy Critical"));
    let bestial = pool("vampire", ("VampireDie", &[3]), ("VampireHungerDie", &[1]), 2);
    assert_eq!(found(bestial).as_deref(), Some("Bestial Failure"));
    let despair = pool("hunter", ("HunterDie", &[3]), ("HunterDesperationDie", &[1]), 2);
    assert_eq!(found(despair).as_deref(), Some("Despair"));
    let brutal = pool("werewolf", ("WerewolfDie", &[7]), ("WerewolfRageDie", &[1, 2]), 1);
    assert_eq!(found(brutal).as_deref(), Some("Brutal Outcome"));
}

#[test]
fn hope_and_fear_are_a_pair_or_not_and_adversaries_have_thresholds() {
    let duality = |hope, fear| {
        let terms = [die("HopeDie", 12, &[hope]), plus(), die("FearDie", 12, &[fear])];
        with(one(&roll("DualityRoll", 1, &terms)), &json!({"type": "dualityRoll"}))
    };
    assert_eq!(label("daggerheart", duality(5, 5)).as_deref(), Some("Critical Success"));
    assert_eq!(label("daggerheart", duality(5, 6)), None);
    let adversary = |face| {
        let data = json!({"data": {"criticalThreshold": 19}});
        let roll = with(roll("D20Roll", 1, &[die("Die", 20, &[face])]), &data);
        with(one(&roll), &json!({"type": "adversaryRoll"}))
    };
    assert_eq!(label("daggerheart", adversary(19)).as_deref(), Some("Critical Success"));
    assert_eq!(label("daggerheart", adversary(18)), None);
    let fate = with(duality(5, 5), &json!({"type": "fateRoll"}));
    assert_eq!(label("daggerheart", fate), None);
}

#[test]
fn each_target_of_an_attack_has_its_own_roll_and_its_own_outcome() {
    let rolls = [
        roll("Roll", 22, &[die("Die", 20, &[18])]),
        roll("Roll", 12, &[die("Die", 20, &[8])]),
        roll("Roll", 21, &[die("Die", 20, &[17])]),
    ];
    let targets = json!([{"total": "22", "crit": true}, {"total": "12", "crit": false}, {"total": "21", "crit": false}]);
    let message = json!({"rolls": rolls, "flags": {"lancer": {"attackData": {"origin": "a", "targets": targets}}}});
    assert_eq!(labels("lancer", message), [Some("Critical Hit".to_owned()), None, None]);
    let check = one(&roll("Roll", 22, &[die("Die", 20, &[18])]));
    assert_eq!(label("lancer", check), None);
}

#[test]
fn rolls_of_one_card_find_their_kind_at_their_own_place() {
    let d20 = |face| roll("Roll", 1, &[die("Die", 20, &[face])]);
    let data = json!([{"type": "attack", "critThreshold": 18}, {"type": "savingThrow"}, {"type": "skillCheck"}]);
    let message = json!({"rolls": [d20(18), d20(20), d20(1)], "system": {"rollData": data}});
    let found = labels("a5e", message);
    assert_eq!(found[0].as_deref(), Some("Critical Success"));
    assert_eq!(found[1], None);
    assert_eq!(found[2].as_deref(), Some("Critical Failure"));
}

#[test]
fn keys_with_dots_tell_attack_damage_and_table_of_one_card_apart() {
    let attack = with(
        roll(
            "DCCRoll",
            25,
            &[with(die("Die", 20, &[19]), &json!({"options": {"dcc": {"upperThreshold": 19}}}))],
        ),
        &json!({"options": {"dcc.isAttackRoll": true}}),
    );
    let damage = with(
        roll("DCCRoll", 1, &[die("Die", 8, &[1])]),
        &json!({"options": {"dcc.isDamageRoll": true}}),
    );
    let table = with(
        roll("DCCRoll", 20, &[die("Die", 20, &[20])]),
        &json!({"options": {"dcc.isCritRoll": true}}),
    );
    let flags = json!({"dcc": {"isToHit": true, "isCrit": true, "isFumble": false}});
    let message = json!({"rolls": [attack, damage, table], "flags": flags});
    assert_eq!(labels("dcc", message), [Some("Critical Hit".to_owned()), None, None]);
}

#[test]
fn plain_dice_are_what_the_system_says_they_are() {
    let check = |a, b| {
        let terms = [die("Die", 8, &[a]), plus(), die("Die", 10, &[b])];
        one(&roll("Roll", 1, &terms))
    };
    assert_eq!(label("projectfu", check(6, 6)).as_deref(), Some("Critical"));
    assert_eq!(label("projectfu", check(1, 1)).as_deref(), Some("Fumble"));
    assert_eq!(label("projectfu", check(8, 9)), None);
    let stunt = with(die("Die", 6, &[4]), &json!({"options": {"flavor": "Stunt"}}));
    let test = one(&roll("Roll", 9, &[die("Die", 6, &[4, 1]), plus(), stunt]));
    let found = judged("age-system", test);
    assert_eq!(found[0].verdict.label.as_deref(), Some("Stunt"));
    assert_eq!(found[0].roll.dice[2].kind.as_deref(), Some("stunt"));
}

#[test]
fn the_state_of_a_roll_is_read_from_the_json_of_its_page() {
    let state = json!({"preRollOptions": {"stat": {"source": "iron", "value": 3}, "adds": 0}});
    let quoted = state.to_string().replace('"', "&quot;");
    let terms = [die("Die", 6, &[5]), plus(), die("Die", 10, &[4, 4])];
    let content = format!("<article class=\"ironsworn-roll\" data-ironswornroll=\"{quoted}\">");
    let message = with(one(&roll("Roll", 13, &terms)), &json!({"content": content}));
    assert_eq!(label("foundry-ironsworn", message).as_deref(), Some("Strong Hit with a Match"));
    let without = one(&roll("Roll", 13, &terms));
    assert_eq!(label("foundry-ironsworn", without), None);
}

#[test]
fn a_roll_whose_dice_are_gone_is_judged_by_what_it_kept() {
    let number = json!({"class": "NumericTerm", "number": 31});
    let kept = with(roll("ExtendedRoll", 31, &[number]), &json!({"options": {"crit": true}}));
    assert_eq!(label("TheWitcherTRPG", one(&kept)).as_deref(), Some("Critical Success"));
}

#[test]
fn words_in_any_language_are_switches() {
    let dice = roll("Roll", 22, &[die("Die", 100, &[22])]);
    let test = |class: &str, critical: &str| {
        let result = json!({"roll": 22, "target": 50, "outcome": "success", "critical": critical});
        let system = json!({"testData": {"preData": {"rollClass": class}, "result": result}});
        with(one(&dice), &json!({"type": "test", "system": system}))
    };
    assert_eq!(label("wfrp4e", test("WeaponTest", "Coup critique")).as_deref(), Some("Critical"));
    assert_eq!(label("wfrp4e", test("WeaponTest", "")), None);
    let skill = label("wfrp4e", test("SkillTest", "Coup critique"));
    assert_eq!(skill.as_deref(), Some("Astounding Success"));
}
