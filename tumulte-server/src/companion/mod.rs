//! A companion beside a tabletop that writes its chat to a file: follows the file as it grows and sends what is rolled
//! to a server, over a pairing of its own.
//!
//! `follow` cuts the growing file into rolls, `state` remembers how far the server has taken them, `pairing` makes the
//! handshake, `sender` keeps the line. The server may be away for as long as it likes: the file is the outbox.

mod door;
mod follow;
mod pairing;
mod sender;
mod state;

pub use follow::{Found, LogFollower};
pub use sender::{TailOptions, run_tail};
