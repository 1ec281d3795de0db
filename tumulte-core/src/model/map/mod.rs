//! Things by their names, in the order of the names.
//!
//! The standard library's trees are some kilobytes for every kind of thing in them, which was a tenth of the WebAssembly
//! package. There, and with the feature `small`, sorted lists stand in: they look things up as quickly, and what is gathered in
//! order is only appended.

#[cfg(not(any(target_family = "wasm", feature = "small")))]
mod quick;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
mod small;

#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(crate) use quick::{Map, Set};
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(crate) use small::{Map, Set};
