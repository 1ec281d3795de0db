//! The made-up documents of `tests/vectors/foundry-documents`.

use std::{fs, path::Path};

use serde_json::{Value, json};
use tumulte_core::{
    model::Character,
    sync::{stream_character, stream_combat},
    vtt::{
        VttError,
        foundry::{ActorContext, parse_actor, parse_combat, parse_item},
    },
};

fn cases(file: &str) -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/foundry-documents");
    let cases: Vec<Value> =
        serde_json::from_str(&fs::read_to_string(folder.join(file)).unwrap()).unwrap();
    assert!(!cases.is_empty());
    cases
}

/// Compares what is expected, or the code of the error.
fn check(case: &Value, found: Result<Value, VttError>, stream: impl FnOnce() -> Value) {
    let name = &case["name"];
    match (&case["expect"]["error"], found) {
        (Value::Null, found) => {
            let found = found.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(found, case["expect"], "{name}");
            if let Some(expected) = case.get("stream") {
                assert_eq!(&stream(), expected, "{name}, as streams see it");
            }
        }
        (code, found) => {
            assert_eq!(found.map_err(|error| error.code()).unwrap_err(), code, "{name}");
        }
    }
}

fn context(case: &Value) -> ActorContext {
    ActorContext::new(case["system"].as_str().unwrap())
        .with_primary_attribute(case["primaryTokenAttribute"].as_str())
        .with_player_owner(case["hasPlayerOwner"].as_bool())
}

#[test]
fn every_actor_of_the_vectors_becomes_the_expected_character() {
    for case in cases("actors.json") {
        let found = parse_actor(&case["actor"], &context(&case));
        let stream = || {
            let character: &Character = found.as_ref().unwrap();
            json!(stream_character(None, character))
        };
        check(&case, found.clone().map(|character| json!(character)), stream);
    }
}

#[test]
fn every_item_of_the_vectors_becomes_the_expected_belonging() {
    for case in cases("items.json") {
        let found = parse_item(&case["item"], &case["system"].as_str().unwrap().into());
        check(&case, found.map(|item| json!(item)), || Value::Null);
    }
}

#[test]
fn every_combat_of_the_vectors_becomes_the_expected_order() {
    for case in cases("combats.json") {
        let found = parse_combat(&case["combat"]);
        let stream = || json!(stream_combat(found.as_ref().unwrap()));
        check(&case, found.clone().map(|combat| json!(combat)), stream);
    }
}
