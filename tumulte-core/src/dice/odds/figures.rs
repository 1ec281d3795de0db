//! The public face of a distribution.

use super::{
    distribution::{Distribution, Values, real, whole},
    rarity::Rarity,
    sum::Sum,
    weight::Weight,
};

/// How far the probabilities of [`Odds`] can be trusted.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Exactness {
    /// Counted: all cases are equally likely and none is left out. [`Odds::ways`] gives the counts.
    Exact,
    /// More cases than 128 bits can count, so probabilities were rounded on the way.
    Rounded {
        /// The most any probability is off; relative to it, too.
        error: f64,
    },
    /// Rounded, and a tail that never ends was cut off.
    Bounded {
        /// The probability of what was cut off: any probability may be that much higher.
        missing: f64,
        /// The most rounding has changed any probability.
        error: f64,
    },
    /// Rolled many times.
    Sampled {
        /// How many times.
        samples: u32,
        /// No `p_at_least` or `p_at_most` is further off than this, with 99 % confidence.
        error: f64,
    },
}

/// What a formula can come to, and how likely each total is.
///
/// ```
/// # fn main() -> Result<(), tumulte_core::dice::DiceError> {
/// use tumulte_core::dice::Formula;
///
/// let odds = "4d6kh3".parse::<Formula>()?.odds()?;
/// assert_eq!(odds.ways(18), Some((21, 1296)));
/// assert_eq!(odds.rarity(18).to_string(), "1 in 62");
/// assert_eq!(odds.percentile(50.0), 12.0);
/// assert!((odds.mean() - 12.2446).abs() < 1e-4);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Odds {
    values: Values,
    weights: Weights,
    exactness: Exactness,
}

#[derive(Debug, Clone, PartialEq)]
enum Weights {
    Counts { counts: Vec<u128>, total: u128 },
    Shares(Vec<f64>),
}

impl From<Distribution<u128>> for Odds {
    fn from(distribution: Distribution<u128>) -> Self {
        let Distribution { values, weights, total, .. } = trimmed(distribution);
        Self {
            values,
            weights: Weights::Counts { counts: weights, total },
            exactness: Exactness::Exact,
        }
    }
}

impl From<Distribution<f64>> for Odds {
    fn from(distribution: Distribution<f64>) -> Self {
        let Distribution { values, weights, doubt, .. } = trimmed(distribution);
        // Half a unit in the last place for each rounding.
        let error = doubt.ulps * f64::EPSILON / 2.0;
        let exactness = if doubt.missing > 0.0 {
            Exactness::Bounded { missing: doubt.missing, error }
        } else {
            Exactness::Rounded { error }
        };
        Self { values, weights: Weights::Shares(weights), exactness }
    }
}

/// Without impossible totals at the ends.
fn trimmed<W: Weight>(mut distribution: Distribution<W>) -> Distribution<W> {
    if let Values::From(lowest) = &mut distribution.values {
        let possible = |weight: &W| *weight > W::ZERO;
        let end = distribution.weights.iter().rposition(possible).map_or(0, |last| last + 1);
        distribution.weights.truncate(end);
        let start = distribution.weights.iter().position(possible).unwrap_or(0);
        if start > 0 {
            distribution.weights.drain(..start);
            *lowest = lowest.saturating_add_unsigned(start as u64);
        }
    }
    distribution
}

impl Odds {
    /// From counted samples; `counts` are of rising values.
    pub(super) fn sampled(counts: &[(f64, u32)], samples: u32) -> Self {
        let all = f64::from(samples.max(1));
        // Dvoretzky, Kiefer and Wolfowitz, with Massart's constant, at 99 %.
        let error = ((2.0_f64 / 0.01).ln() / (2.0 * all)).sqrt();
        Self {
            values: Values::Each(counts.iter().map(|(value, _)| *value).collect()),
            weights: Weights::Shares(counts.iter().map(|(_, n)| f64::from(*n) / all).collect()),
            exactness: Exactness::Sampled { samples, error },
        }
    }

    /// How far the probabilities can be trusted.
    #[must_use]
    pub const fn exactness(&self) -> Exactness {
        self.exactness
    }

    /// The probability of exactly this total.
    #[must_use]
    pub fn p(&self, total: impl Into<f64>) -> f64 {
        let place = self.place(total.into());
        place.map_or(0.0, |index| self.share(index..index + 1))
    }

    /// The probability of this total or a higher one.
    #[must_use]
    pub fn p_at_least(&self, total: impl Into<f64>) -> f64 {
        let first = self.below(total.into());
        self.share(first..self.len())
    }

    /// The probability of this total or a lower one.
    #[must_use]
    pub fn p_at_most(&self, total: impl Into<f64>) -> f64 {
        let total = total.into();
        let last = self.below(total);
        self.share(0..if self.place(total).is_some() { last + 1 } else { last })
    }

    /// In how many of how many equally likely cases this total comes up; none unless
    /// [exact](Exactness::Exact).
    #[must_use]
    pub fn ways(&self, total: impl Into<f64>) -> Option<(u128, u128)> {
        let Weights::Counts { counts, total: all } = &self.weights else { return None };
        let place = self.place(total.into());
        let ways = place.and_then(|index| counts.get(index)).copied();
        Some((ways.unwrap_or_default(), *all))
    }

    /// The average total.
    #[must_use]
    pub fn mean(&self) -> f64 {
        // From the middle on, so that large constants cost no digits.
        let middle = f64::midpoint(self.min(), self.max());
        let mass = self.share(0..self.len());
        let sum: f64 = self.iter().map(|(value, p)| (value - middle) * p).sum();
        // Rounding must not carry it beyond what can come up.
        (middle + sum / mass).clamp(self.min(), self.max())
    }

    /// The average squared distance from the mean.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let mean = self.mean();
        let mass = self.share(0..self.len());
        self.iter().map(|(value, p)| (value - mean) * (value - mean) * p).sum::<f64>() / mass
    }

    /// The standard deviation.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        self.variance().sqrt()
    }

    /// The lowest total.
    #[must_use]
    pub fn min(&self) -> f64 {
        self.value(0)
    }

    /// The highest total; of an explosion the highest that was not cut off.
    #[must_use]
    pub fn max(&self) -> f64 {
        self.value(self.len().saturating_sub(1))
    }

    /// The lowest total that at least `percent` of all rolls don't exceed; 50 is the median.
    ///
    /// Up to 0 it is the lowest total, from 100 on the highest.
    #[must_use]
    pub fn percentile(&self, percent: f64) -> f64 {
        let wanted = percent / 100.0;
        if wanted >= 1.0 {
            return self.max();
        }
        let reached = match &self.weights {
            Weights::Counts { counts, total } => {
                let sums = counts.iter().scan(0_u128, |sum, count| {
                    *sum = sum.wrapping_add(*count);
                    Some(*sum)
                });
                sums.map(|sum| sum.of(*total)).position(|reached| reached >= wanted)
            }
            Weights::Shares(shares) => {
                let sums = shares.iter().scan(0.0_f64, |sum, share| {
                    *sum += share;
                    Some(*sum)
                });
                let slack = self.slack();
                sums.map(|sum| sum + slack).position(|reached| reached >= wanted)
            }
        };
        let first = self.iter().next().map_or(0.0, |(value, _)| value);
        reached.map_or(self.max(), |index| self.value(index)).max(first)
    }

    /// What rounding may have taken from a sum; what was sampled is taken as it is.
    fn slack(&self) -> f64 {
        match self.exactness {
            Exactness::Rounded { error } | Exactness::Bounded { error, .. } => error,
            Exactness::Exact | Exactness::Sampled { .. } => 0.0,
        }
    }

    /// How rare this total is.
    ///
    /// ```
    /// # fn main() -> Result<(), tumulte_core::dice::DiceError> {
    /// use tumulte_core::dice::Formula;
    ///
    /// let odds = "2d20".parse::<Formula>()?.odds()?;
    /// assert_eq!(odds.rarity(40).to_string(), "1 in 400");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn rarity(&self, total: impl Into<f64>) -> Rarity {
        let total = total.into();
        Rarity::new(self.p(total), self.p_at_least(total), self.p_at_most(total))
    }

    /// Every possible total in rising order, and its probability.
    pub fn iter(&self) -> impl Iterator<Item = (f64, f64)> + '_ {
        (0..self.len())
            .map(|index| (self.value(index), self.share(index..index + 1)))
            .filter(|(_, p)| *p > 0.0)
    }

    fn len(&self) -> usize {
        match &self.weights {
            Weights::Counts { counts, .. } => counts.len(),
            Weights::Shares(shares) => shares.len(),
        }
    }

    fn value(&self, index: usize) -> f64 {
        match &self.values {
            Values::From(lowest) => real(lowest.saturating_add_unsigned(index as u64)),
            Values::Each(values) => values.get(index).copied().unwrap_or_default(),
        }
    }

    /// How many places lie below a value.
    fn below(&self, value: f64) -> usize {
        match &self.values {
            Values::From(lowest) => {
                let distance = value.ceil() - real(*lowest);
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "the cast saturates, and places end at the last"
                )]
                let places = distance as usize;
                places.min(self.len())
            }
            Values::Each(values) => values.partition_point(|other| *other < value),
        }
    }

    fn place(&self, value: f64) -> Option<usize> {
        if matches!(self.values, Values::From(_)) {
            whole(value)?;
        }
        let index = self.below(value);
        #[expect(clippy::float_cmp, reason = "a total is one of the values or it is not")]
        let is_here = index < self.len() && self.value(index) == value;
        is_here.then_some(index)
    }

    /// The probability of the values at these places.
    fn share(&self, places: core::ops::Range<usize>) -> f64 {
        match &self.weights {
            Weights::Counts { counts, total } => {
                let counts = counts.get(places).unwrap_or_default();
                counts.iter().fold(0_u128, |sum, count| sum.wrapping_add(*count)).of(*total)
            }
            Weights::Shares(shares) => {
                // What is rounded may add up to a little more than one.
                Sum::all(shares.get(places).unwrap_or_default().iter().copied()).min(1.0)
            }
        }
    }
}
