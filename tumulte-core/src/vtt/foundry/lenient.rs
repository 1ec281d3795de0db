//! Reading JSON whose fields may hold anything.
//!
//! Fourteen years of systems and modules write into chat messages. A field of an unexpected type
//! must not cost the roll beside it, so every field says what it makes of each type and what
//! remains is empty.

use std::borrow::Cow;

use super::json::{Fault, Kind, Scanner};
pub(super) use crate::vtt::field::number_in;

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

/// A switch, or nothing. Numbers and words that mean one count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flag(pub(super) Option<bool>);

impl<'a> Lenient<'a> for Flag {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        match json.kind()? {
            Kind::Flag(flag) => json.skip().map(|()| Self(Some(flag))),
            Kind::Number => json.number().map(|number| Self(Some(number != 0.0))),
            Kind::Text => {
                let text = json.text()?;
                Ok(Self(match text.trim() {
                    "true" | "1" => Some(true),
                    "false" | "0" => Some(false),
                    _ => None,
                }))
            }
            _ => json.skip().map(|()| Self(None)),
        }
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

impl<T> List<T> {
    /// Reads a list whose items are read by what is given.
    pub(super) fn read_by<'a, const INSIDE: bool>(
        json: &mut Scanner<'a, INSIDE>,
        read: impl Fn(&mut Scanner<'a, INSIDE>) -> Result<T, Fault>,
    ) -> Result<Self, Fault> {
        if json.kind()? != Kind::List {
            return json.skip().map(|()| Self::default());
        }
        let mut items = Vec::new();
        json.list(|json| {
            items.push(read(json)?);
            Ok(())
        })?;
        Ok(Self { items, is_present: true })
    }
}

impl<'a, T: Lenient<'a>> Lenient<'a> for List<T> {
    fn read<const INSIDE: bool>(json: &mut Scanner<'a, INSIDE>) -> Result<Self, Fault> {
        Self::read_by(json, T::read)
    }
}
