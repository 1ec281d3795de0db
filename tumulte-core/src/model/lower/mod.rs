//! Texts in small letters: by the standard library, and in browsers without its table of every script's letters.

#[cfg(not(any(target_family = "wasm", feature = "small")))]
mod quick;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
mod small;

#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(crate) use quick::lower_case;
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(crate) use small::lower_case;
