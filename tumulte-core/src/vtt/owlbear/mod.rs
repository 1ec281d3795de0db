//! Owlbear Rodeo 2: what its dice extension writes into a player's metadata.

mod dice;
mod message;

pub use message::read_message;
