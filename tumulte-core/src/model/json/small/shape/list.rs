//! The fields of a shape as a list: shapes read themselves from one with much less code, but the object is passed twice.

use core::fmt;

use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};

use super::super::{
    JsonError,
    scan::{Scan, Scanned},
};

/// Reads what follows a brace, up to the one that closes it.
pub(in super::super) fn read_shape<'de, V: Visitor<'de>>(
    scan: &mut Scan<'de>,
    name: &str,
    names: &'static [&'static str],
    visitor: V,
) -> Scanned<V::Value> {
    let mut fields = Fields::find(scan, name, names);
    match visitor.visit_seq(&mut fields) {
        Ok(read) => fields.close().map(|()| read),
        Err(Unread) => Err(fields.refuse()),
    }
}

/// The shapes that refuse fields they do not know. They say so to nobody.
pub(in super::super) const STRICT: [&str; 14] = [
    "CardDice",
    "CardTable",
    "CheckSource",
    "Gauge",
    "LabelChange",
    "Labels",
    "MessageTables",
    "OutcomeSource",
    "RollPlace",
    "RuleSet",
    "RuleSource",
    "SystemSource",
    "VariableSource",
    "Vector",
];

/// The fields of a shape, in the order in which it declares them. Where each begins is found beforehand, and what is not
/// there is told as a field left out.
///
/// So is what is wrong, which stays here: then no code of the shapes hands it on.
struct Fields<'s, 'de> {
    scan: &'s mut Scan<'de>,
    /// Where the object ends.
    end: usize,
    /// What is still to be read, the last first.
    left: Vec<Place>,
    /// The field that was asked for last, if it is not there.
    missing: Option<&'static str>,
    fault: Option<JsonError>,
}

/// A field, and where it begins if it is there.
type Place = (&'static str, Option<usize>);

impl<'s, 'de> Fields<'s, 'de> {
    fn find(scan: &'s mut Scan<'de>, shape: &str, names: &'static [&'static str]) -> Self {
        let (left, fault) = match places(scan, shape, names) {
            Ok(places) => (places, None),
            Err(error) => (Vec::new(), Some(error)),
        };
        Self { end: scan.here(), scan, left, missing: None, fault }
    }

    /// Turns to the next field, unless something is wrong already.
    fn turn(&mut self) -> bool {
        if self.fault.is_some() {
            return false;
        }
        let (name, place) = self.left.pop().unwrap_or_default();
        self.missing = place.is_none().then_some(name);
        self.scan.turn(place);
        true
    }

    fn field<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Option<S::Value> {
        if !self.turn() {
            return None;
        }
        match seed.deserialize(&mut *self.scan) {
            Ok(read) => Some(read),
            Err(error) => {
                self.keep(error);
                None
            }
        }
    }

    /// Nothing reads what is not there, but for what is optional.
    fn keep(&mut self, error: JsonError) {
        if self.missing.is_none() {
            self.fault = Some(error);
        }
    }

    /// Goes behind the object, unless something is wrong with a field.
    fn close(&mut self) -> Scanned<()> {
        if self.fault.is_none() {
            self.scan.turn(Some(self.end));
        }
        self.scan.close(self.fault.take(), b'}')
    }

    /// What is wrong with the field that was asked for last, which the shape can't do without.
    fn refuse(&mut self) -> JsonError {
        let error = self.fault.take().unwrap_or_else(|| {
            self.scan.turn(Some(self.end));
            JsonError::missing_field(self.missing.unwrap_or_default())
        });
        self.scan.broken(error, b'}')
    }
}

/// Finds the fields of a shape, the last first, and goes to where the object ends.
fn places(scan: &mut Scan<'_>, shape: &str, names: &'static [&'static str]) -> Scanned<Vec<Place>> {
    let mut places: Vec<Place> = names.iter().rev().map(|name| (*name, None)).collect();
    let mut is_first = true;
    while let Some(key) = scan.next_key(core::mem::take(&mut is_first))? {
        match places.iter_mut().find(|(name, _)| **name == *key) {
            Some((_, known @ None)) => *known = Some(scan.value_place()?),
            Some((name, _)) => return Err(scan.placed(JsonError::duplicate_field(name))),
            None if STRICT.contains(&shape) => {
                return Err(scan.placed(JsonError::unknown_field(&key, names)));
            }
            None => {}
        }
        scan.skip()?;
    }
    Ok(places)
}

impl<'de> SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Unread;

    #[inline]
    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Unread> {
        Ok(self.field(seed))
    }
}

/// That a shape lacks a field. Which one, and why, its fields know.
#[derive(Debug)]
struct Unread;

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field is missing")
    }
}

impl core::error::Error for Unread {}

impl Error for Unread {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}
