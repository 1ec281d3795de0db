//! Where a built-in system stands: quick where programs are large, without tables of its own where they travel.

#[cfg(not(target_family = "wasm"))]
mod quick;
#[cfg(any(test, target_family = "wasm"))]
mod small;

use std::sync::OnceLock;

#[cfg(not(target_family = "wasm"))]
pub(super) use quick::place_of;
#[cfg(target_family = "wasm")]
pub(super) use small::place_of;

use super::System;

/// The rule files of `systems/` as JSON, in order of their names: one a line.
static TEXTS: &str = include_str!(concat!(env!("OUT_DIR"), "/system_texts.jsonl"));

/// A built-in system. Its rules are read when they are first asked for.
#[derive(Debug)]
pub(super) struct BuiltIn {
    pub(super) id: &'static str,
    pub(super) name: &'static str,
    pub(super) aliases: Vec<&'static str>,
    /// The rule file as JSON.
    pub(super) text: &'static str,
    pub(super) system: OnceLock<Box<System>>,
}

impl BuiltIn {
    /// A file begins with aliases, which may be left out, id and name. None of these words holds a quotation mark: the
    /// build looks for that.
    fn of(text: &'static str) -> Self {
        let mut words = text.split('"').skip(1).step_by(2);
        let aliases = words.by_ref().take_while(|word| *word != "id").skip(1).collect();
        let id = words.next().unwrap_or_default();
        let name = words.nth(1).unwrap_or_default();
        Self { id, name, aliases, text, system: OnceLock::new() }
    }
}

/// The built-in systems, in order of their files.
pub(super) fn all() -> &'static [BuiltIn] {
    static ALL: OnceLock<Vec<BuiltIn>> = OnceLock::new();
    ALL.get_or_init(|| TEXTS.lines().map(BuiltIn::of).collect())
}
