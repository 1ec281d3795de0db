//! What was found.

use std::fmt;

use serde::Serialize;

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Health {
    /// As it should be.
    Well,
    /// It works, and could be better.
    Doubtful,
    /// It does not work.
    Broken,
    /// It can't be looked at from here.
    Unknown,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What was looked at.
    pub what: &'static str,
    /// How it is.
    pub health: Health,
    /// What was seen.
    pub seen: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

impl Finding {
    pub(super) fn well(what: &'static str, seen: impl Into<String>) -> Self {
        Self { what, health: Health::Well, seen: seen.into(), advice: None }
    }

    pub(super) fn doubtful(what: &'static str, seen: impl Into<String>, advice: &str) -> Self {
        Self { health: Health::Doubtful, advice: Some(advice.to_owned()), ..Self::well(what, seen) }
    }

    pub(super) fn broken(what: &'static str, seen: impl Into<String>, advice: &str) -> Self {
        Self { health: Health::Broken, ..Self::doubtful(what, seen, advice) }
    }

    pub(super) fn unknown(what: &'static str, seen: impl Into<String>, advice: &str) -> Self {
        Self { health: Health::Unknown, ..Self::doubtful(what, seen, advice) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.health {
            Health::Well => "ok     ",
            Health::Doubtful => "warning",
            Health::Broken => "BROKEN ",
            Health::Unknown => "unknown",
        };
        write!(f, "{mark}  {}: {}", self.what, self.seen)?;
        if let Some(advice) = &self.advice {
            write!(f, "\n         {advice}")?;
        }
        Ok(())
    }
}
