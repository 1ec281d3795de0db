//! Why a roll could not be read.

use super::{MAX_DEPTH, MAX_DICE};

/// Why a roll could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RollError {
    /// The roll is not what a roll looks like: `roll.malformed`.
    #[error("expected a roll with terms, dice, total or formula, found {found}")]
    Malformed {
        /// What stood there instead, never its content.
        found: String,
    },
    /// More dice than any table throws: `roll.too_many_dice`.
    #[error("expected at most {MAX_DICE} dice")]
    TooManyDice,
    /// More parts than a roll can have: `roll.too_many_terms`.
    #[error("expected at most {limit} parts in one roll, found {found}")]
    TooManyTerms {
        /// How many are allowed.
        limit: usize,
        /// How many there are.
        found: usize,
    },
    /// Terms nested deeper than [`MAX_DEPTH`] levels: `roll.too_deep`.
    #[error("expected terms nested at most {MAX_DEPTH} levels deep")]
    TooDeep,
}

impl RollError {
    /// Every code [`code`](Self::code) can give.
    pub const CODES: &'static [&'static str] =
        &["roll.malformed", "roll.too_many_dice", "roll.too_many_terms", "roll.too_deep"];

    /// The stable code, the same in every language.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "roll.malformed",
            Self::TooManyDice => "roll.too_many_dice",
            Self::TooManyTerms { .. } => "roll.too_many_terms",
            Self::TooDeep => "roll.too_deep",
        }
    }
}
