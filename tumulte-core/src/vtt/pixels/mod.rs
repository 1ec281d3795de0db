//! Pixels: dice that send what they show, by the phone app's web request.

mod message;

pub use message::{parse_message, read_message};
