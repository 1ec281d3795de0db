//! How a relay heard of a message.

use crate::model::VttKind;

/// The name of a source, such as `roll20.rtdb`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source(String);

impl Source {
    /// The source of this name; any name will do.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self(name.chars().take(64).collect())
    }

    /// Its name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whose messages it carries; a name nobody knows may be that of a tabletop.
    #[must_use]
    pub fn vtt(&self) -> VttKind {
        match self.0.split('.').next().unwrap_or_default() {
            "obr" => VttKind::Owlbear,
            "fg" => VttKind::FantasyGrounds,
            name => VttKind::from(name.to_owned()),
        }
    }

    /// The game system that is the only one played there.
    #[must_use]
    pub fn only_system(&self) -> Option<&'static str> {
        matches!(self.vtt(), VttKind::Beyond20 | VttKind::Ddb | VttKind::Alchemy).then_some("dnd5e")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_names_its_tabletop() {
        for (name, vtt) in [
            ("roll20.rtdb", VttKind::Roll20),
            ("roll20.mod", VttKind::Roll20),
            ("beyond20", VttKind::Beyond20),
            ("ddb", VttKind::Ddb),
            ("obr", VttKind::Owlbear),
            ("fg.chatlog", VttKind::FantasyGrounds),
            ("pixels", VttKind::Pixels),
        ] {
            assert_eq!(Source::new(name).vtt(), vtt);
        }
    }
}
