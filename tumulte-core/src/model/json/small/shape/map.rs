//! The fields of a shape one by one, as they come.

use serde::de::{DeserializeSeed, Error, IntoDeserializer, MapAccess, Visitor};

use super::super::{
    JsonError,
    deserializer::place_of,
    scan::{Scan, Scanned},
};

/// Reads what follows a brace, up to the one that closes it.
pub(in super::super) fn read_shape<'de, V: Visitor<'de>>(
    scan: &mut Scan<'de>,
    _name: &str,
    names: &'static [&'static str],
    visitor: V,
) -> Scanned<V::Value> {
    match visitor.visit_map(Fields { scan: &mut *scan, is_first: true, names }) {
        Ok(read) => scan.close(None, b'}').map(|()| read),
        Err(error) => Err(scan.broken(error, b'}')),
    }
}

/// The fields of a shape.
struct Fields<'s, 'de> {
    scan: &'s mut Scan<'de>,
    is_first: bool,
    names: &'static [&'static str],
}

impl<'de> MapAccess<'de> for Fields<'_, 'de> {
    type Error = JsonError;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Scanned<Option<S::Value>> {
        let is_first = core::mem::take(&mut self.is_first);
        let Some(key) = self.scan.next_key(is_first)? else { return Ok(None) };
        let place = place_of(&key, self.names);
        let read = seed.deserialize(place.into_deserializer());
        read.map(Some)
            .map_err(|_: JsonError| self.scan.placed(JsonError::unknown_field(&key, self.names)))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Scanned<S::Value> {
        seed.deserialize(&mut *self.scan)
    }
}
