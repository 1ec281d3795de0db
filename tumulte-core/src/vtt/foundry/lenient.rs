//! Reading JSON whose fields may hold anything.
//!
//! Fourteen years of systems and modules write into chat messages. A field of an unexpected type
//! must not cost the roll beside it, so every field says what it makes of each type and what
//! remains is empty.

use core::{fmt, marker::PhantomData};
use std::borrow::Cow;

use serde::{
    Deserialize, Deserializer,
    de::{self, IgnoredAny, MapAccess, SeqAccess},
};

/// What a field makes of each JSON type; empty unless it says otherwise.
pub(super) trait Lenient<'de>: Sized {
    fn empty() -> Self;

    fn number(_number: f64) -> Self {
        Self::empty()
    }

    fn flag(_flag: bool) -> Self {
        Self::empty()
    }

    fn text(_text: Cow<'de, str>) -> Self {
        Self::empty()
    }

    fn list<A: SeqAccess<'de>>(mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Self::empty())
    }

    fn map<A: MapAccess<'de>>(mut fields: A) -> Result<Self, A::Error> {
        while fields.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Self::empty())
    }
}

/// Reads a field of any type.
pub(super) fn lenient<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Lenient<'de>,
{
    deserializer.deserialize_any(LenientVisitor(PhantomData))
}

struct LenientVisitor<T>(PhantomData<T>);

impl<'de, T: Lenient<'de>> de::Visitor<'de> for LenientVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_bool<E>(self, flag: bool) -> Result<T, E> {
        Ok(T::flag(flag))
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers lose the same bits")]
    fn visit_i64<E>(self, number: i64) -> Result<T, E> {
        Ok(T::number(number as f64))
    }

    #[expect(clippy::cast_precision_loss, reason = "JavaScript's numbers lose the same bits")]
    fn visit_u64<E>(self, number: u64) -> Result<T, E> {
        Ok(T::number(number as f64))
    }

    fn visit_f64<E>(self, number: f64) -> Result<T, E> {
        Ok(T::number(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<T, E> {
        Ok(T::text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<T, E> {
        Ok(T::text(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<T, E> {
        Ok(T::text(Cow::Owned(text)))
    }

    fn visit_unit<E>(self) -> Result<T, E> {
        Ok(T::empty())
    }

    fn visit_none<E>(self) -> Result<T, E> {
        Ok(T::empty())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<T, A::Error> {
        T::list(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::map(fields)
    }
}

macro_rules! deserialize_leniently {
    ($($name:ident),*) => {$(
        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                lenient(deserializer)
            }
        }
    )*};
}
pub(super) use deserialize_leniently;

/// A number, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Num(pub(super) Option<f64>);

impl Lenient<'_> for Num {
    fn empty() -> Self {
        Self(None)
    }

    fn number(number: f64) -> Self {
        Self(number.is_finite().then_some(number))
    }

    fn text(text: Cow<'_, str>) -> Self {
        Self(number_in(&text))
    }
}

/// A switch, or nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Flag(pub(super) Option<bool>);

impl Lenient<'_> for Flag {
    fn empty() -> Self {
        Self(None)
    }

    fn flag(flag: bool) -> Self {
        Self(Some(flag))
    }
}

/// A text, empty when it is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Text<'a>(pub(super) Cow<'a, str>);

impl<'de> Lenient<'de> for Text<'de> {
    fn empty() -> Self {
        Self(Cow::Borrowed(""))
    }

    fn text(text: Cow<'de, str>) -> Self {
        Self(text)
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

impl<'de, T: Deserialize<'de>> Lenient<'de> for List<T> {
    fn empty() -> Self {
        Self::default()
    }

    fn list<A: SeqAccess<'de>>(mut seq: A) -> Result<Self, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Self { items, is_present: true })
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient(deserializer)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        lenient::<D, Text<'de>>(deserializer)
    }
}

deserialize_leniently!(Num, Flag);

/// The finite number a text spells, if it spells one.
pub(in crate::vtt) fn number_in(text: &str) -> Option<f64> {
    let text = text.trim();
    // `f64::from_str` also takes the words "inf", "infinity" and "nan".
    let is_numeric =
        text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    is_numeric.then(|| text.parse::<f64>().ok()).flatten().filter(|number| number.is_finite())
}
