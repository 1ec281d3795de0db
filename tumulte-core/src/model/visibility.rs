//! Who may see a roll.

use serde::{Deserialize, Serialize};

/// Who may see a roll, as the stored message says. Everything but public is hidden from a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// Everyone at the table sees it.
    Public,
    /// Whispered to the game master, or to anyone else in private.
    GmOnly,
    /// Rolled blind: not even the player who rolled sees the result.
    Blind,
    /// Whispered to its own author.
    #[serde(rename = "self")]
    SelfOnly,
}

impl Visibility {
    /// Whether a stream must not learn the numbers.
    #[must_use]
    pub const fn is_hidden(self) -> bool {
        !matches!(self, Self::Public)
    }

    /// The word on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::GmOnly => "gm_only",
            Self::Blind => "blind",
            Self::SelfOnly => "self",
        }
    }
}
