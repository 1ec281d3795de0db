#![doc = include_str!("../README.md")]
#![expect(clippy::needless_pass_by_value, reason = "Node-API hands arguments over by value")]

pub mod codes;
mod convert;
mod error;
pub mod pairing;
pub mod roll;
pub mod systems;
