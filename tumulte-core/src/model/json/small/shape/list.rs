//! The fields of a shape as a list: shapes read themselves from one with much less code, but the object is passed twice.

use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};

use super::super::{
    JsonError,
    scan::{Scan, Scanned},
};

/// Reads what lies between braces.
pub(in super::super) fn read_shape<'de, V: Visitor<'de>>(
    scan: &mut Scan<'de>,
    name: &str,
    names: &'static [&'static str],
    visitor: V,
) -> Scanned<V::Value> {
    let mut fields = Fields::find(scan, name, names)?;
    let read = visitor.visit_seq(&mut fields);
    fields.settle(read.is_ok()).and(read)
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
struct Fields<'s, 'de> {
    scan: &'s mut Scan<'de>,
    /// Where the object ends.
    end: usize,
    /// What is still to be read, the last first.
    left: Vec<(&'static str, Option<usize>)>,
    /// The field that was asked for last, if it is not there.
    missing: Option<&'static str>,
}

impl<'s, 'de> Fields<'s, 'de> {
    fn find(scan: &'s mut Scan<'de>, shape: &str, names: &'static [&'static str]) -> Scanned<Self> {
        let mut left: Vec<_> = names.iter().rev().map(|name| (*name, None)).collect();
        let mut is_first = true;
        while let Some(key) = scan.next_key(core::mem::take(&mut is_first))? {
            match left.iter_mut().find(|(name, _)| **name == *key) {
                Some((_, known @ None)) => *known = Some(scan.value_place()?),
                Some((name, _)) => return Err(scan.placed(JsonError::duplicate_field(name))),
                None if STRICT.contains(&shape) => {
                    return Err(scan.placed(JsonError::unknown_field(&key, names)));
                }
                None => {}
            }
            scan.skip()?;
        }
        Ok(Self { end: scan.here(), scan, left, missing: None })
    }

    /// Turns to the next field.
    fn turn(&mut self) {
        let (name, place) = self.left.pop().unwrap_or_default();
        self.missing = place.is_none().then_some(name);
        self.scan.turn(place);
    }

    /// Nothing reads what is not there, but for what is optional.
    fn refused(&mut self, error: JsonError) -> Scanned<()> {
        if self.missing.is_some() { Ok(()) } else { Err(error) }
    }

    /// Goes to where the object ends, unless something is wrong with a field.
    fn settle(self, is_read: bool) -> Scanned<()> {
        if is_read || self.missing.is_some() {
            self.scan.turn(Some(self.end));
        }
        match self.missing {
            Some(name) if !is_read => Err(JsonError::missing_field(name)),
            _ => Ok(()),
        }
    }
}

impl<'de> SeqAccess<'de> for Fields<'_, 'de> {
    type Error = JsonError;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Scanned<Option<S::Value>> {
        self.turn();
        match seed.deserialize(&mut *self.scan) {
            Ok(read) => Ok(Some(read)),
            Err(error) => self.refused(error).map(|()| None),
        }
    }
}
