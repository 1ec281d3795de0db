//! A weight that is a count or a probability, so that odds are compiled once.

use core::{cell::Cell, cmp::Ordering};

use super::{
    Formula, Odds, distribution::Distribution, obstacle::Obstacle, walk::walk, weight::Weight,
};

thread_local! {
    /// Whether the walk under way counts.
    static COUNTS: Cell<bool> = const { Cell::new(true) };
}

/// Counts, and rounds where there are too many cases to count.
pub(super) fn worked_out(formula: &Formula) -> Result<Odds, (Obstacle, usize)> {
    COUNTS.set(true);
    match walk::<Either>(formula) {
        Err((Obstacle::Uncountable, _)) => {}
        counted => return counted.map(|counted| in_kind(counted, Either::as_count).into()),
    }
    COUNTS.set(false);
    let rounded = walk::<Either>(formula);
    COUNTS.set(true);
    rounded.map(|rounded| in_kind(rounded, Either::as_share).into())
}

fn in_kind<W>(distribution: Distribution<Either>, kind: fn(Either) -> W) -> Distribution<W> {
    let Distribution { values, weights, total, doubt } = distribution;
    let weights = weights.into_iter().map(kind).collect();
    Distribution { values, weights, total: kind(total), doubt }
}

/// From here on the bits are those of a probability, which is never negative.
const SHARES: u128 = u128::MAX << 63;

/// A count below [`SHARES`], or a probability. Both are 0 alike, and a count is as good as the
/// probability of the same number.
#[derive(Debug, Clone, Copy)]
pub(super) struct Either(u128);

impl Either {
    fn of_share(share: f64) -> Self {
        Self(SHARES | u128::from(share.to_bits()))
    }

    fn of_count(count: Option<u128>) -> Option<Self> {
        count.filter(|count| *count < SHARES).map(Self)
    }

    const fn is_share(self) -> bool {
        self.0 >= SHARES
    }

    const fn as_count(self) -> u128 {
        self.0
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "counts among probabilities are small, and the mark is cut off"
    )]
    const fn as_share(self) -> f64 {
        if self.is_share() { f64::from_bits((self.0 & !SHARES) as u64) } else { self.0 as f64 }
    }
}

impl PartialEq for Either {
    fn eq(&self, other: &Self) -> bool {
        self.partial_cmp(other) == Some(Ordering::Equal)
    }
}

impl PartialOrd for Either {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        if self.is_share() || other.is_share() {
            return self.as_share().partial_cmp(&other.as_share());
        }
        self.0.partial_cmp(&other.0)
    }
}

impl Weight for Either {
    const ZERO: Self = Self(0);
    const ONE: Self = Self(1);

    fn is_exact() -> bool {
        COUNTS.get()
    }

    fn uniform(count: u64) -> (Self, Self) {
        if Self::is_exact() {
            let (unit, total) = u128::uniform(count);
            return (Self(unit), Self(total));
        }
        let (unit, total) = f64::uniform(count);
        (Self::of_share(unit), Self::of_share(total))
    }

    fn plus(self, other: Self) -> Self {
        if self.is_share() || other.is_share() {
            return Self::of_share(self.as_share() + other.as_share());
        }
        Self(self.0.wrapping_add(other.0))
    }

    fn plus_less(self, other: Self, lost: &mut f64) -> Self {
        if self.is_share() || other.is_share() {
            return Self::of_share(self.as_share().plus_less(other.as_share(), lost));
        }
        self.plus(other)
    }

    fn times(self, other: Self) -> Self {
        if self.is_share() || other.is_share() {
            return Self::of_share(self.as_share() * other.as_share());
        }
        Self(self.0.wrapping_mul(other.0))
    }

    fn total_times(self, other: Self) -> Option<Self> {
        if self.is_share() || other.is_share() {
            return Some(self.times(other));
        }
        Self::of_count(self.0.total_times(other.0))
    }

    fn common_total(self, other: Self) -> Option<Self> {
        if Self::is_exact() {
            return Self::of_count(self.0.common_total(other.0));
        }
        Some(Self::ONE)
    }

    fn scale_to(self, common: Self) -> Self {
        if Self::is_exact() { Self(self.0.scale_to(common.0)) } else { Self::ONE }
    }

    fn share(self, all: Self) -> Self {
        if Self::is_exact() { self } else { Self::of_share(self.as_share() / all.as_share()) }
    }

    fn scaled(self, numerator: u32, denominator: u32) -> Self {
        if Self::is_exact() {
            return Self(self.0.scaled(numerator, denominator));
        }
        Self::of_share(self.as_share().scaled(numerator, denominator))
    }

    fn times_whole(self, count: u32) -> Option<Self> {
        if Self::is_exact() {
            return Self::of_count(self.0.times_whole(count));
        }
        self.as_share().times_whole(count).map(Self::of_share)
    }

    fn of(self, total: Self) -> f64 {
        if Self::is_exact() {
            return self.0.of(total.0);
        }
        self.as_share()
    }
}

#[cfg(test)]
mod tests {
    use super::{super::twice, *};

    #[test]
    fn odds_are_those_of_each_kind_alone() {
        let formulas = [
            "1d20",
            "2d20kh1 + 5",
            "4d6kh3",
            "49d6",
            "50d6",
            "3d6x",
            "2d10cs>=8",
            "100d20kh50",
            "max(2d6, 1d12)",
            "{1d8, 2d6}kh1",
            "4d6r1",
            "2d6 * 3 / 2",
            "10d10x10cs>6",
            "200d100",
        ];
        for text in formulas {
            let formula: Formula = text.parse().unwrap();
            assert_eq!(worked_out(&formula), twice::worked_out(&formula), "{text}");
        }
    }
}
