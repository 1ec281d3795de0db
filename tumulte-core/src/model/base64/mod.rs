//! Bytes as letters: quick where programs are large, small where they travel.
//!
//! Tokens and keys are base64url without padding, Roll20's archives are base64 with it. The general engine knows many
//! more kinds, and says of each mistake what it is, which nobody asks.

#[cfg(not(any(target_family = "wasm", feature = "small")))]
mod quick;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
mod small;

#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(crate) use quick::{from_base64, from_base64url, from_base64url_into, to_base64url};
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(crate) use small::{from_base64, from_base64url, from_base64url_into, to_base64url};
