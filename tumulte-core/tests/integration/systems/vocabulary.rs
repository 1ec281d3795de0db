//! The vocabulary of the rule files is large enough for every game system whose facts are known.

use std::fs;

use serde_json::{Map, Value, json};
use tumulte_core::systems::{Catalog, Expectation, JudgeInput, System, judge};

use crate::recordings::recordings;

/// Reads a file of the recordings, or says aloud that it is not there.
pub(super) fn shared(path: &str) -> Option<String> {
    Some(fs::read_to_string(recordings(path)?).unwrap())
}

#[test]
fn every_known_system_can_be_written_down_and_judges_as_its_vectors_say() {
    let Some(text) = shared("critical-rules.json") else { return };
    let systems: Vec<Value> = serde_json::from_str(&text).unwrap();
    let mut passed = 0;
    let mut wrong = Vec::new();
    for facts in &systems {
        let file = rule_file(facts);
        let system = System::from_toml(&file).unwrap_or_else(|error| panic!("{error} in\n{file}"));
        for vector in list(&facts["vectors"]) {
            let input: JudgeInput = serde_json::from_value(vector.clone()).unwrap();
            let expected: Expectation = serde_json::from_value(vector["expect"].clone()).unwrap();
            let found = system.judge(&input);
            if expected.is_met_by(&found) {
                passed += 1;
            } else {
                wrong.push(format!("{}: {vector}\n  found {found:?}", system.id()));
            }
        }
    }
    eprintln!("{passed} vectors of {} systems", systems.len());
    assert!(wrong.is_empty(), "{passed} passed, these did not:\n{}", wrong.join("\n"));
    assert!(passed > 0, "there was no vector");
}

/// The same vectors as they stand, judged by the built-in files.
#[test]
fn every_known_system_has_a_rule_file_that_judges_its_facts() {
    let Some(text) = shared("critical-rules.json") else { return };
    let systems: Vec<Value> = serde_json::from_str(&text).unwrap();
    let (mut passed, mut wrong) = (0, Vec::new());
    for facts in &systems {
        let id = facts["id"].as_str().unwrap();
        let found = Catalog::built_in().get(&id.into()).map(|system| system.id().to_string());
        assert_eq!(found.as_deref(), Some(id), "no rule file");
        for vector in list(&facts["vectors"]) {
            let input = JudgeInput::from_json(&vector.to_string()).unwrap();
            let expected: Expectation = serde_json::from_value(vector["expect"].clone()).unwrap();
            let found = judge(id, &input).unwrap();
            if expected.is_met_by(&found) {
                passed += 1;
            } else {
                wrong.push(format!("{id}: {vector}\n  found {found:?}"));
            }
        }
    }
    eprintln!("{passed} vectors of {} systems", systems.len());
    assert!(wrong.is_empty(), "{passed} passed, these did not:\n{}", wrong.join("\n"));
}

/// Facts as a rule file: other keys, and names without a default are declared.
fn rule_file(facts: &Value) -> String {
    let mut rule = facts["rule"].clone();
    let rule = rule.as_object_mut().unwrap();
    rule.remove("kinds");
    drop_nulls(rule);
    let is_defined = |name: &str| {
        ["defaults", "vars"]
            .iter()
            .any(|part| facts["rule"][part].get(name).is_some_and(|v| !v.is_null()))
    };
    let mut needs: Vec<&str> = list(&facts["vectors"])
        .filter_map(|vector| vector["options"].as_object())
        .flat_map(|options| options.keys().map(String::as_str))
        .chain(facts["rule"]["defaults"].as_object().unwrap().keys().map(String::as_str))
        .filter(|name| !is_defined(name))
        .collect();
    needs.sort_unstable();
    needs.dedup();
    rule.insert("needs".to_owned(), json!(needs));
    toml::to_string(&json!({ "id": facts["id"], "name": facts["name"], "rule": rule })).unwrap()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn drop_nulls(object: &mut Map<String, Value>) {
    object.retain(|_, value| !value.is_null());
    for value in object.values_mut() {
        match value {
            Value::Object(inner) => drop_nulls(inner),
            Value::Array(items) => {
                items.iter_mut().filter_map(Value::as_object_mut).for_each(drop_nulls);
            }
            _ => {}
        }
    }
}
