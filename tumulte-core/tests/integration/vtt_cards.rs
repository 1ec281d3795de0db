//! The vectors of `tests/vectors/cards`: results outside the rolls, read and judged by rule files.

use std::{fs, path::Path};

use serde_json::Value;
use tumulte_core::{model::VttKind, sync::read_message, systems::System, vtt::MessageContext};

use super::vtt_vectors::holds;

#[test]
fn every_result_on_a_card_is_read_from_where_it_is_and_judged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/cards");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases = 0;
    for file in files.filter(|path| path.extension().is_some_and(|end| end == "json")) {
        let list: Vec<Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for case in &list {
            let context = MessageContext::new(case["system"].as_str().unwrap());
            let message = case["message"].to_string();
            let judged = read_message(&VttKind::Foundry, message.as_bytes(), &context).unwrap();
            let found = serde_json::to_value(judged).unwrap();
            let expected = &case["expect"]["rolls"];
            assert!(
                holds(expected, &found),
                "{}\nexpected {expected}\nfound    {found}",
                case["name"]
            );
            cases += 1;
        }
    }
    println!("{cases} cards");
    assert!(cases > 20, "vectors are missing");
}

#[test]
fn a_card_that_leads_nowhere_is_refused_when_the_file_is_read() {
    let file = |card: &str| {
        let file = format!("id = 'house'\nname = 'House'\n[rule]\n[[vtt.foundry.cards]]\n{card}");
        System::from_toml(&file).map_err(|error| error.to_string())
    };
    assert!(file("name = 'test'\nat = 'message.flags.x'\nroll = ''").is_ok());
    assert!(file("name = 'test'\nat = 'html'").is_ok());
    for (card, told) in [
        ("name = 'Test 1'\nat = 'html'", "card name `Test 1`"),
        ("name = 'test'\nat = 'flags'\nroll = ''", "place `flags`"),
        ("name = 'test'\nat = 'message.flags.x'", "neither roll, dice nor total"),
        ("name = 'test'\nat = 'html'\nway = 'x'", "unknown field `way`"),
    ] {
        let error = file(card).unwrap_err();
        assert!(error.contains(told), "{error}");
    }
}
