//! One roll, understood but not yet checked: the same whatever way it came.

use crate::{
    model::{Hints, Roll, TotalCheck},
    roll::{Evaluation, Expression, MAX_DEPTH, RollError, Term, evaluate},
};

/// Longer formulas are cut: nobody reads on.
const MAX_FORMULA: usize = 2000;

/// A roll as terms.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Rolled {
    pub(super) formula: String,
    pub(super) total: Option<f64>,
    pub(super) terms: Vec<Term>,
    /// A modifier or a part that may make the total differ from the sum.
    pub(super) unexplained: Option<String>,
    /// What was typed behind the formula.
    pub(super) comment: Option<String>,
    /// Thresholds the formula itself gives.
    pub(super) hints: Hints,
    /// Whether it only draws from tables.
    pub(super) is_draw: bool,
}

impl Rolled {
    /// Whether a die of so many faces lies there and counts.
    pub(super) fn throws(&self, faces: u32) -> bool {
        throws(&self.terms, faces, 0)
    }

    /// Checks the roll and writes it over a template.
    ///
    /// # Errors
    ///
    /// `roll.too_deep`, `roll.too_many_dice`
    pub(super) fn into_roll(self, template: Roll) -> Result<Roll, RollError> {
        let total = self.total;
        let expression = Expression { terms: self.terms, beside: Vec::new(), total };
        let Evaluation { dice, total_check } = evaluate(expression)?;
        let total_check = match (total_check, self.unexplained) {
            (TotalCheck::Differs { .. }, Some(class)) => TotalCheck::UnknownTerm { class },
            (check, _) => check,
        };
        let mut hints = template.hints.clone();
        hints.extend(self.hints);
        Ok(Roll {
            formula: self.formula.trim().chars().take(MAX_FORMULA).collect(),
            total: total.map(Into::into),
            dice,
            total_check,
            hints,
            ..template
        })
    }
}

fn throws(terms: &[Term], faces: u32, depth: usize) -> bool {
    depth <= MAX_DEPTH
        && terms.iter().any(|term| match term {
            Term::Dice(dice) => dice.dice.iter().any(|die| die.active && die.faces == faces),
            Term::Group(inner) => throws(&inner.terms, faces, depth + 1),
            Term::Function { arguments, .. } => {
                arguments.iter().any(|inner| throws(&inner.terms, faces, depth + 1))
            }
            Term::Pool(entries) => {
                entries.iter().any(|entry| throws(&entry.roll.terms, faces, depth + 1))
            }
            _ => false,
        })
}
