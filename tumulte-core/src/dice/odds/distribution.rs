//! Values and how likely each is.

use super::{
    budget::Budget,
    obstacle::Obstacle,
    sum::{ROUNDINGS, Sum},
    weight::Weight,
};
use crate::model::sort_by;

/// The values of a distribution, in rising order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Values {
    /// Whole numbers from here on, one for each weight.
    From(i64),
    /// One for each weight.
    Each(Vec<f64>),
}

/// What rounding and cut-off tails may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Doubt {
    /// Relative error of a weight, in units of the last place.
    pub ulps: f64,
    /// The probability that belongs to no listed value.
    pub missing: f64,
}

impl Doubt {
    /// That of a product; each of its weights is a sum of up to `terms` products.
    #[expect(clippy::cast_precision_loss, reason = "a bound, and far below 2^53")]
    pub(super) fn and(self, other: Self, terms: usize) -> Self {
        Self {
            ulps: self.ulps + other.ulps + terms as f64 + 1.0,
            missing: self.missing + other.missing,
        }
    }

    /// That of [sums](Sum) of such weights.
    #[expect(clippy::cast_precision_loss, reason = "two")]
    pub(super) fn summed(self) -> Self {
        Self { ulps: self.ulps + ROUNDINGS as f64, ..self }
    }

    /// That of a choice between the two.
    pub(super) fn or(self, other: Self) -> Self {
        Self { ulps: self.ulps.max(other.ulps) + 2.0, missing: self.missing.max(other.missing) }
    }

    /// That of `count` independent ones together.
    pub(super) fn times(self, count: u32, steps: f64) -> Self {
        let count = f64::from(count);
        Self { ulps: (self.ulps + steps) * count, missing: self.missing * count }
    }
}

/// Independent of every other: no part of a formula is used twice.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Distribution<W> {
    pub values: Values,
    pub weights: Vec<W>,
    pub total: W,
    pub doubt: Doubt,
}

/// Beyond this, neighbouring whole numbers are no longer told apart.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;

/// The whole number a value is, if it is one.
#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
pub(super) fn whole(value: f64) -> Option<i64> {
    (value.fract() == 0.0 && value.abs() < LARGEST_WHOLE).then_some(value as i64)
}

#[expect(clippy::cast_precision_loss, reason = "values are kept below 2^53")]
pub(super) const fn real(value: i64) -> f64 {
    value as f64
}

fn finite(value: f64) -> Result<f64, Obstacle> {
    if value.is_finite() { Ok(value) } else { Err(Obstacle::NoValue) }
}

impl<W: Weight> Distribution<W> {
    /// Always the same.
    pub(super) fn point(value: f64) -> Self {
        let values = whole(value).map_or_else(|| Values::Each(vec![value]), Values::From);
        Self { values, weights: vec![W::ONE], total: W::ONE, doubt: Doubt::default() }
    }

    /// Whole numbers from `lowest` on, all equally likely.
    pub(super) fn uniform(lowest: i64, count: u64) -> Result<Self, Obstacle> {
        let length = Budget::outcomes(usize::try_from(count).unwrap_or(usize::MAX))?;
        let (unit, total) = W::uniform(count.max(1));
        Ok(Self {
            values: Values::From(lowest),
            weights: vec![unit; length.max(1)],
            total,
            doubt: Doubt { ulps: 1.0, missing: 0.0 },
        })
    }

    /// Whole numbers from `lowest` on.
    pub(super) fn dense(lowest: i64, weights: Vec<W>, total: W, doubt: Doubt) -> Self {
        Self { values: Values::From(lowest), weights, total, doubt }
    }

    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    /// Another of the same. Who asks for large ones again and again pays for it.
    pub(super) fn copied(&self, budget: &mut Budget) -> Result<Self, Obstacle> {
        budget.spend(self.len(), 2)?;
        Ok(self.clone())
    }

    /// Each value of some weight, in rising order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (f64, W)> + '_ {
        let (offset, each) = match &self.values {
            Values::From(offset) => (*offset, None),
            Values::Each(values) => (0, Some(values.as_slice())),
        };
        self.weights
            .iter()
            .enumerate()
            .map(move |(index, weight)| {
                let value = match each {
                    Some(values) => values.get(index).copied().unwrap_or_default(),
                    None => real(offset.saturating_add_unsigned(index as u64)),
                };
                (value, *weight)
            })
            .filter(|(_, weight)| *weight > W::ZERO)
    }

    /// The same value under another name: `f` of each.
    pub(super) fn map(
        &self,
        budget: &mut Budget,
        mut f: impl FnMut(f64) -> Result<f64, Obstacle>,
    ) -> Result<Self, Obstacle> {
        budget.spend(self.len(), 4)?;
        let mut pairs = Vec::with_capacity(self.len());
        for (value, weight) in self.iter() {
            let value = finite(f(value)?)?;
            pairs.push((value + 0.0, weight));
        }
        Ok(Self::from_pairs(pairs, self.total, self.doubt))
    }

    /// `f` of two independent values.
    pub(super) fn combine(
        &self,
        other: &Self,
        budget: &mut Budget,
        mut f: impl FnMut(f64, f64) -> Result<f64, Obstacle>,
    ) -> Result<Self, Obstacle> {
        let count = self.len().saturating_mul(other.len());
        budget.spend(count, 8)?;
        Budget::outcomes(count >> 2)?;
        let total = self.total.total_times(other.total).ok_or(Obstacle::Uncountable)?;
        let mut pairs = Vec::with_capacity(count);
        for (left, left_weight) in self.iter() {
            for (right, right_weight) in other.iter() {
                let value = finite(f(left, right)?)?;
                pairs.push((value + 0.0, left_weight.times(right_weight)));
            }
        }
        let doubt = self.doubt.and(other.doubt, 0);
        let combined = Self::from_pairs(pairs, total, doubt);
        Budget::outcomes(combined.len())?;
        Ok(combined)
    }

    /// One of several, by the weights of the choice; these are of the total `total`.
    pub(super) fn mixture(
        parts: &[(W, Self)],
        total: W,
        budget: &mut Budget,
    ) -> Result<Self, Obstacle> {
        let mut common = W::ONE;
        let mut doubt = Doubt::default();
        let mut count = 0_usize;
        for (_, part) in parts {
            common = common.common_total(part.total).ok_or(Obstacle::Uncountable)?;
            doubt = doubt.or(part.doubt);
            count = count.saturating_add(part.len());
        }
        budget.spend(count, 8)?;
        Budget::outcomes(count >> 2)?;
        let all = total.total_times(common).ok_or(Obstacle::Uncountable)?;
        let mut pairs = Vec::with_capacity(count);
        for (weight, part) in parts {
            let factor = weight.times(part.total.scale_to(common));
            pairs.extend(part.iter().map(|(value, weight)| (value, weight.times(factor))));
        }
        let mixed = Self::from_pairs(pairs, all, doubt.and(Doubt::default(), 1));
        Budget::outcomes(mixed.len())?;
        Ok(mixed)
    }

    /// Adds up the weights of equal values.
    pub(super) fn from_pairs(mut pairs: Vec<(f64, W)>, total: W, doubt: Doubt) -> Self {
        if let Some(dense) = Self::dense_from(&pairs, total, doubt) {
            return dense;
        }
        sort_by(&mut pairs, |left, right| left.0.total_cmp(&right.0));
        let mut values = Vec::with_capacity(pairs.len());
        let mut weights: Vec<Sum<W>> = Vec::with_capacity(pairs.len());
        for (value, weight) in pairs {
            match weights.last_mut() {
                Some(last) if values.last() == Some(&value) => last.add(weight),
                _ => {
                    values.push(value);
                    weights.push(Sum::from(weight));
                }
            }
        }
        let weights = weights.into_iter().map(Sum::weight).collect();
        Self { values: Values::Each(values), weights, total, doubt: doubt.summed() }
    }

    /// Whole numbers that lie close together need no sorting.
    fn dense_from(pairs: &[(f64, W)], total: W, doubt: Doubt) -> Option<Self> {
        let mut lowest = i64::MAX;
        let mut highest = i64::MIN;
        for (value, _) in pairs {
            let value = whole(*value)?;
            lowest = lowest.min(value);
            highest = highest.max(value);
        }
        let span = usize::try_from(highest.checked_sub(lowest)?).ok()?;
        if span > pairs.len().saturating_mul(4).saturating_add(64) {
            return None;
        }
        let mut weights = vec![Sum::ZERO; span + 1];
        for (value, weight) in pairs {
            let index = usize::try_from(whole(*value)? - lowest).ok()?;
            weights.get_mut(index)?.add(*weight);
        }
        let weights = weights.into_iter().map(Sum::weight).collect();
        Some(Self::dense(lowest, weights, total, doubt.summed()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_become_one() {
        let die = Distribution::<u128>::uniform(1, 6).unwrap();
        let half = die.map(&mut Budget::new(), |value| Ok((value / 2.0).floor())).unwrap();
        assert_eq!(half.iter().collect::<Vec<_>>(), [(0.0, 1), (1.0, 2), (2.0, 2), (3.0, 1)]);
    }

    #[test]
    fn fractions_keep_their_value() {
        let die = Distribution::<u128>::uniform(1, 2).unwrap();
        let half = die.map(&mut Budget::new(), |value| Ok(value / 2.0)).unwrap();
        assert_eq!(half.iter().collect::<Vec<_>>(), [(0.5, 1), (1.0, 1)]);
    }

    #[test]
    fn a_value_that_is_none_is_refused() {
        let die = Distribution::<u128>::uniform(0, 2).unwrap();
        let inverse = die.map(&mut Budget::new(), |value| Ok(1.0 / value));
        assert_eq!(inverse, Err(Obstacle::NoValue));
    }

    #[test]
    fn a_choice_weighs_its_parts() {
        let small = Distribution::<u128>::uniform(1, 2).unwrap();
        let large = Distribution::<u128>::uniform(1, 3).unwrap();
        let parts = [(1, small), (1, large)];
        let mixed = Distribution::mixture(&parts, 2, &mut Budget::new()).unwrap();
        assert_eq!(mixed.total, 12);
        assert_eq!(mixed.iter().collect::<Vec<_>>(), [(1.0, 5), (2.0, 5), (3.0, 2)]);
    }
}
