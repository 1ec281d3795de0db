//! Everything that stays connected: tables on Socket.IO, overlays and consoles on `WebSockets`, and the hub between.

mod broadcast;
mod channel;
mod event;
pub(crate) mod fanout;
mod here;
mod hub;
mod ingest;
mod link;
mod overlay_channel;
mod presence;
mod sign_ins;
mod socket;
mod socket_io;
mod trace;
mod websocket;

pub(crate) use channel::Channel;
pub(crate) use here::{Here, Notice};
pub(crate) use hub::{Hub, Subscriber};
pub(crate) use ingest::Ingest;
pub(crate) use link::{Listeners, TableLink};
pub(crate) use presence::{Presence, Table, Waiting};
pub(crate) use sign_ins::{SignIns, SignedOut, Stay};
pub(crate) use socket::Upgrade;
pub(crate) use socket_io::{PROTOCOL, announce_import, attach, layer, revoke, tell_table};
pub(crate) use websocket::{is_signed_in, serve};

use crate::{state::AppState, storage::StreamerRow};

/// Lets the overlays of a streamer's key subscribe again, on every server: their streamer came, went, or has another key
/// now.
pub(crate) fn reopen_overlay(state: &AppState, streamer: &StreamerRow) {
    state.announce(Notice::Reopened {
        streamer_id: streamer.streamer_id,
        overlay_key: streamer.overlay_key.clone(),
    });
}
