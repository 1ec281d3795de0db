//! `TaleSpire`: the event `rollResults` that a Symbiote hears.

mod message;
mod node;

pub use message::read_message;
