//! Sums of many weights that round as if they were sums of few.

use super::weight::Weight;

/// A sum that remembers what rounding took from it (Kahan's): off by two roundings, however many
/// weights were added.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum<W> {
    sum: W,
    lost: f64,
}

/// How many roundings a [`Sum`] is off by.
pub(super) const ROUNDINGS: usize = 2;

impl<W: Weight> Sum<W> {
    pub(super) const ZERO: Self = Self { sum: W::ZERO, lost: 0.0 };

    pub(super) const fn from(weight: W) -> Self {
        Self { sum: weight, lost: 0.0 }
    }

    /// What all of these weigh.
    pub(super) fn of<T>(weighed: &[(T, W)]) -> W {
        Self::all(weighed.iter().map(|(_, weight)| *weight))
    }

    pub(super) fn all(weights: impl Iterator<Item = W>) -> W {
        let mut sum = Self::ZERO;
        for weight in weights {
            sum.add(weight);
        }
        sum.sum
    }

    #[inline]
    pub(super) fn add(&mut self, weight: W) {
        self.sum = self.sum.plus_less(weight, &mut self.lost);
    }

    pub(super) const fn weight(self) -> W {
        self.sum
    }
}

/// What the last 0, 1, 2, … of these weigh together.
pub(super) fn rests<W: Weight>(weights: impl DoubleEndedIterator<Item = W>) -> Vec<W> {
    let mut rest = Sum::ZERO;
    let sums = weights.rev().map(|weight| {
        rest.add(weight);
        rest.weight()
    });
    core::iter::once(W::ZERO).chain(sums).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_thirds_of_a_millionth_are_a_third() {
        let count = 1_000_003_u32;
        let (unit, _) = f64::uniform(u64::from(count));
        let sum = Sum::of(&vec![((), unit); count as usize]);
        assert!((sum - 1.0).abs() <= 3.0 * f64::EPSILON, "{sum}");
    }
}
