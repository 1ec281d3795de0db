//! Rerolls and explosions of which there are only so many.

use super::{
    super::{Modifier, Pick},
    budget::Budget,
    distribution::Distribution,
    obstacle::Obstacle,
    weight::Weight,
};

/// Dice of which some bring one more, as long as the number lasts.
pub(super) struct Limited<W> {
    /// What a die adds.
    pub any: Distribution<W>,
    /// What one adds that brings none; none when all do.
    pub others: Option<Distribution<W>>,
    /// What one adds that brings another.
    pub link: Distribution<W>,
    /// Whether the new die may bring another.
    pub recursive: bool,
}

impl<W> Limited<W> {
    /// Whether a modifier chooses dice by what they show.
    pub(super) const fn is_by_face(modifier: &Modifier) -> bool {
        matches!(
            modifier,
            Modifier::Reroll { pick: Pick::Passing(_), .. }
                | Modifier::Explode { pick: Pick::Passing(_), .. }
        )
    }
}

/// The sum of `count` dice and at most `most` new ones.
///
/// By the first die: it brings none and one die less is to be looked at, or it brings one and one
/// new die less may come.
pub(super) fn limited<W: Weight>(
    dice: &Limited<W>,
    count: u32,
    most: u32,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let most = if dice.recursive { most } else { most.min(count) };
    budget.spend(most as usize + 1, count as usize)?;
    // By the number of new dice that may come: the sum of the dice looked at.
    let mut rows = vec![Distribution::point(0.0); most as usize + 1];
    for _ in 0..count {
        let mut fewer: Option<Distribution<W>> = None;
        for row in &mut rows {
            let next = match fewer {
                None => row.plus(&dice.any, budget)?,
                Some(fewer) => {
                    let mut parts = vec![(W::ONE, fewer.plus(&dice.link, budget)?)];
                    if let Some(others) = &dice.others {
                        parts.push((W::ONE, row.plus(others, budget)?));
                    }
                    Distribution::mixture(&parts, W::ONE, budget)?
                }
            };
            let before = core::mem::replace(row, next);
            fewer = Some(if dice.recursive {
                row.copied(budget)?
            } else {
                before.plus(&dice.any, budget)?
            });
        }
    }
    rows.pop().ok_or(Obstacle::TooLarge)
}
