//! Numbers with a fraction.

use core::fmt;

/// The exponent, as a number's bits have it, from which on numbers lie one and more apart.
const ONE_APART: u32 = 1075;
/// A power of ten that one word holds: 19 digits.
const WORD: u128 = 10_000_000_000_000_000_000;

/// A number of so many decimals. The standard library's reader takes any number of digits; for what a
/// formula holds a division does, and a table of powers of five needs not travel to browsers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decimal {
    pub(crate) digits: u128,
    pub(crate) decimals: u32,
}

impl Decimal {
    /// More decimals than any number has that was worked out.
    pub(crate) const MOST: u32 = 19;

    /// The fewest decimals that tell a number from all others, the sign aside; of one that has more
    /// than the most, those. A number that no 127 bits hold is the largest that they do.
    pub(crate) fn of(number: f64) -> Self {
        let bits = number.abs().to_bits();
        let exponent = u32::try_from(bits >> 52).unwrap_or(u32::MAX);
        let fraction = bits & ((1 << 52) - 1);
        let mantissa = u128::from(if exponent == 0 { fraction } else { fraction | 1 << 52 });
        if let Some(doublings) = exponent.checked_sub(ONE_APART) {
            let digits = if doublings < 75 { mantissa << doublings } else { u128::MAX >> 1 };
            return Self { digits, decimals: 0 };
        }
        let halvings = ONE_APART - exponent.max(1);
        let nearest = |decimals: u32| {
            let scaled = mantissa.saturating_mul(10_u128.saturating_pow(decimals));
            let half = 1_u128.checked_shl(halvings - 1).unwrap_or(u128::MAX);
            let digits = scaled.saturating_add(half).checked_shr(halvings).unwrap_or_default();
            Self { digits, decimals }
        };
        let is_enough = |decimal: &Self| decimal.value().to_bits() == bits;
        let mut tried = (0..Self::MOST).map(nearest);
        tried.find(is_enough).unwrap_or_else(|| nearest(Self::MOST))
    }

    /// Appends a decimal; those beyond the most are counted alone.
    pub(crate) fn append(&mut self, digit: u8) {
        self.decimals = self.decimals.saturating_add(1);
        if self.decimals <= Self::MOST {
            self.digits = self.digits.saturating_mul(10).saturating_add(u128::from(digit));
        }
    }

    /// The nearest number there is.
    #[expect(clippy::cast_precision_loss, reason = "the cast rounds, once")]
    pub(crate) fn value(self) -> f64 {
        if self.digits == 0 {
            return 0.0;
        }
        let shift = self.digits.leading_zeros();
        let divisor = 10_u128.saturating_pow(self.decimals);
        let shifted = self.digits << shift;
        let (quotient, rest) = (shifted / divisor, shifted % divisor);
        // The quotient has at least 64 bits: its last one can tell that something is left.
        let rounded = (quotient | u128::from(rest > 0)) as f64;
        let power = f64::from_bits(u64::from(1023_u32.saturating_sub(shift)) << 52);
        rounded * power
    }
}

/// Without zeros at its end.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (mut digits, mut decimals) = (self.digits, self.decimals);
        while decimals > 0 && digits % 10 == 0 {
            digits /= 10;
            decimals -= 1;
        }
        let scale = 10_u128.saturating_pow(decimals);
        // Words of 64 bits are printed already.
        let word = |digits: u128| u64::try_from(digits).unwrap_or(u64::MAX);
        let whole = digits / scale;
        match whole / WORD {
            0 => write!(f, "{}", word(whole))?,
            lead => write!(f, "{}{:019}", word(lead), word(whole % WORD))?,
        }
        if decimals == 0 {
            return Ok(());
        }
        write!(f, ".{:0width$}", word(digits % scale), width = decimals as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> f64 {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let mut number = Decimal { digits: whole.parse().unwrap(), decimals: 0 };
        fraction.bytes().for_each(|digit| number.append(digit - b'0'));
        number.value()
    }

    proptest! {
        #[test]
        fn a_number_is_printed_as_the_standard_library_prints_it(
            number in prop_oneof![-1e15..1e15_f64, -1000.0..1000.0_f64, 1e-3..1.0_f64],
            cut in 0..6_i32,
        ) {
            let scale = 10_f64.powi(cut);
            for number in [number, (number * scale).round() / scale] {
                prop_assert_eq!(Decimal::of(number).to_string(), number.abs().to_string());
            }
        }

        #[test]
        fn a_number_is_what_the_standard_library_reads(text in "[0-9]{1,16}(\\.[0-9]{1,19})?") {
            let expected = text.parse::<f64>().unwrap();
            prop_assert_eq!(read(&text).to_bits(), expected.to_bits(), "{}", text);
        }
    }
}
