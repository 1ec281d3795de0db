//! Everything that stays connected: tables on Socket.IO, overlays and consoles on WebSockets, and the hub between.

mod channel;
mod hub;
mod ingest;
mod presence;
mod socket_io;
mod websocket;

pub use channel::Channel;
pub use hub::{Hub, Outgoing, Subscriber};
pub use ingest::Ingest;
pub use presence::{Presence, Table};
pub use socket_io::{announce_import, attach, layer, query, revoke};
pub use websocket::serve;
