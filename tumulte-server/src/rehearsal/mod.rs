//! The rehearsal table: a scripted or recorded game that travels the real road.
//!
//! It talks to a running server by its address alone, as a Foundry module (`table`) and a game
//! master's browser (`gm`) do. Nothing here reaches into the server.

mod chance;
mod demo;
mod dialect;
mod door;
mod error;
mod game_system;
mod gm;
mod message_builder;
mod message_source;
mod notation;
mod replay;
mod script;
mod socket_client;
mod socket_packet;
mod table;

pub use demo::{DemoOptions, run_demo};
pub use error::RehearsalError;
pub use replay::{ReplayOptions, ReplaySummary, run_replay};
pub use socket_client::{ServerEvent, SocketClient};

#[cfg(test)]
mod tests;
