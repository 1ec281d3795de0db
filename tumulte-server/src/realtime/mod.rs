//! Everything that stays connected: tables on Socket.IO, overlays and consoles on `WebSockets`, and the hub between.

mod channel;
pub(crate) mod fanout;
mod hub;
mod ingest;
mod link;
mod overlay_channel;
mod presence;
mod socket_io;
mod trace;
mod websocket;

pub(crate) use channel::Channel;
pub(crate) use hub::{Hub, Outgoing, Subscriber};
pub(crate) use ingest::Ingest;
pub(crate) use link::{Listeners, TableLink};
pub(crate) use presence::{Presence, Table};
pub(crate) use socket_io::{PROTOCOL, announce_import, attach, layer, revoke};
pub(crate) use websocket::serve;
