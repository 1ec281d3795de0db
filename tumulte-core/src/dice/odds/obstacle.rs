//! What keeps a distribution from being worked out.

use super::super::DiceProblem;

/// Why a distribution can't be had this way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Obstacle {
    /// The cases can't be counted in 128 bits, or never end: probabilities have to be rounded.
    Uncountable,
    /// More work or more outcomes than live use allows.
    TooLarge,
    /// The dice depend on each other in a way that is not worked out; what it is.
    OutOfReach(&'static str),
    /// Some outcome has no finite value.
    NoValue,
    /// Some outcome is a quotient by zero.
    DivisionByZero,
    /// Some outcome is no number of dice or faces.
    InvalidCount,
    /// Some outcome is a die without faces.
    NoFaces,
    /// Some outcome is more dice than the limits of the formula allow, or dice without end.
    TooManyDice,
    /// Some outcome is more faces than they allow.
    TooManyFaces,
    /// Somebody else has to put in a value.
    Unresolved,
}

impl From<DiceProblem> for Obstacle {
    /// What arithmetic refuses.
    fn from(problem: DiceProblem) -> Self {
        match problem {
            DiceProblem::DivisionByZero => Self::DivisionByZero,
            _ => Self::NoValue,
        }
    }
}
