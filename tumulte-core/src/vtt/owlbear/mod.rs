//! Owlbear Rodeo 2: what its dice extension writes into a player's metadata.

mod dice;
mod message;

pub use message::{parse_message, read_message};
