#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod error;
pub mod model;
pub mod pairing;
pub mod roll;
pub mod sync;
pub mod systems;
pub mod vtt;

pub use error::Error;
