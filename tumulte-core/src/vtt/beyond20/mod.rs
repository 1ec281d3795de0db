//! Beyond20: rolls made on D&D Beyond, as the browser extension hands them to any page.
//!
//! The page hears a DOM event `Beyond20_RenderedRoll` whose detail is a list with one
//! `rendered-roll` message. Third-party senders write the same message with fewer fields. A
//! message has no id: unless a relay gave it one, its id is made from its content.
//!
//! The extension's own flags call a damage die at its maximum critical and leave flags on discarded
//! dice; none of them is copied. What they are good for is a threshold that the message does not
//! name: an attack that shows 19 and is flagged had its threshold at 19.

mod attack;
mod dice;
mod message;

pub use message::read_message;
