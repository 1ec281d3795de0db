//! The standard library's.

use core::hash::{Hash, Hasher};
use std::hash::DefaultHasher;

/// A number that hardly any other bytes have.
pub(in super::super) fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    bytes.hash(&mut hasher);
    hasher.finish()
}
