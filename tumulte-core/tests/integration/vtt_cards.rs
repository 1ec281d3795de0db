//! The vectors of `tests/vectors/cards`: results outside the rolls, read and judged by rule files.

use std::{fs, path::Path};

use serde_json::Value;
use tumulte_core::{
    model::{SystemId, VttKind},
    sync::read_message,
};

use super::vtt_vectors::holds;

#[test]
fn every_result_on_a_card_is_read_from_where_it_is_and_judged() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors/cards");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases = 0;
    for file in files.filter(|path| path.extension().is_some_and(|end| end == "json")) {
        let list: Vec<Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for case in &list {
            let system = SystemId::from(case["system"].as_str().unwrap());
            let message = case["message"].to_string();
            let judged =
                read_message(&VttKind::Foundry, message.as_bytes(), &system, None).unwrap();
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
