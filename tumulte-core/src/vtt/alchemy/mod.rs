//! Alchemy RPG: characters in its import format; rolls by way of Beyond20.
//!
//! Alchemy has no public API for rolls. In an Alchemy tab Beyond20 tells every roll made on D&D
//! Beyond, and that is what [`read_message`] reads. A character's JSON is the format of Alchemy's
//! own import.

mod attack;
mod character;
mod message;
mod part;

pub use attack::critical_threshold;
pub use character::read_character;
pub use message::read_message;
