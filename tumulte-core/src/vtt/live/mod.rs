//! What all tables have in common that are reached over a live connection.

mod connection;
mod event;
mod world;

pub use connection::{LiveConnection, LiveListener};
pub(super) use event::{malformed, table_event, told, word};
pub(super) use world::LiveWorld;
pub use world::TableSource;
