//! A rule file that somebody wrote: read, explained when wrong, judged by when right.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tumulte_core::{
    model::Die,
    systems::{JudgeInput, System},
};

fuzz_target!(|text: &str| {
    let system = match System::from_toml(text) {
        Ok(system) => system,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    let _ = system.failing_vectors();
    for face in [1, 11, 20] {
        let input = JudgeInput::new(vec![Die::new(20, face), Die::new(6, 6)]);
        let verdict = system.judge(&input);
        let _ = verdict.explain(&input.dice);
    }
});
