//! What is a letter: by the standard library, and in browsers without its tables.

#[cfg(not(any(target_family = "wasm", feature = "small")))]
mod quick;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
mod small;

#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(crate) use quick::{is_letter, is_letter_or_digit};
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(crate) use small::{is_letter, is_letter_or_digit};
