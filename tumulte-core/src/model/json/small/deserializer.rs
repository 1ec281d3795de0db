//! What shapes ask of the scan. As little as can be stands in what is compiled for each of them.

use std::borrow::Cow;

use serde::{
    Deserializer,
    de::{
        DeserializeSeed, EnumAccess, Error, Expected, IntoDeserializer, MapAccess, SeqAccess,
        Unexpected, VariantAccess, Visitor,
    },
};

use super::{
    JsonError,
    scan::{Figure, Scan, Scanned},
    shape::read_shape,
};

impl<'de> Scan<'de> {
    /// The error of a value that is something else than was expected.
    #[cold]
    fn unfit(&mut self, expected: &dyn Expected) -> JsonError {
        let text;
        let unexpected = match self.begin() {
            Err(error) => return error,
            Ok(b'n') => self.word("null").map(|()| Unexpected::Unit),
            Ok(b't') => self.word("true").map(|()| Unexpected::Bool(true)),
            Ok(b'f') => self.word("false").map(|()| Unexpected::Bool(false)),
            Ok(b'-' | b'0'..=b'9') => self.figure().map(|figure| match figure {
                Figure::Unsigned(number) => Unexpected::Unsigned(number),
                Figure::Signed(number) => Unexpected::Signed(number),
                Figure::Real(number) => Unexpected::Float(number),
            }),
            Ok(b'"') => match self.text() {
                Ok(read) => {
                    text = read;
                    Ok(Unexpected::Str(&text))
                }
                Err(error) => Err(error),
            },
            Ok(b'[') => Ok(Unexpected::Seq),
            Ok(b'{') => Ok(Unexpected::Map),
            Ok(_) => Err(self.coming("expected value")),
        };
        match unexpected {
            Ok(unexpected) => JsonError::invalid_type(unexpected, expected).placed(|| self.place()),
            Err(error) => error,
        }
    }

    /// The text that is expected here.
    fn expect_text(&mut self, expected: &dyn Expected) -> Scanned<Cow<'de, str>> {
        if self.begin()? == b'"' { self.text() } else { Err(self.unfit(expected)) }
    }

    fn expect_figure(&mut self, expected: &dyn Expected) -> Scanned<Figure> {
        match self.begin()? {
            b'-' | b'0'..=b'9' => self.figure(),
            _ => Err(self.unfit(expected)),
        }
    }

    fn open(&mut self, opening: u8, expected: &dyn Expected) -> Scanned<()> {
        if self.begin()? == opening { self.enter() } else { Err(self.unfit(expected)) }
    }

    pub(super) fn placed(&self, error: JsonError) -> JsonError {
        error.placed(|| self.place())
    }

    /// Closes what was opened, unless something was wrong inside.
    pub(super) fn close(&mut self, fault: Option<JsonError>, closing: u8) -> Scanned<()> {
        match fault {
            Some(error) => Err(self.broken(error, closing)),
            None => self.leave(closing),
        }
    }

    /// The error of something that ends here, for what is wrong inside.
    pub(super) fn broken(&mut self, error: JsonError, closing: u8) -> JsonError {
        drop(self.leave(closing));
        self.placed(error)
    }

    /// The next key of an object.
    pub(super) fn next_key(&mut self, is_first: bool) -> Scanned<Option<Cow<'de, str>>> {
        if self.more(b'}', is_first)? { self.key().map(Some) } else { Ok(None) }
    }
}

fn visit_text<'de, V: Visitor<'de>>(visitor: V, text: Cow<'de, str>) -> Scanned<V::Value> {
    match text {
        Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
        Cow::Owned(text) => visitor.visit_str(&text),
    }
}

fn visit_figure<'de, V: Visitor<'de>>(visitor: V, figure: Figure) -> Scanned<V::Value> {
    match figure {
        Figure::Unsigned(number) => visitor.visit_u64(number),
        Figure::Signed(number) => visitor.visit_i64(number),
        Figure::Real(number) => visitor.visit_f64(number),
    }
}

/// One kind of number as good as another.
macro_rules! figures {
    ($($name:ident)*) => {$(
        fn $name<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
            let figure = self.expect_figure(&visitor)?;
            visit_figure(visitor, figure).map_err(|error| self.placed(error))
        }
    )*};
}

impl<'de> Deserializer<'de> for &mut Scan<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        match self.begin()? {
            b'n' => {
                self.word("null")?;
                visitor.visit_unit().map_err(|error| self.placed(error))
            }
            b't' | b'f' => self.deserialize_bool(visitor),
            b'-' | b'0'..=b'9' => self.deserialize_f64(visitor),
            b'"' => self.deserialize_str(visitor),
            b'[' => self.deserialize_seq(visitor),
            b'{' => self.deserialize_map(visitor),
            _ => Err(self.coming("expected value")),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        let switch = match self.begin()? {
            b't' => self.word("true").map(|()| true),
            b'f' => self.word("false").map(|()| false),
            _ => Err(self.unfit(&visitor)),
        }?;
        visitor.visit_bool(switch).map_err(|error| self.placed(error))
    }

    figures! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        let text = self.expect_text(&visitor)?;
        visit_text(visitor, text).map_err(|error| self.placed(error))
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        if self.is_left_out() {
            visitor.visit_none()
        } else if self.begin()? == b'n' {
            self.word("null")?;
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        if self.begin()? != b'n' {
            return Err(self.unfit(&visitor));
        }
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Scanned<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Scanned<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        self.open(b'[', &visitor)?;
        let mut members = Members { scan: self, is_first: true, fault: None };
        let read = visitor.visit_seq(&mut members);
        members.close(read, b']')
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Scanned<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Scanned<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        self.open(b'{', &visitor)?;
        let mut members = Members { scan: self, is_first: true, fault: None };
        let read = visitor.visit_map(&mut members);
        members.close(read, b'}')
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Scanned<V::Value> {
        self.open(b'{', &visitor)?;
        read_shape(self, name, names, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Scanned<V::Value> {
        let name = self.expect_text(&visitor)?;
        visitor.visit_enum(Variant { name, names }).map_err(|error| self.placed(error))
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        self.deserialize_str(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }
}

/// The items of a list, or the fields of an object.
///
/// What is wrong with one ends them and stays here: then no code of those who collect them hands it on.
struct Members<'s, 'de> {
    scan: &'s mut Scan<'de>,
    is_first: bool,
    fault: Option<JsonError>,
}

impl<'de> Members<'_, 'de> {
    /// Closes what was opened, unless something was wrong inside.
    fn close<T>(self, read: Scanned<T>, closing: u8) -> Scanned<T> {
        match read {
            Ok(read) => self.scan.close(self.fault, closing).map(|()| read),
            Err(error) => Err(self.scan.broken(self.fault.unwrap_or(error), closing)),
        }
    }

    fn is_more(&mut self, closing: u8) -> bool {
        let is_first = core::mem::take(&mut self.is_first);
        if self.fault.is_some() {
            return false;
        }
        let more = self.scan.more(closing, is_first);
        self.kept(more).unwrap_or_default()
    }

    /// What was read, or else nothing.
    fn kept<T>(&mut self, read: Scanned<T>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                self.fault = Some(error);
                None
            }
        }
    }

    fn item<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Option<S::Value> {
        if !self.is_more(b']') {
            return None;
        }
        let read = seed.deserialize(&mut *self.scan);
        self.kept(read)
    }

    fn name<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Option<S::Value> {
        if !self.is_more(b'}') {
            return None;
        }
        let key = self.scan.key();
        let key = self.kept(key)?;
        let read = seed.deserialize(Key(key)).map_err(|error| self.scan.placed(error));
        self.kept(read)
    }
}

impl<'de> SeqAccess<'de> for Members<'_, 'de> {
    type Error = JsonError;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Scanned<Option<S::Value>> {
        Ok(self.item(seed))
    }
}

impl<'de> MapAccess<'de> for Members<'_, 'de> {
    type Error = JsonError;

    #[inline]
    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Scanned<Option<S::Value>> {
        Ok(self.name(seed))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Scanned<S::Value> {
        seed.deserialize(&mut *self.scan)
    }

    #[inline]
    fn next_entry_seed<K: DeserializeSeed<'de>, V: DeserializeSeed<'de>>(
        &mut self,
        key: K,
        value: V,
    ) -> Scanned<Option<(K::Value, V::Value)>> {
        let Some(key) = self.name(key) else { return Ok(None) };
        let read = value.deserialize(&mut *self.scan);
        Ok(self.kept(read).map(|value| (key, value)))
    }
}

/// What says what its parts are called is told only which of them it is: names are compared here, and not in code of its
/// own for every shape and enumeration. What is not there has a place that no list has.
///
/// No field has a second name, whose place would be another.
pub(super) fn place_of(name: &str, names: &[&str]) -> u64 {
    let found = names.iter().zip(0..).find(|(known, _)| **known == name);
    found.map_or(u64::MAX, |(_, place)| place)
}

/// The name of an entry.
struct Key<'de>(Cow<'de, str>);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = JsonError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Scanned<V::Value> {
        visit_text(visitor, self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Scanned<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Scanned<V::Value> {
        visitor.visit_enum(Variant { name: self.0, names })
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A word that names a variant.
struct Variant<'de> {
    name: Cow<'de, str>,
    names: &'static [&'static str],
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = JsonError;
    type Variant = Nothing;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Scanned<(S::Value, Nothing)> {
        let place = place_of(&self.name, self.names);
        let read = seed.deserialize(place.into_deserializer());
        read.map(|variant| (variant, Nothing))
            .map_err(|_: JsonError| JsonError::unknown_variant(&self.name, self.names))
    }
}

/// What a variant holds beside its name.
struct Nothing;

impl<'de> VariantAccess<'de> for Nothing {
    type Error = JsonError;

    fn unit_variant(self) -> Scanned<()> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, _seed: S) -> Scanned<S::Value> {
        Err(JsonError::invalid_type(Unexpected::UnitVariant, &"newtype variant"))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _length: usize, _visitor: V) -> Scanned<V::Value> {
        Err(JsonError::invalid_type(Unexpected::UnitVariant, &"tuple variant"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        _visitor: V,
    ) -> Scanned<V::Value> {
        Err(JsonError::invalid_type(Unexpected::UnitVariant, &"struct variant"))
    }
}
