//! The standard library's.

/// Things by name.
pub(crate) type Map<K, V> = std::collections::BTreeMap<K, V>;

/// Names.
pub(crate) type Set<T> = std::collections::BTreeSet<T>;
