//! A chat message of any Foundry world: read, judged, shown to a stream.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tumulte_core::{
    model::VttKind,
    sync::{read_message, told_system},
    vtt::MessageContext,
};

/// Systems whose messages are read in different ways; the first byte chooses.
const SYSTEMS: [&str; 8] =
    ["dnd5e", "pf2e", "pf1", "CoC7", "wfrp4e", "dsa5", "swade", "nobody-knows-it"];

fuzz_target!(|data: &[u8]| {
    let Some((first, message)) = data.split_first() else { return };
    let system = SYSTEMS[usize::from(*first) % SYSTEMS.len()];
    let context = MessageContext::new(system);
    let _ = told_system(&VttKind::Foundry, message);
    let Ok(rolls) = read_message(&VttKind::Foundry, message, &context) else { return };
    for judged in &rolls {
        let dice = u32::try_from(judged.roll.dice.len()).unwrap();
        if let Some(reason) = &judged.verdict.reason {
            assert!(reason.dice.iter().all(|index| *index < dice as usize));
        }
        let _ = judged.verdict.explain(&judged.roll.dice);
        serde_json::to_string(judged).unwrap();
    }
    assert_eq!(read_message(&VttKind::Foundry, message, &context).unwrap(), rolls);
});
