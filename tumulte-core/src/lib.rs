#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod dice;
#[cfg(doc)]
pub mod docs;
mod error;
pub mod model;
pub mod pairing;
pub mod roll;
pub mod sync;
pub mod systems;
#[cfg(feature = "testing")]
pub mod testing;
pub mod vtt;

pub use error::Error;
