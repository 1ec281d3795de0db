//! Actors, items and combats of a Foundry world, and what a stream sees of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tumulte_core::vtt::foundry::{ActorContext, parse_actor, parse_combat, parse_item};

const SYSTEMS: [&str; 6] = ["dnd5e", "pf2e", "pf1", "CoC7", "lancer", "nobody-knows-it"];

fuzz_target!(|data: &[u8]| {
    let Some((first, document)) = data.split_first() else { return };
    let system = SYSTEMS[usize::from(*first) % SYSTEMS.len()];
    let context = ActorContext::new(system);
    if let Ok(character) = parse_actor(document, &context) {
        serde_json::to_string(&character).unwrap();
    }
    let _ = parse_item(document, &system.into());
    let _ = parse_combat(document);
});
