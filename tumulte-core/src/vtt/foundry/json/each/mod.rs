//! Reading each field of an object, or each item of a list: compiled together with what reads them, and in browsers
//! once for all.

#[cfg(not(target_family = "wasm"))]
mod quick;
#[cfg(target_family = "wasm")]
mod small;
