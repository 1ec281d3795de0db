//! How rare a roll that happened was.

use core::fmt;

/// The side of the distribution a total lies on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// As high or higher is no likelier than as low or lower.
    High,
    /// As low or lower is likelier to be rare.
    Low,
}

/// How rare a total is: exactly this one, and all that are at least as extreme on its side.
///
/// Its text is what one says at the table, of the totals at least as extreme: `1 in 400`. Below one in ten
/// it keeps a decimal; beyond 10¹⁵ it is written as `1 in 6.5e77`. A total that can't be rolled is `impossible`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rarity {
    exactly: f64,
    extreme: f64,
    side: Side,
}

impl Rarity {
    pub(super) fn new(exactly: f64, at_least: f64, at_most: f64) -> Self {
        if at_least <= at_most {
            Self { exactly, extreme: at_least, side: Side::High }
        } else {
            Self { exactly, extreme: at_most, side: Side::Low }
        }
    }

    /// The probability of this total.
    #[must_use]
    pub const fn exactly(&self) -> f64 {
        self.exactly
    }

    /// The probability of a total at least as extreme on the side this one lies on.
    #[must_use]
    pub const fn at_least_as_extreme(&self) -> f64 {
        self.extreme
    }

    /// Whether it is rare for being high or for being low.
    #[must_use]
    pub const fn side(&self) -> Side {
        self.side
    }

    /// In how many rolls one at least as extreme is expected; infinite for a total that can't be rolled.
    #[must_use]
    pub fn one_in(&self) -> f64 {
        if self.exactly > 0.0 { self.extreme.recip() } else { f64::INFINITY }
    }
}

impl fmt::Display for Rarity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one_in = self.one_in();
        let tenths = (one_in * 10.0).round();
        if one_in.is_infinite() {
            f.write_str("impossible")
        } else if tenths < 100.0 {
            write!(f, "1 in {}", Tenths(tenths))
        } else if one_in < 1e15 {
            write!(f, "1 in {}", Tenths(one_in.round_ties_even() * 10.0))
        } else {
            // The power is taken in two steps: ten to the highest one is more than there is.
            let power = one_in.log10().floor();
            let tenths = (one_in / 10_f64.powf(power - 1.0)).round();
            let (tenths, power) =
                if tenths < 100.0 { (tenths, power) } else { (10.0, power + 1.0) };
            write!(f, "1 in {}e{}", Tenths(tenths), Tenths(power * 10.0))
        }
    }
}

/// A number of tenths: whole where it is. Printing any number exactly takes more room than all odds do.
struct Tenths(f64);

impl fmt::Display for Tenths {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most ten times the limit above"
    )]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenths = self.0 as u64;
        match tenths % 10 {
            0 => write!(f, "{}", tenths / 10),
            tenth => write!(f, "{}.{tenth}", tenths / 10),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_what_one_says() {
        let text = |extreme: f64| Rarity::new(extreme, extreme, 1.0).to_string();
        assert_eq!(text(1.0 / 400.0), "1 in 400");
        assert_eq!(text(1.0), "1 in 1");
        assert_eq!(text(0.4), "1 in 2.5");
        assert_eq!(text(0.101), "1 in 9.9");
        assert_eq!(text(0.1), "1 in 10");
        assert_eq!(text(1.5e-78), "1 in 6.7e77");
        assert_eq!(text(0.0), "impossible");
    }

    #[test]
    fn the_side_is_the_rarer_one() {
        assert_eq!(Rarity::new(0.1, 0.2, 0.9).side(), Side::High);
        assert_eq!(Rarity::new(0.1, 0.9, 0.2).side(), Side::Low);
        assert_eq!(Rarity::new(0.1, 0.55, 0.55).side(), Side::High);
    }
}
