//! A message of the other tables; the first byte chooses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tumulte_core::{model::VttKind, sync::read_message, vtt::MessageContext};

/// The tables whose readers have no target of their own.
const TABLES: [&str; 7] =
    ["alchemy", "ddb", "demiplane", "fantasygrounds", "owlbear", "pixels", "talespire"];

fuzz_target!(|data: &[u8]| {
    let Some((first, message)) = data.split_first() else { return };
    let vtt = VttKind::from(TABLES[usize::from(*first) % TABLES.len()].to_owned());
    let context = MessageContext::new("dnd5e");
    let Ok(rolls) = read_message(&vtt, message, &context) else { return };
    for judged in &rolls {
        let _ = judged.verdict.explain(&judged.roll.dice);
        serde_json::to_string(judged).unwrap();
    }
    assert_eq!(read_message(&vtt, message, &context).unwrap(), rolls);
});
