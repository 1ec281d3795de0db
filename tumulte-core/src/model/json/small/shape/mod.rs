//! How shapes with named fields are read: as a list in browsers, where code counts, one field after the other elsewhere.

#[cfg(any(test, target_family = "wasm"))]
mod list;
#[cfg(not(any(test, target_family = "wasm")))]
mod map;

#[cfg(test)]
pub(super) use list::STRICT;
#[cfg(any(test, target_family = "wasm"))]
pub(super) use list::read_shape;
#[cfg(not(any(test, target_family = "wasm")))]
pub(super) use map::read_shape;
