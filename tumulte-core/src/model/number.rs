//! Numbers as dice and tabletops have them.

use core::{fmt, ops::Deref};

use serde::{Deserialize, Serialize, Serializer};

use super::Decimal;

/// A finite number that prints as an integer when it is one: totals, faces, targets.
///
/// Totals are mostly integers, yet a dnd5e initiative is `17.14`.
///
/// ```
/// use tumulte_core::model::Number;
///
/// assert_eq!(serde_json::to_string(&Number::new(17.0)).unwrap(), "17");
/// assert_eq!(serde_json::to_string(&Number::new(17.14)).unwrap(), "17.14");
/// ```
#[derive(Clone, Copy, PartialEq, PartialOrd, Default, Deserialize)]
#[serde(from = "f64")]
pub struct Number(f64);

/// Nobody reads digit by digit what comes to more.
const HUGE: f64 = 1e38;

impl Number {
    /// Wraps a value; what is not finite becomes zero.
    #[must_use]
    pub fn new(value: f64) -> Self {
        Self(if value.is_finite() { value } else { 0.0 })
    }

    /// The plain value.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }

    /// The value as an integer, when it is one of at most 53 bits.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "guarded by the range check")]
    pub fn as_integer(self) -> Option<i64> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        (self.0.fract() == 0.0 && self.0.abs() <= EXACT).then_some(self.0 as i64)
    }
}

impl Deref for Number {
    type Target = f64;

    fn deref(&self) -> &f64 {
        &self.0
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self::new(value)
    }
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self(f64::from(value))
    }
}

impl From<u32> for Number {
    fn from(value: u32) -> Self {
        Self(f64::from(value))
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(integer) = self.as_integer() {
            return integer.fmt(f);
        }
        f.write_str(if self.0 < 0.0 { "-" } else { "" })?;
        let number = self.0.abs();
        if number < HUGE {
            return fmt::Display::fmt(&Decimal::of(number), f);
        }
        let power = number.log10().floor();
        let lead = (number / 10_f64.powf(power) * 1e12).round() / 1e12;
        write!(f, "{}e{}", Decimal::of(lead), Decimal::of(power))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.as_integer() {
            Some(integer) => serializer.serialize_i64(integer),
            None => serializer.serialize_f64(self.0),
        }
    }
}
