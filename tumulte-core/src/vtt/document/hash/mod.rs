//! Numbers that stand for messages: by the standard library, and in browsers by less code, where who makes equal ones wastes
//! but their own time.

#[cfg(not(target_family = "wasm"))]
mod quick;
#[cfg(target_family = "wasm")]
mod small;

#[cfg(not(target_family = "wasm"))]
pub(super) use quick::hash_of;
#[cfg(target_family = "wasm")]
pub(super) use small::hash_of;
