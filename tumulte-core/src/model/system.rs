//! Which game is played.

use core::fmt;

use serde::{Deserialize, Serialize};

/// The id of a game system exactly as Foundry spells it: `dnd5e`, `pf2e`, `CoC7`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SystemId(String);

impl SystemId {
    /// Wraps a system id; any text is allowed, unknown systems are judged by the fallback rules.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        Self(id.into())
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for SystemId {
    fn from(id: &str) -> Self {
        Self(id.to_owned())
    }
}

impl fmt::Display for SystemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A game system with the version a world runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SystemRef {
    /// The system's id.
    pub id: SystemId,
    /// The installed version, when the tabletop told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}
