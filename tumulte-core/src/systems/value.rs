//! What an expression works with.

use core::cmp::Ordering;

use crate::model::{HintValue, Number, parse_real};

/// One value inside the rule language. It borrows texts from the rule or from the roll.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value<'a> {
    /// Not known: no such die, no target, an option nobody set.
    Missing,
    Bool(bool),
    Number(f64),
    Text(&'a str),
}

impl Value<'_> {
    /// A number; what is not finite is missing.
    pub(super) fn number(value: f64) -> Self {
        if value.is_finite() { Self::Number(value) } else { Self::Missing }
    }

    /// The value as a number: switches count 0 or 1, a text counts when it spells a number, as
    /// attributes of a page do.
    pub(super) fn as_number(self) -> Option<f64> {
        match self {
            Self::Missing => None,
            Self::Bool(switch) => Some(f64::from(u8::from(switch))),
            Self::Number(number) => Some(number),
            Self::Text(text) => parse_number(text),
        }
    }

    /// Whether it counts as true; nothing can be said of a missing value.
    pub(super) fn truth(self) -> Option<bool> {
        match self {
            Self::Missing => None,
            Self::Bool(switch) => Some(switch),
            Self::Number(number) => Some(number != 0.0),
            Self::Text(text) => Some(!text.is_empty()),
        }
    }

    /// Whether both are the same; nothing can be said when one is missing.
    pub(super) fn equals(self, other: Self) -> Option<bool> {
        match (self, other) {
            (Self::Number(left), Self::Number(right)) => Some(same(left, right)),
            (Self::Missing, _) | (_, Self::Missing) => None,
            (Self::Text(left), Self::Text(right)) => Some(left == right),
            _ => Some(matches!(
                (self.as_number(), other.as_number()),
                (Some(left), Some(right)) if same(left, right)
            )),
        }
    }

    /// Which is greater; only numbers have an order.
    pub(super) fn order(self, other: Self) -> Option<Ordering> {
        self.as_number()?.partial_cmp(&other.as_number()?)
    }

    /// The value as a verdict's reason shows it.
    pub(super) fn to_hint(self) -> Option<HintValue> {
        Some(match self {
            Self::Missing => return None,
            Self::Bool(switch) => HintValue::Bool(switch),
            Self::Number(number) => HintValue::Number(Number::new(number)),
            Self::Text(text) => HintValue::Text(text.to_owned()),
        })
    }
}

impl From<Option<bool>> for Value<'_> {
    fn from(known: Option<bool>) -> Self {
        known.map_or(Self::Missing, Self::Bool)
    }
}

impl From<Option<Number>> for Value<'_> {
    fn from(known: Option<Number>) -> Self {
        known.map_or(Self::Missing, |number| Self::Number(number.value()))
    }
}

impl<'a> From<&'a HintValue> for Value<'a> {
    fn from(hint: &'a HintValue) -> Self {
        match hint {
            HintValue::Bool(switch) => Self::Bool(*switch),
            HintValue::Number(number) => Self::Number(number.value()),
            HintValue::Text(text) if text.is_empty() => Self::Missing,
            HintValue::Text(text) => Self::Text(text),
        }
    }
}

/// Whether two numbers are the same. Faces and thresholds are whole numbers: no tolerance.
pub(super) fn same(left: f64, right: f64) -> bool {
    left.partial_cmp(&right) == Some(Ordering::Equal)
}

pub(super) fn parse_number(text: &str) -> Option<f64> {
    parse_real(text.trim()).filter(|number| number.is_finite())
}
