//! Dice and total check of one roll.

use super::{
    Expression, RollError,
    collect::Collector,
    value::{Arithmetic, NoValue, contribution},
};
use crate::model::{Die, Number, TotalCheck};

/// The most dice one roll may have.
pub const MAX_DICE: usize = 10_000;

/// How deep terms may nest.
pub const MAX_DEPTH: usize = 64;

/// What a roll's terms came to.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Evaluation {
    /// Every die in reading order, dropped and rerolled ones included.
    pub dice: Vec<Die>,
    /// Whether they add up to the total the tabletop gave.
    pub total_check: TotalCheck,
}

/// Finds every die of a roll and checks its total.
///
/// The dice of a dropped pool entry are inactive. Dice listed beside the terms are added at the end
/// unless the terms show them too. A total that the terms do not explain is reported, never
/// corrected.
///
/// # Errors
///
/// `roll.too_many_dice` above [`MAX_DICE`] dice, `roll.too_deep` above [`MAX_DEPTH`] levels.
pub fn evaluate(mut roll: Expression) -> Result<Evaluation, RollError> {
    // An infinite total is none: JSON has no word for it, and nothing adds up to it.
    roll.total = roll.total.filter(|total| total.is_finite());
    let verdict = check(&roll)?;
    let by_terms = !roll.terms.is_empty();
    let total = roll.total;
    let Collector { dice, has_added_dice, .. } = Collector::collect(roll)?;
    let total_check = match (total, verdict) {
        (Some(total), _) if !by_terms => sum_of_dice(&dice, total),
        (_, TotalCheck::Differs { recomputed }) if has_added_dice => {
            TotalCheck::AddedDice { recomputed }
        }
        (_, verdict) => verdict,
    };
    Ok(Evaluation { dice, total_check })
}

/// One level further down.
pub(super) fn deeper(depth: usize) -> Result<usize, RollError> {
    if depth < MAX_DEPTH { Ok(depth + 1) } else { Err(RollError::TooDeep) }
}

fn check(roll: &Expression) -> Result<TotalCheck, RollError> {
    let plain = Arithmetic { doubling: false, depth: 0 };
    let recomputed = match plain.expression(roll) {
        Ok(value) => value,
        Err(NoValue::TooDeep) => return Err(RollError::TooDeep),
        Err(NoValue::Unknown(_)) if roll.total.is_none() => return Ok(TotalCheck::NoTotal),
        Err(NoValue::Unknown(class)) => return Ok(TotalCheck::UnknownTerm { class }),
    };
    let Some(total) = roll.total else { return Ok(TotalCheck::NoTotal) };
    if equal(recomputed, total) {
        return Ok(TotalCheck::Agrees);
    }
    let doubled = Arithmetic { doubling: true, depth: 0 };
    if doubled.expression(roll).is_ok_and(|value| equal(value, total)) {
        return Ok(TotalCheck::DoubledSuccesses);
    }
    Ok(TotalCheck::Differs { recomputed: Number::new(recomputed) })
}

/// Without terms only the dice can speak; when they don't explain the total, nothing is known.
fn sum_of_dice(dice: &[Die], total: f64) -> TotalCheck {
    if !dice.is_empty() && equal(dice.iter().map(contribution).sum(), total) {
        TotalCheck::Agrees
    } else {
        TotalCheck::UnknownTerm { class: "Roll".to_owned() }
    }
}

/// Equal but for what floating point loses: an initiative of 14 + 3 + 0.14.
fn equal(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-9 * left.abs().max(right.abs()).max(1.0)
}
