//! Pixels: dice that send what they show, by the phone app's web request.

mod message;

pub use message::read_message;
