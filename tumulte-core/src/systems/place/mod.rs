//! Where a built-in system stands: quick where programs are large, without tables of its own where they travel.

#[cfg(not(target_family = "wasm"))]
mod quick;
#[cfg(any(test, target_family = "wasm"))]
mod small;

#[cfg(not(target_family = "wasm"))]
pub(super) use quick::place_of;
#[cfg(target_family = "wasm")]
pub(super) use small::place_of;

/// The built-in systems' ids, names and aliases, in order of their files.
pub(super) static HEADS: &[(&str, &str, &[&str])] =
    &include!(concat!(env!("OUT_DIR"), "/system_heads.rs"));
