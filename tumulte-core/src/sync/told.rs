//! The game system a message names, where nobody says which it is.

use core::marker::PhantomData;

use serde::{Deserialize, de::IgnoredAny};

use crate::{
    model::{Map, SystemId, VttKind, read_seed},
    systems::Catalog,
};

/// What a Foundry document says about its world, besides everything else.
#[derive(Deserialize)]
struct Told {
    #[serde(rename = "_stats")]
    stats: Option<Stats>,
    #[serde(default)]
    #[expect(clippy::zero_sized_map_values, reason = "no set can be read from an object's keys")]
    flags: Map<String, IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Stats {
    system_id: Option<String>,
}

/// The game system of a message by its own words: Foundry's `_stats.systemId`, else the one scope of its flags that is a
/// system we have rules for. D&D Beyond and what Beyond20 carries is always Dungeons & Dragons.
///
/// A message that tells nothing, or cannot be read, names none.
///
/// ```
/// use tumulte_core::{model::VttKind, sync::told_system};
///
/// let message = br#"{"_id":"tXk3","flags":{"core":{},"pf2e":{}},"rolls":[]}"#;
/// assert_eq!(told_system(&VttKind::Foundry, message).unwrap().as_str(), "pf2e");
/// assert_eq!(told_system(&VttKind::Foundry, b"{}"), None);
/// ```
#[must_use]
pub fn told_system(vtt: &VttKind, message: &[u8]) -> Option<SystemId> {
    match vtt {
        VttKind::Foundry => by_document(message),
        other if matches!(other.as_str(), "ddb" | "beyond20") => Some(SystemId::from("dnd5e")),
        _ => None,
    }
}

fn by_document(message: &[u8]) -> Option<SystemId> {
    let told: Told = read_seed(PhantomData, message).ok()?;
    if let Some(id) = told.stats.and_then(|stats| stats.system_id) {
        return Some(SystemId::from(id.as_str()));
    }
    let mut known = told
        .flags
        .keys()
        .map(|scope| SystemId::from(scope.as_str()))
        .filter(|id| Catalog::built_in().get(id).is_some());
    let first = known.next()?;
    known.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_document_says_of_itself_wins_over_its_flags() {
        let message = br#"{"_stats":{"systemId":"CoC7"},"flags":{"dnd5e":{}}}"#;
        assert_eq!(told_system(&VttKind::Foundry, message), Some("CoC7".into()));
    }

    #[test]
    fn flags_of_two_systems_tell_nothing() {
        let message = br#"{"flags":{"dnd5e":{},"pf2e":{}}}"#;
        assert_eq!(told_system(&VttKind::Foundry, message), None);
    }
}
