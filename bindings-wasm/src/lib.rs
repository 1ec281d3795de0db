#![doc = include_str!("../README.md")]

pub mod border;
pub mod convert;
mod error;
pub mod formula;
mod kept;
mod pack;
pub mod roll;

#[cfg(feature = "full")]
pub mod character;
#[cfg(feature = "full")]
pub mod codes;
#[cfg(feature = "full")]
pub mod message;
#[cfg(feature = "full")]
pub mod pairing;
#[cfg(feature = "full")]
pub mod qr;
#[cfg(feature = "full")]
pub mod systems;
#[cfg(feature = "full")]
pub mod view;

/// What gives memory: a third of the code of the standard library's.
#[cfg(target_family = "wasm")]
#[global_allocator]
static MEMORY: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();
