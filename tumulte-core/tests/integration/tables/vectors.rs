//! The vectors of `tests/vectors` for tabletops beside Foundry, the same ones every language runs.

use std::{collections::BTreeSet, fs, path::Path};

use crate::recordings::entries;
use crate::vectors::holds;
use serde_json::Value;
use tumulte_core::{
    model::{Actor, HintPaths, Roll, VttKind},
    systems::{Catalog, JudgeInput},
    vtt::{MessageContext, RawMessage, Reading, VttError, read_message},
};

const FOLDERS: [&str; 8] =
    ["alchemy", "beyond20", "ddb", "demiplane", "fantasygrounds", "owlbear", "pixels", "talespire"];

fn check(name: &str, vtt: &VttKind, case: &Value, raw: RawMessage<'_>) {
    let system = case["system"].as_str().unwrap_or("dnd5e");
    let actor: Option<Actor> =
        case.get("actor").map(|actor| serde_json::from_value(actor.clone()).unwrap());
    let paths: HintPaths = case
        .get("hintPaths")
        .map(|paths| serde_json::from_value(paths.clone()).unwrap())
        .unwrap_or_default();
    let context = MessageContext::new(system).with_actor(actor);
    let found = read_message(vtt, raw, &paths.into(), &context).and_then(Reading::into_rolls);
    let expected = &case["expect"];
    if let Some(code) = expected["error"].as_str() {
        let found = found.as_ref().map_err(VttError::code);
        assert_eq!(found.err(), Some(code), "{name}: {found:?}");
        return;
    }
    let rolls = found.unwrap_or_else(|error| panic!("{name}: {error}"));
    let json = serde_json::to_value(&rolls).unwrap();
    assert!(
        holds(&expected["rolls"], &json),
        "{name}\nexpected {}\nfound    {json}",
        expected["rolls"]
    );
    let rules = Catalog::built_in().resolve(&system.into());
    for (roll, label) in rolls.iter().zip(expected["verdicts"].as_array().into_iter().flatten()) {
        let verdict = rules.judge(&JudgeInput::from_roll(roll));
        assert_eq!(verdict.label.as_deref(), label.as_str(), "{name}");
    }
    if expected["distinct"] == true {
        let ids: BTreeSet<&String> =
            rolls.iter().map(|Roll { vtt_roll_id, .. }| vtt_roll_id).collect();
        assert_eq!(ids.len(), rolls.len(), "{name}");
    }
}

#[test]
fn every_vector_holds_however_the_message_arrives() {
    let mut count = 0;
    for folder in FOLDERS {
        let vtt = VttKind::from(folder.to_owned());
        assert!(!matches!(vtt, VttKind::Other(_)), "{folder}");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/vectors").join(folder);
        for file in entries(&path) {
            let text = fs::read_to_string(&file).unwrap();
            let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
            for case in &cases {
                let name = format!("{folder}: {}", case["name"]);
                count += 1;
                if let Some(raw) = case["raw"].as_str() {
                    check(&name, &vtt, case, raw.into());
                    continue;
                }
                let message = &case["message"];
                check(&name, &vtt, case, message.into());
                check(&name, &vtt, case, message.to_string().as_str().into());
            }
        }
    }
    println!("{count} vectors");
    assert!(count > 90, "vectors are missing");
}
