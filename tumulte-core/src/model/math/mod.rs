//! Functions of numbers: by the standard library, and in browsers without what makes them quick.

#[cfg(not(any(target_family = "wasm", feature = "small")))]
mod quick;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
mod small;

#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(crate) use quick::{cube_root, remainder};
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(crate) use small::{cube_root, remainder};
