//! Sorted lists.

use core::{borrow::Borrow, fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
};

use crate::model::sort_by;

/// Things by name.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Map<K, V>(Vec<(K, V)>);

impl<K, V> Map<K, V> {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and things, in order.
    pub fn iter(&self) -> Iter<'_, K, V> {
        Iter(self.0.iter())
    }

    /// Names, in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.0.iter().map(|(key, _)| key)
    }

    /// Things, in the order of their names.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + Clone {
        self.0.iter().map(|(_, value)| value)
    }

    /// Things to be changed, in the order of their names.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut V> {
        self.0.iter_mut().map(|(_, value)| value)
    }

    /// Keeps what fits.
    pub fn retain(&mut self, mut fits: impl FnMut(&K, &mut V) -> bool) {
        self.0.retain_mut(|(key, value)| fits(key, value));
    }
}

impl<K: Ord, V> Map<K, V> {
    fn place<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        self.0.binary_search_by(|(known, _)| known.borrow().cmp(key))
    }

    /// The thing of that name.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.0.get(self.place(key).ok()?).map(|(_, value)| value)
    }

    /// The thing of that name, to be changed.
    pub fn get_mut<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<&mut V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        self.0.get_mut(place).map(|(_, value)| value)
    }

    /// Whether there is a thing of that name.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.place(key).is_ok()
    }

    /// Puts a thing in the place of what had its name.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        let place = match self.0.last() {
            Some((last, _)) if *last >= key => self.place(&key),
            _ => Err(self.0.len()),
        };
        match place {
            Ok(place) => self.0.get_mut(place).map(|(_, former)| core::mem::replace(former, value)),
            Err(place) => {
                self.0.insert(place, (key, value));
                None
            }
        }
    }

    /// Takes the thing of that name out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let place = self.place(key).ok()?;
        Some(self.0.remove(place).1)
    }

    /// The thing of that name, which may not be there yet.
    pub fn entry(&mut self, key: K) -> Entry<'_, K, V> {
        Entry { map: self, key }
    }

    /// Puts entries in order; of those with one name the last stays.
    fn of(mut entries: Vec<(K, V)>) -> Self {
        sort_by(&mut entries, |(one, _), (other, _)| one.cmp(other));
        entries.dedup_by(|(later, value), (key, former)| {
            let is_known = later == key;
            if is_known {
                core::mem::swap(value, former);
            }
            is_known
        });
        Self(entries)
    }
}

/// A name, and what has it or will have it.
#[derive(Debug)]
pub struct Entry<'m, K, V> {
    map: &'m mut Map<K, V>,
    key: K,
}

impl<'m, K: Ord, V> Entry<'m, K, V> {
    /// The thing, or what is made for it.
    #[expect(clippy::indexing_slicing, reason = "the place was found or filled before")]
    pub fn or_insert_with(self, make: impl FnOnce() -> V) -> &'m mut V {
        let place = match self.map.place(&self.key) {
            Ok(place) => place,
            Err(place) => {
                self.map.0.insert(place, (self.key, make()));
                place
            }
        };
        &mut self.map.0[place].1
    }

    /// The thing, or this one.
    pub fn or_insert(self, value: V) -> &'m mut V {
        self.or_insert_with(|| value)
    }

    /// The thing, or an empty one.
    pub fn or_default(self) -> &'m mut V
    where
        V: Default,
    {
        self.or_insert_with(V::default)
    }
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: fmt::Debug, V: fmt::Debug> fmt::Debug for Map<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter()).finish()
    }
}

/// Names and things, in order.
#[derive(Debug, Clone)]
pub struct Iter<'m, K, V>(core::slice::Iter<'m, (K, V)>);

impl<'m, K, V> Iterator for Iter<'m, K, V> {
    type Item = (&'m K, &'m V);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (key, value))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl<K, V> ExactSizeIterator for Iter<'_, K, V> {}

impl<'m, K, V> IntoIterator for &'m Map<K, V> {
    type Item = (&'m K, &'m V);
    type IntoIter = Iter<'m, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<K: Ord, V> Extend<(K, V)> for Map<K, V> {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        let mut all = core::mem::take(&mut self.0);
        all.extend(entries);
        *self = Self::of(all);
    }
}

impl<K: Ord, V> FromIterator<(K, V)> for Map<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        Self::of(entries.into_iter().collect())
    }
}

impl<K: Serialize, V: Serialize> Serialize for Map<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Map<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Entries(PhantomData))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Ord + Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for Entries<K, V> {
    type Value = Map<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = fields.next_entry()? {
            entries.push(entry);
        }
        Ok(Map::of(entries))
    }
}

/// Names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Set<T>(Map<T, ()>);

impl<T> Set<T> {
    /// Nothing yet.
    #[must_use]
    pub(crate) const fn new() -> Self {
        Self(Map::new())
    }

    /// How many there are.
    #[must_use]
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Keeps those that fit.
    pub(crate) fn retain(&mut self, mut fits: impl FnMut(&T) -> bool) {
        self.0.retain(|name, ()| fits(name));
    }
}

impl<T: Ord> Set<T> {
    /// Whether it was not there yet; it is now.
    pub(crate) fn insert(&mut self, name: T) -> bool {
        self.0.insert(name, ()).is_none()
    }

    /// Whether it is there.
    pub(crate) fn contains<Q: Ord + ?Sized>(&self, name: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.0.contains_key(name)
    }
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: Ord> Extend<T> for Set<T> {
    fn extend<I: IntoIterator<Item = T>>(&mut self, names: I) {
        self.0.extend(names.into_iter().map(|name| (name, ())));
    }
}

impl<T> IntoIterator for Set<T> {
    type Item = T;
    type IntoIter = core::iter::Map<std::vec::IntoIter<(T, ())>, fn((T, ())) -> T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter().map(|(name, ())| name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_the_map_of_the_standard_library(
            given in prop::collection::vec((0_u8..30, any::<u8>()), 0..60),
            more in prop::collection::vec((0_u8..30, any::<u8>()), 0..60),
            asked in 0_u8..30,
        ) {
            let mut expected: BTreeMap<u8, u8> = given.iter().copied().collect();
            let mut map: Map<u8, u8> = given.into_iter().collect();
            for (key, value) in more {
                prop_assert_eq!(map.insert(key, value), expected.insert(key, value));
            }
            *map.entry(asked).or_insert(0) ^= 1;
            *expected.entry(asked).or_insert(0) ^= 1;
            prop_assert!(map.iter().eq(expected.iter()));
            prop_assert_eq!(map.get(&asked), expected.get(&asked));
            let written = serde_json::to_string(&map).unwrap();
            prop_assert_eq!(&written, &serde_json::to_string(&expected).unwrap());
            prop_assert_eq!(map.remove(&asked), expected.remove(&asked));
            prop_assert!(map.keys().eq(expected.keys()));
        }
    }

    #[test]
    fn of_fields_with_one_name_the_last_is_read() {
        let map: Map<String, u8> = serde_json::from_str(r#"{"b":1,"a":2,"b":3}"#).unwrap();
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [("a".to_owned(), 2), ("b".to_owned(), 3)]);
    }
}
