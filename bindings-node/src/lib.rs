#![doc = include_str!("../README.md")]
#![expect(clippy::needless_pass_by_value, reason = "Node-API hands arguments over by value")]

pub mod character;
pub mod codes;
mod convert;
mod error;
pub mod formula;
pub mod odds;
pub mod pairing;
mod quick;
pub mod roll;
pub mod rule_set;
pub mod systems;
pub mod view;
