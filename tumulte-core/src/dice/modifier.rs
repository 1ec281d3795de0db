//! What may happen to dice after they fell.

use super::{Comparison, Faces};

/// What happens to dice after they fell. Modifiers work one after the other, as written; in Avrae
/// neighbours of the same kind choose together (`k1k6` keeps ones and sixes).
///
/// Each has one meaning whatever the dialect: Roll20's `!>5` and Foundry's `x>=5` are both
/// [`Explode`](Self::Explode).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Modifier {
    /// Drops all that are not picked.
    Keep(Pick),
    /// Drops what is picked.
    Drop(Pick),
    /// Replaces what is picked by a new die.
    Reroll {
        /// Which dice.
        pick: Pick,
        /// Whether a replacement may be rerolled in turn.
        recursive: bool,
        /// How many rerolls at most, over all the dice.
        most: Option<u32>,
    },
    /// Throws one more die for each that is picked.
    Explode {
        /// Which dice.
        pick: Pick,
        /// What becomes of the new die.
        style: Burst,
        /// Whether the new die may explode in turn.
        recursive: bool,
        /// How many new dice at most, over all the dice.
        most: Option<u32>,
    },
    /// Lifts lower results to this.
    Minimum(u32),
    /// Cuts higher results to this.
    Maximum(u32),
    /// Each die counts 1 when it passes, else 0.
    Success(Test),
    /// As [`Success`](Self::Success), yet called failures: `cf`.
    Failure(Test),
    /// Each die that passes counts −1: `df`, Roll20's `f`.
    DeductFailure(Test),
    /// Each die that passes counts its result less: `sf`.
    SubtractFailure(Test),
    /// Even results count 1, others 0.
    Even,
    /// Odd results count 1, others 0.
    Odd,
    /// Coins that show this count 1, others 0.
    CallCoin(u32),
    /// By how much the sum is over (or, compared with `<`, under) the target.
    Margin(Test),
    /// Shown as a critical success; nothing changes.
    MarkCritical(Test),
    /// Shown as a critical failure; nothing changes.
    MarkFumble(Test),
    /// Equal faces are shown together.
    Match {
        /// Whether the total is the number of matches.
        counts: bool,
        /// How many equal faces make a match.
        least: u32,
        /// Which faces take part.
        test: Option<Test>,
    },
    /// Shows the dice in order.
    Sort {
        /// From the lowest on.
        ascending: bool,
    },
    /// dnd5e's `adv`, `adv2`: so many more dice, the highest is kept.
    Advantage(u32),
    /// dnd5e's `dis`: so many more dice, the lowest is kept.
    Disadvantage(u32),
}

/// Which dice a modifier means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pick {
    /// So many of the highest.
    Highest(u32),
    /// So many of the lowest.
    Lowest(u32),
    /// All that pass.
    Passing(Test),
}

/// A comparison with a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Test {
    /// How.
    pub comparison: Comparison,
    /// With what; none is the die's highest face.
    pub target: Option<i32>,
}

/// What becomes of the die an explosion brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Burst {
    /// It is one more die.
    Add,
    /// It is added to the die that exploded: Roll20's `!!`.
    Compound,
    /// It is one more die and counts one less: Roll20's `!p`.
    Penetrate,
}

impl Test {
    /// A comparison with a fixed number.
    #[must_use]
    pub const fn new(comparison: Comparison, target: i32) -> Self {
        Self { comparison, target: Some(target) }
    }

    /// Equal to the highest face.
    pub(super) const HIGHEST: Self = Self { comparison: Comparison::Equal, target: None };

    /// Whether a face passes; `highest` is the die's highest face.
    #[inline]
    #[must_use]
    pub fn passes(self, face: i32, highest: i32) -> bool {
        self.comparison.holds(face, self.target.unwrap_or(highest))
    }

    /// Whether the total of a roll in a pool passes.
    pub(super) fn passes_total(self, total: f64) -> bool {
        let target = f64::from(self.target.unwrap_or(i32::MAX));
        match self.comparison {
            Comparison::Equal => (total - target).abs() < f64::EPSILON,
            comparison => comparison.holds(total, target),
        }
    }

    /// Whether every face of a die passes, from the lowest to the highest.
    pub(super) fn passes_all(self, lowest: i32, highest: i32) -> bool {
        self.passes(lowest, highest) && self.passes(highest, highest)
    }
}

impl Faces {
    /// The lowest and the highest face; none where only a roll tells.
    #[inline]
    #[must_use]
    pub fn bounds(self) -> Option<(i32, i32)> {
        Some(match self {
            Self::Fixed(faces) => (1, i32::try_from(faces).unwrap_or(i32::MAX)),
            Self::Percent => (1, 100),
            Self::Tens => (0, 90),
            Self::Fate => (-1, 1),
            Self::Coin => (0, 1),
            Self::Operand | Self::Custom(_) => return None,
        })
    }
}

impl Modifier {
    /// Whether dice of these bounds would be thrown for ever.
    pub(super) fn is_endless(self, lowest: i32, highest: i32) -> bool {
        let (Self::Reroll { pick, recursive: true, most: None }
        | Self::Explode { pick, recursive: true, most: None, .. }) = self
        else {
            return false;
        };
        match pick {
            Pick::Passing(test) => test.passes_all(lowest, highest),
            Pick::Highest(count) | Pick::Lowest(count) => {
                count > 0 && matches!(self, Self::Reroll { .. })
            }
        }
    }

    /// Whether two neighbours choose together in Avrae.
    pub(super) fn joins(self, other: Self) -> bool {
        match (self, other) {
            (Self::Keep(_), Self::Keep(_)) | (Self::Drop(_), Self::Drop(_)) => true,
            (Self::Reroll { recursive: a, .. }, Self::Reroll { recursive: b, .. }) => a == b,
            (
                Self::Explode { recursive: a, most: c, .. },
                Self::Explode { recursive: b, most: d, .. },
            ) => a == b && c == d,
            _ => false,
        }
    }
}
