//! A message of Roll20: a record, a frame, an archive, a piece of the chat log.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tumulte_core::{model::VttKind, sync::read_message, vtt::MessageContext};

fuzz_target!(|message: &[u8]| {
    let vtt = VttKind::Roll20;
    let context = MessageContext::new("dnd5e");
    let Ok(rolls) = read_message(&vtt, message, &context) else { return };
    for judged in &rolls {
        let _ = judged.verdict.explain(&judged.roll.dice);
        serde_json::to_string(judged).unwrap();
    }
    assert_eq!(read_message(&vtt, message, &context).unwrap(), rolls);
});
