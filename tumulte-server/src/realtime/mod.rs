//! Everything that stays connected: tables on Socket.IO, overlays and consoles on `WebSockets`, and the hub between.

mod broadcast;
mod channel;
pub(crate) mod fanout;
mod hub;
mod ingest;
mod link;
mod overlay_channel;
mod presence;
mod socket;
mod socket_io;
mod trace;
mod websocket;

pub(crate) use channel::Channel;
pub(crate) use hub::{Hub, Subscriber};
pub(crate) use ingest::Ingest;
pub(crate) use link::{Listeners, TableLink};
pub(crate) use presence::{Presence, Table, Waiting};
pub(crate) use socket::Upgrade;
pub(crate) use socket_io::{PROTOCOL, announce_import, attach, layer, revoke};
pub(crate) use websocket::serve;

use crate::state::AppState;

/// Lets the overlays of this key subscribe again: their streamer came, went, or has another key now.
pub(crate) fn reopen_overlay(state: &AppState, overlay_key: &str) {
    state.hub.reopen(&format!("streamer:{overlay_key}:"));
}
