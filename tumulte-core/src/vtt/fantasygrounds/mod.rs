//! Fantasy Grounds: the chat log that lies beside the campaign as `chatlog.html`.
//!
//! A line tells a roll in words: `Mira: [ATTACK (M)] Rapier [ADV] [DROPPED 3] [g20+5 = 21]`. Only
//! the total of the dice stands there, so a die is known where it is the only one, or where the
//! table's own words say what it showed. Other dice stay unknown rather than guessed.
//!
//! The log knows no ids. A roll's id is made from the text of its line; equal lines of one document
//! are told apart by how many came before
//! ([`MessageContext::occurrence`](super::MessageContext::occurrence)), so a log that only grows
//! keeps its ids.

mod dice;
mod label;
mod line;
mod message;

pub(super) use line::{is_answer_to_attack, may_be_answered};
pub use message::read_message;
