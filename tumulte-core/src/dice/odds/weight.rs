//! How likely an outcome is: counted exactly, or rounded.

/// A share of `total`: an exact count, or a probability of a total of one.
///
/// Sums and products of weights never pass the product of their totals, so only totals are checked.
pub(super) trait Weight: Copy + PartialOrd + core::fmt::Debug {
    const ZERO: Self;
    const ONE: Self;

    /// Whether every operation is without error.
    fn is_exact() -> bool;
    /// How many weights of one make up `count` equally likely cases: each weighs `unit`, together `total`.
    fn uniform(count: u64) -> (Self, Self);
    fn plus(self, other: Self) -> Self;
    /// The sum with `other` and what the sums before it `lost` by rounding, with the sign turned.
    fn plus_less(self, other: Self, _lost: &mut f64) -> Self {
        self.plus(other)
    }
    fn times(self, other: Self) -> Self;
    /// The product of two totals; none when it can't be counted.
    fn total_times(self, other: Self) -> Option<Self>;
    /// The smallest total both divide, none when it can't be counted.
    fn common_total(self, other: Self) -> Option<Self>;
    /// What weights of the total `self` are multiplied with to be of the total `common`.
    fn scale_to(self, common: Self) -> Self;
    /// What this is of the part `all` of the whole; counts stay what they are.
    fn share(self, all: Self) -> Self;
    /// This times a fraction.
    fn scaled(self, numerator: u32, denominator: u32) -> Self;
    /// This times `count`; none when it can't be counted.
    fn times_whole(self, count: u32) -> Option<Self>;
    /// The probability of this weight.
    fn of(self, total: Self) -> f64;

    /// The numbers of ways to choose 0, 1, … `count` of so many, none when one can't be counted.
    fn ways(count: u32) -> Option<Vec<Self>> {
        let half = count / 2;
        let mut ways = Vec::with_capacity(count as usize + 1);
        let mut last = Self::ONE;
        ways.push(last);
        for chosen in 1..=half {
            last = last.times_whole(count - chosen + 1)?.scaled(1, chosen);
            ways.push(last);
        }
        // The other half mirrors it.
        ways.extend_from_within(..(count - half) as usize);
        if let Some(mirrored) = ways.get_mut(half as usize + 1..) {
            mirrored.reverse();
        }
        Some(ways)
    }

    fn power(self, exponent: u32) -> Option<Self> {
        let (mut result, mut square, mut left) = (Self::ONE, self, exponent);
        loop {
            if left & 1 == 1 {
                result = result.total_times(square)?;
            }
            left >>= 1;
            if left == 0 {
                return Some(result);
            }
            square = square.total_times(square)?;
        }
    }
}

impl Weight for u128 {
    const ZERO: Self = 0;
    const ONE: Self = 1;

    fn is_exact() -> bool {
        true
    }

    fn uniform(count: u64) -> (Self, Self) {
        (1, Self::from(count))
    }

    #[inline]
    fn plus(self, other: Self) -> Self {
        self.wrapping_add(other)
    }

    #[inline]
    fn times(self, other: Self) -> Self {
        self.wrapping_mul(other)
    }

    fn total_times(self, other: Self) -> Option<Self> {
        self.checked_mul(other)
    }

    fn common_total(self, other: Self) -> Option<Self> {
        let (mut greater, mut smaller) = (self, other);
        while smaller != 0 {
            (greater, smaller) = (smaller, greater % smaller);
        }
        self.checked_div(greater)?.checked_mul(other)
    }

    fn scale_to(self, common: Self) -> Self {
        common.checked_div(self).unwrap_or(0)
    }

    fn share(self, _all: Self) -> Self {
        self
    }

    fn scaled(self, numerator: u32, denominator: u32) -> Self {
        self.wrapping_mul(numerator.into()).checked_div(denominator.into()).unwrap_or(0)
    }

    fn times_whole(self, count: u32) -> Option<Self> {
        self.checked_mul(count.into())
    }

    #[expect(clippy::cast_precision_loss, reason = "a probability is rounded once, here")]
    fn of(self, total: Self) -> f64 {
        self as f64 / total as f64
    }
}

impl Weight for f64 {
    const ZERO: Self = 0.0;
    const ONE: Self = 1.0;

    fn is_exact() -> bool {
        false
    }

    #[expect(clippy::cast_precision_loss, reason = "counts of faces are far below 2^53")]
    fn uniform(count: u64) -> (Self, Self) {
        (1.0 / count as f64, 1.0)
    }

    #[inline]
    fn plus(self, other: Self) -> Self {
        self + other
    }

    #[inline]
    fn plus_less(self, other: Self, lost: &mut f64) -> Self {
        let more = other - *lost;
        let sum = self + more;
        *lost = (sum - self) - more;
        sum
    }

    #[inline]
    fn times(self, other: Self) -> Self {
        self * other
    }

    fn total_times(self, other: Self) -> Option<Self> {
        Some(self * other)
    }

    fn common_total(self, _other: Self) -> Option<Self> {
        Some(1.0)
    }

    fn scale_to(self, _common: Self) -> Self {
        1.0
    }

    fn share(self, all: Self) -> Self {
        self / all
    }

    fn scaled(self, numerator: u32, denominator: u32) -> Self {
        self * f64::from(numerator) / f64::from(denominator)
    }

    fn times_whole(self, count: u32) -> Option<Self> {
        let product = self * f64::from(count);
        product.is_finite().then_some(product)
    }

    fn of(self, _total: Self) -> f64 {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::Weight;

    #[test]
    fn ways_to_choose_are_those_of_pascals_triangle() {
        assert_eq!(u128::ways(0), Some(vec![1]));
        assert_eq!(u128::ways(4), Some(vec![1, 4, 6, 4, 1]));
        assert_eq!(u128::ways(5), Some(vec![1, 5, 10, 10, 5, 1]));
        assert_eq!(f64::ways(52).unwrap().get(5), Some(&2_598_960.0));
    }

    #[test]
    fn what_can_not_be_counted_is_none() {
        assert_eq!(6_u128.power(49), Some(6_u128.pow(49)));
        assert_eq!(6_u128.power(50), None);
        assert_eq!(u128::ways(500), None);
        assert_eq!(f64::ways(5000), None);
    }

    #[test]
    fn totals_share_their_smallest_multiple() {
        assert_eq!(4_u128.common_total(6), Some(12));
        assert_eq!(4_u128.scale_to(12), 3);
    }
}
