//! Which tabletop something came from.

use core::{convert::Infallible, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A virtual tabletop. Unknown names round-trip as [`VttKind::Other`].
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum VttKind {
    /// Foundry Virtual Tabletop, generations 9 to 14.
    Foundry,
    /// Roll20.
    Roll20,
    /// Alchemy RPG.
    Alchemy,
    /// Beyond20, the browser extension that carries D&D Beyond's rolls to any page.
    Beyond20,
    /// D&D Beyond's game log.
    Ddb,
    /// Fantasy Grounds.
    FantasyGrounds,
    /// `TaleSpire`.
    TaleSpire,
    /// Owlbear Rodeo 2.
    Owlbear,
    /// Demiplane.
    Demiplane,
    /// Pixels, dice that tell what they show.
    Pixels,
    /// A tabletop this version does not know by name.
    Other(String),
}

impl VttKind {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Foundry => "foundry",
            Self::Roll20 => "roll20",
            Self::Alchemy => "alchemy",
            Self::Beyond20 => "beyond20",
            Self::Ddb => "ddb",
            Self::FantasyGrounds => "fantasygrounds",
            Self::TaleSpire => "talespire",
            Self::Owlbear => "owlbear",
            Self::Demiplane => "demiplane",
            Self::Pixels => "pixels",
            Self::Other(name) => name,
        }
    }

    /// The name as people write it.
    #[must_use]
    pub fn title(&self) -> &str {
        match self {
            Self::Foundry => "Foundry",
            Self::Roll20 => "Roll20",
            Self::Alchemy => "Alchemy",
            Self::Beyond20 => "Beyond20",
            Self::Ddb => "D&D Beyond",
            Self::FantasyGrounds => "Fantasy Grounds",
            Self::TaleSpire => "TaleSpire",
            Self::Owlbear => "Owlbear Rodeo",
            Self::Demiplane => "Demiplane",
            Self::Pixels => "Pixels",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for VttKind {
    fn from(name: String) -> Self {
        match name.as_str() {
            "foundry" => Self::Foundry,
            "roll20" => Self::Roll20,
            "alchemy" => Self::Alchemy,
            "beyond20" => Self::Beyond20,
            "ddb" => Self::Ddb,
            "fantasygrounds" => Self::FantasyGrounds,
            "talespire" => Self::TaleSpire,
            "owlbear" => Self::Owlbear,
            "demiplane" => Self::Demiplane,
            "pixels" => Self::Pixels,
            _ => Self::Other(name),
        }
    }
}

impl From<VttKind> for String {
    fn from(kind: VttKind) -> Self {
        kind.as_str().to_owned()
    }
}

impl FromStr for VttKind {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(name.to_owned().into())
    }
}

impl fmt::Display for VttKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
