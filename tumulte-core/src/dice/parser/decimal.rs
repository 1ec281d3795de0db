//! Numbers with a fraction.

/// A number of so many decimals. The standard library's reader takes any number of digits; for what a
/// formula holds a division does, and a table of powers of five needs not travel to browsers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Decimal {
    pub(super) digits: u128,
    pub(super) decimals: u32,
}

impl Decimal {
    /// More decimals than any number has that was worked out.
    pub(super) const MOST: u32 = 19;

    /// Appends a decimal; those beyond the most are counted alone.
    pub(super) fn append(&mut self, digit: u8) {
        self.decimals = self.decimals.saturating_add(1);
        if self.decimals <= Self::MOST {
            self.digits = self.digits.saturating_mul(10).saturating_add(u128::from(digit));
        }
    }

    /// The nearest number there is.
    #[expect(clippy::cast_precision_loss, reason = "the cast rounds, once")]
    pub(super) fn value(self) -> f64 {
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
        fn a_number_is_what_the_standard_library_reads(text in "[0-9]{1,16}(\\.[0-9]{1,19})?") {
            prop_assert_eq!(read(&text), text.parse::<f64>().unwrap(), "{}", text);
        }
    }
}
