//! Reading JSON whose fields may hold anything.
//!
//! Fourteen years of systems and modules write into chat messages. A field of an unexpected type
//! must not cost the roll beside it, so every field says what it makes of each type and what
//! remains is empty.

use std::borrow::Cow;

use super::json::{Fault, Kind, Scanner};

/// Something that is read from whatever stands there.
pub(super) trait Lenient<'a>: Sized {
    /// Reads the next value, passing over what makes no sense here.
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault>;
}

/// A number, or nothing. Texts that spell one count.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Num(pub(super) Option<f64>);

impl<'a> Lenient<'a> for Num {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        match json.kind()? {
            Kind::Number => json.number().map(|number| Self(Some(number))),
            Kind::Text => json.text().map(|text| Self(number_in(&text))),
            _ => json.skip().map(|()| Self(None)),
        }
    }
}

/// A switch, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flag(pub(super) Option<bool>);

impl<'a> Lenient<'a> for Flag {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        json.flag().map(Self)
    }
}

/// A text, empty when it is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'a> Lenient<'a> for Text<'a> {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        match json.kind()? {
            Kind::Text => json.text().map(Self),
            _ => json.skip().map(|()| Self::default()),
        }
    }
}

/// A list of anything readable, empty when it is none; remembers whether it stood there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct List<T> {
    pub(super) items: Vec<T>,
    pub(super) is_present: bool,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        Self { items: Vec::new(), is_present: false }
    }
}

impl<'a, T: Lenient<'a>> Lenient<'a> for List<T> {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        if json.kind()? != Kind::List {
            return json.skip().map(|()| Self::default());
        }
        let mut items = Vec::new();
        json.list(|json| {
            items.push(T::read(json)?);
            Ok(())
        })?;
        Ok(Self { items, is_present: true })
    }
}

/// The finite number a text spells, if it spells one.
pub(in crate::vtt) fn number_in(text: &str) -> Option<f64> {
    let text = text.trim();
    // `f64::from_str` also takes the words "inf", "infinity" and "nan".
    let is_numeric =
        text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    is_numeric.then(|| text.parse::<f64>().ok()).flatten().filter(|number| number.is_finite())
}
