//! Looking for bytes: many at a time, and in browsers one after the other by less code.

#[cfg(not(target_family = "wasm"))]
mod quick;
#[cfg(any(test, target_family = "wasm"))]
mod small;

#[cfg(not(target_family = "wasm"))]
pub(super) use quick::{Finder, memchr, memchr2, memchr2_iter, memmem, text};
#[cfg(target_family = "wasm")]
pub(super) use small::{Finder, memchr, memchr2, memchr2_iter, memmem, text};
