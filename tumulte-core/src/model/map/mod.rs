//! Things by their names, in the order of the names.
//!
//! The standard library's trees are some kilobytes for every kind of thing in them, which was a tenth of the WebAssembly
//! package. There sorted lists stand in: they look things up as quickly, and what is gathered in
//! order is only appended.

#[cfg(not(target_family = "wasm"))]
mod quick;
#[cfg(any(test, target_family = "wasm"))]
#[cfg_attr(
    not(target_family = "wasm"),
    expect(dead_code, reason = "tests compare maps; sets are made of them")
)]
mod small;

#[cfg(not(target_family = "wasm"))]
pub(crate) use quick::{Map, Set};
#[cfg(target_family = "wasm")]
pub(crate) use small::{Map, Set};
