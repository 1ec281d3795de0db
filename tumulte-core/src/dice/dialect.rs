//! Whose notation a formula is written in.

use core::{fmt, str::FromStr};

/// Whose notation a formula is written in. The same sign means different things to different
/// tables: `k1` keeps the highest die in Foundry and Roll20, and every 1 in Avrae.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Dialect {
    /// Foundry VTT's core dice and dnd5e's `adv` and `dis`.
    #[default]
    Foundry,
    /// Roll20's chat and sheets.
    Roll20,
    /// The Discord bot Avrae, and its library.
    Avrae,
}

impl Dialect {
    /// Every dialect there is.
    pub const ALL: [Self; 3] = [Self::Foundry, Self::Roll20, Self::Avrae];

    /// The name in lower case, as it is read back.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Foundry => "foundry",
            Self::Roll20 => "roll20",
            Self::Avrae => "avrae",
        }
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The dialect that was asked for is none we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a dialect: foundry, roll20 or avrae")]
pub struct UnknownDialect;

impl FromStr for Dialect {
    type Err = UnknownDialect;

    fn from_str(text: &str) -> Result<Self, UnknownDialect> {
        Self::ALL.into_iter().find(|dialect| dialect.as_str() == text).ok_or(UnknownDialect)
    }
}
