//! A formula that was rolled.

use core::fmt;

use super::{Formula, RolledDie, print};
use crate::model::{Die, Few, Number};

/// A formula that was rolled: its total, and every die with what became of it.
///
/// It prints as players read it.
///
/// ```
/// use tumulte_core::dice::Formula;
///
/// let formula: Formula = "2d20kh + 5".parse()?;
/// let rolled = formula.roll_given(&[14, 3])?;
/// assert_eq!(rolled.to_string(), "2d20kh1 (14, ~~3~~) + 5 = 19");
/// # Ok::<(), tumulte_core::dice::DiceError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RollResult<'f> {
    pub(super) formula: &'f Formula,
    pub(super) total: f64,
    pub(super) dice: Few<RolledDie, 8>,
    pub(super) parts: Few<Part, 6>,
}

/// What one node of the formula came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Part {
    pub(super) value: f64,
    /// How many dice lay on the table once it was worked out.
    pub(super) dice: u32,
    /// Whether a pool dropped it.
    pub(super) is_dropped: bool,
}

impl RollResult<'_> {
    /// The formula.
    #[must_use]
    pub const fn formula(&self) -> &Formula {
        self.formula
    }

    /// What it came to.
    #[must_use]
    pub const fn total(&self) -> f64 {
        self.total
    }

    /// Every die in the order it fell, dropped and rerolled ones included.
    #[must_use]
    pub fn dice(&self) -> &[RolledDie] {
        &self.dice
    }

    /// The dice as game systems judge them, see [`JudgeInput`](crate::systems::JudgeInput).
    /// Their terms are numbered in reading order.
    #[must_use]
    pub fn to_dice(&self) -> Vec<Die> {
        let mut terms: Vec<usize> = self.dice.iter().map(RolledDie::node).collect();
        terms.dedup();
        let number = |node: usize| terms.binary_search(&node).unwrap_or_default();
        self.dice
            .iter()
            .map(|die| {
                let term = u32::try_from(number(die.node())).unwrap_or(u32::MAX);
                Die { term, ..Die::from(die) }
            })
            .collect()
    }

    /// What a node of the formula came to.
    #[must_use]
    pub fn value(&self, node: usize) -> Option<f64> {
        self.parts.get(node).map(|part| part.value)
    }

    /// Whether a pool dropped what this node came to.
    #[must_use]
    pub fn is_dropped(&self, node: usize) -> bool {
        self.parts.get(node).is_some_and(|part| part.is_dropped)
    }

    /// The dice a dice term of the formula threw.
    #[must_use]
    pub fn dice_of(&self, node: usize) -> &[RolledDie] {
        let before = node.checked_sub(1).and_then(|before| self.parts.get(before));
        let start = before.map_or(0, |part| part.dice as usize);
        let end = self.parts.get(node).map_or(start, |part| part.dice as usize);
        self.dice.get(start..end).unwrap_or_default()
    }
}

impl fmt::Display for RollResult<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        print::rolled(self, f)?;
        write!(f, " = {}", Number::new(self.total))
    }
}
