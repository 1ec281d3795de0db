//! D&D Beyond's game log: the messages of its socket, and its entries as the page shows them.
//!
//! A message of the socket says `dice/roll/pending`, then `dice/roll/fulfilled`; only the latter
//! has results. No roll carries a verdict or a threshold: `rollKind` says "critical hit" about the
//! damage alone, so the natural die decides, read from the dice or from the list of values, in
//! which dropped dice stand too.

mod entry;
mod kind;
mod message;
mod socket;

pub use message::read_message;
