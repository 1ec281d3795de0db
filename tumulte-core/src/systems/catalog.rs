//! All game systems known.

use std::sync::OnceLock;

use super::{
    RuleError, System, SystemSummary,
    place::{BuiltIn, all, place_of},
};
use crate::model::{Map, SystemId, lower_case};

/// The files as people wrote them, with sources and examples.
#[cfg(any(test, feature = "testing"))]
static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));

/// The id of the rules that judge unknown systems.
const FALLBACK: &str = "_generic";

/// The game systems at hand, found by id.
///
/// The built-in ones cost nothing at start: each is read when it is first asked for.
#[derive(Debug, Clone)]
pub struct Catalog(Kind);

#[derive(Debug, Clone)]
enum Kind {
    BuiltIn,
    Own(Box<Own>),
}

#[derive(Debug, Clone)]
struct Own {
    systems: Vec<System>,
    by_id: Map<String, usize>,
    by_lower_case: Map<String, usize>,
    /// The place of what judges unknown systems.
    fallback: Option<usize>,
}

impl Own {
    fn system(&self, place: Option<usize>) -> &System {
        match place.and_then(|place| self.systems.get(place)) {
            Some(system) => system,
            None => silent(),
        }
    }
}

impl Catalog {
    /// The systems built into this version. They come without sources and examples (with the
    /// target WebAssembly, also without what they say about themselves), which judging
    /// has no use for.
    pub const fn built_in() -> &'static Self {
        static CATALOG: Catalog = Catalog(Kind::BuiltIn);
        &CATALOG
    }

    /// A catalog of one's own. The system `_generic` judges unknown ones; without it nothing does.
    ///
    /// Where two systems claim an id, one's own id beats another's alias, and the later wins.
    pub fn new(systems: impl IntoIterator<Item = System>) -> Self {
        let systems: Vec<_> = systems.into_iter().collect();
        let mut by_id = Map::new();
        let mut by_lower_case = Map::new();
        let aliases = systems
            .iter()
            .enumerate()
            .flat_map(|(index, system)| system.aliases().iter().map(move |alias| (index, alias)));
        let ids = systems.iter().enumerate().map(|(index, system)| (index, system.id()));
        for (index, id) in aliases.chain(ids) {
            by_id.insert(id.as_str().to_owned(), index);
            by_lower_case.insert(lower_case(id.as_str()), index);
        }
        let fallback = by_id.get(FALLBACK).copied();
        Self(Kind::Own(Box::new(Own { systems, by_id, by_lower_case, fallback })))
    }

    /// The rules for a system: by id or alias, then regardless of case, then the fallback.
    #[must_use]
    pub fn resolve(&self, id: &SystemId) -> &System {
        self.find(id.as_str())
    }

    pub(super) fn find(&self, id: &str) -> &System {
        self.look_up(id).unwrap_or_else(|| match &self.0 {
            Kind::BuiltIn => place_of(FALLBACK).map_or_else(silent, built_in),
            Kind::Own(own) => own.system(own.fallback),
        })
    }

    /// The rules written for a system, if there are any: by id or alias, then regardless of case.
    #[must_use]
    pub fn get(&self, id: &SystemId) -> Option<&System> {
        self.look_up(id.as_str())
    }

    /// The rule file of a built-in system as JSON, or of the fallback where it is unknown: what rules of one's own start
    /// from. Without sources and examples; none in a catalog of one's own.
    #[must_use]
    pub fn rule_file(&self, id: &SystemId) -> Option<&'static str> {
        let Kind::BuiltIn = self.0 else { return None };
        let place = place_of(id.as_str()).or_else(|| place_of(FALLBACK))?;
        all().get(place).map(|system| system.text)
    }

    fn look_up(&self, id: &str) -> Option<&System> {
        match &self.0 {
            Kind::BuiltIn => place_of(id).map(built_in),
            Kind::Own(own) => {
                let place = own.by_id.get(id).or_else(|| own.by_lower_case.get(&lower_case(id)))?;
                own.systems.get(*place)
            }
        }
    }

    /// Every system, in order of the files. Reads those that were not asked for yet:
    /// [`summaries`](Self::summaries) is cheaper.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &System> {
        (0..self.len()).map(move |place| match &self.0 {
            Kind::BuiltIn => built_in(place),
            Kind::Own(own) => own.system(Some(place)),
        })
    }

    fn len(&self) -> usize {
        match &self.0 {
            Kind::BuiltIn => all().len(),
            Kind::Own(own) => own.systems.len(),
        }
    }

    /// Every system in a line, in order of the files. Reads no rules.
    #[must_use]
    pub fn summaries(&self) -> Vec<SystemSummary> {
        match &self.0 {
            Kind::BuiltIn => all()
                .iter()
                .map(|system| SystemSummary {
                    id: SystemId::new(system.id),
                    name: system.name.to_owned(),
                    aliases: system.aliases.iter().map(|alias| SystemId::new(*alias)).collect(),
                })
                .collect(),
            Kind::Own(own) => own.systems.iter().map(System::summary).collect(),
        }
    }

    /// Reads every built-in system and returns the wrong ones, with their ids.
    #[must_use]
    pub fn wrong_files() -> Vec<(&'static str, RuleError)> {
        let wrong = |system: &BuiltIn| Some((system.id, System::from_json(system.text).err()?));
        all().iter().filter_map(wrong).collect()
    }

    /// The built-in files as people wrote them, by file name, with sources and examples.
    #[cfg(any(test, feature = "testing"))]
    #[must_use]
    pub const fn rule_files() -> &'static [(&'static str, &'static str)] {
        FILES
    }
}

/// A built-in system, read at the first call. A wrong file fails a test, so none is silent here.
fn built_in(place: usize) -> &'static System {
    all().get(place).map_or_else(silent, |built_in| {
        let read = || System::from_json(built_in.text).unwrap_or_else(|_| System::silent());
        built_in.system.get_or_init(|| Box::new(read()))
    })
}

fn silent() -> &'static System {
    static SILENT: OnceLock<System> = OnceLock::new();
    SILENT.get_or_init(System::silent)
}
