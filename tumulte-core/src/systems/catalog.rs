//! All game systems known.

use std::{collections::HashMap, sync::OnceLock};

use super::{RuleError, System};
use crate::model::SystemId;

/// The rule files of `systems/`, by file name.
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/systems.rs"));

/// The id of the rules that judge unknown systems.
const FALLBACK: &str = "_generic";

/// The game systems at hand, found by id.
#[derive(Debug, Clone)]
pub struct Catalog {
    systems: Vec<System>,
    by_id: HashMap<String, usize>,
    by_lower_case: HashMap<String, usize>,
    fallback: System,
}

impl Catalog {
    /// The systems built into this version, parsed at the first call.
    pub fn built_in() -> &'static Self {
        static CATALOG: OnceLock<Catalog> = OnceLock::new();
        // A wrong built-in file fails a test, so none is dropped here.
        CATALOG.get_or_init(|| {
            Self::new(FILES.iter().filter_map(|(_, text)| System::from_toml(text).ok()))
        })
    }

    /// A catalog of one's own. The system `_generic` judges unknown ones; without it nothing does.
    ///
    /// Where two systems claim an id, one's own id beats another's alias, and the later wins.
    pub fn new(systems: impl IntoIterator<Item = System>) -> Self {
        let systems: Vec<_> = systems.into_iter().collect();
        let mut by_id = HashMap::new();
        let mut by_lower_case = HashMap::new();
        let aliases = systems
            .iter()
            .enumerate()
            .flat_map(|(index, system)| system.aliases().iter().map(move |alias| (index, alias)));
        let ids = systems.iter().enumerate().map(|(index, system)| (index, system.id()));
        for (index, id) in aliases.chain(ids) {
            by_id.insert(id.as_str().to_owned(), index);
            by_lower_case.insert(id.as_str().to_lowercase(), index);
        }
        let fallback = by_id.get(FALLBACK).and_then(|index| systems.get(*index));
        let fallback = fallback.cloned().unwrap_or_else(System::silent);
        Self { systems, by_id, by_lower_case, fallback }
    }

    /// The rules for a system: by id or alias, then regardless of case, then the fallback.
    #[must_use]
    pub fn resolve(&self, id: &SystemId) -> &System {
        self.get(id).unwrap_or(&self.fallback)
    }

    /// The rules written for a system, if there are any: by id or alias, then regardless of case.
    #[must_use]
    pub fn get(&self, id: &SystemId) -> Option<&System> {
        let index = self
            .by_id
            .get(id.as_str())
            .or_else(|| self.by_lower_case.get(&id.as_str().to_lowercase()))?;
        self.systems.get(*index)
    }

    /// Every system, in order of the files.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &System> {
        self.systems.iter()
    }

    /// Parses every built-in file and returns the wrong ones, with the file's name.
    #[must_use]
    pub fn wrong_files() -> Vec<(&'static str, RuleError)> {
        let wrong =
            |(name, text): &(&'static str, &str)| Some((*name, System::from_toml(text).err()?));
        FILES.iter().filter_map(wrong).collect()
    }
}
