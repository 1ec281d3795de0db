//! Demiplane: the roll history that a character sheet keeps in its page's storage.

mod dice;
mod message;

pub use message::read_message;
