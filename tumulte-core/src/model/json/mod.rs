//! JSON: by `serde_json` where programs are large, by a reader of our own where they travel.
//!
//! The general reader is compiled anew for every shape it reads, brings tables of powers of ten, and takes lists where
//! shapes are expected. The small one gives the same values and tells its errors in the same words.

#[cfg(not(any(target_family = "wasm", feature = "small")))]
mod quick;
#[cfg(any(test, target_family = "wasm", feature = "small"))]
#[cfg_attr(
    not(any(target_family = "wasm", feature = "small")),
    expect(unreachable_pub, reason = "public where it stands in, else only compared in tests")
)]
mod small;

#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub use quick::{JsonError, json_text, read_json};
#[cfg(not(any(target_family = "wasm", feature = "small")))]
pub(crate) use quick::{parse_real, plain_json, read_seed};
#[cfg(any(target_family = "wasm", feature = "small"))]
pub use small::{JsonError, json_text, read_json};
#[cfg(any(target_family = "wasm", feature = "small"))]
pub(crate) use small::{parse_real, plain_json, read_seed};
