//! The `/vtt` namespace: where tables come in.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::{
    SocketIo,
    extract::{Extension, SocketRef, TryData},
    handler::ConnectHandler,
    layer::SocketIoLayer,
};
use tumulte_core::{
    model::{CampaignId, Connection, ConnectionId, Timestamp},
    pairing::TokenError,
};

use super::{
    Table,
    event::{EVENT_BURST, Events},
    fanout::Word,
    presence::{QUERY_TIMEOUT, Seat},
};
use crate::{metrics::metrics, platform, polls::PollStatus, state::AppState};

/// The version of the protocol, told to modules that pair, and in `connected`.
pub(crate) const PROTOCOL: u32 = 1;

/// A packet may be this large: an event over 1 MiB is refused by code, not by a cut connection.
const MAX_PACKET_BYTES: u64 = 8 * 1024 * 1024;

/// How long the name of a page load may be.
const MAX_TAB_BYTES: usize = 64;

/// Packets that may wait to be written to one table. What was stored together is acknowledged together, and an
/// acknowledgement that finds no room is lost: there is room for those of a whole burst, and for what else is said.
const PACKETS_WAITING: usize = 2 * EVENT_BURST as usize;

/// Makes the layer that speaks Socket.IO. [`attach`] opens the namespace in it.
#[must_use]
pub(crate) fn layer() -> (SocketIoLayer, SocketIo) {
    SocketIo::builder()
        .max_payload(MAX_PACKET_BYTES)
        .max_buffer_size(PACKETS_WAITING)
        .ws_read_buffer_size(4096)
        .ack_timeout(QUERY_TIMEOUT)
        .build_layer()
}

/// Opens the `/vtt` namespace.
pub(crate) fn attach(io: &SocketIo, state: &AppState) {
    let (entrance, welcome) = (state.clone(), state.clone());
    let greet = move |socket: SocketRef, Extension(connection): Extension<Connection>| {
        let state = welcome.clone();
        async move { greet(&state, &socket, connection.connection_id).await }
    };
    let admit = move |socket: SocketRef, TryData(auth): TryData<Auth>| {
        let state = entrance.clone();
        async move { admit(&state, socket, auth.ok()).await }
    };
    io.ns("/vtt", greet.with(admit));
}

/// Tells a table that its connection is revoked, and cuts it.
pub(crate) fn revoke(state: &AppState, connection_id: ConnectionId, reason: &str) {
    let word = Word::Revoked { reason: reason.to_owned() };
    if state.presence.say(connection_id, &word) {
        let state = state.clone();
        tokio::spawn(async move { state.fanout.release(connection_id).await });
    } else {
        state.fanout.tell(connection_id, word);
    }
}

/// Tells a table that its world is a campaign now.
pub(crate) fn announce_import(
    state: &AppState,
    connection_id: ConnectionId,
    campaign: &impl fmt::Display,
) {
    let payload = json!({ "campaignId": campaign.to_string() });
    tell_table(state, connection_id, "config:update", payload);
}

/// Says something to a table, whichever server it is connected to.
pub(crate) fn tell_table(
    state: &AppState,
    connection_id: ConnectionId,
    event: &str,
    payload: Value,
) {
    let word = Word::Event { name: event.to_owned(), payload };
    if !state.presence.say(connection_id, &word) {
        state.fanout.tell(connection_id, word);
    }
}

#[derive(Debug, Deserialize)]
struct Auth {
    token: String,
    #[serde(default)]
    tab: Option<String>,
}

/// Why a table is not let in; its text is all a Socket.IO client learns.
#[derive(Debug)]
struct Refusal(&'static str);

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// Checks who knocks. Everything the table may send is wired here, so that nothing it sends right
/// after the handshake finds no handler.
async fn admit(state: &AppState, socket: SocketRef, auth: Option<Auth>) -> Result<(), Refusal> {
    let auth = auth.ok_or(Refusal("token.malformed"))?;
    if auth.tab.as_ref().is_some_and(|tab| tab.len() > MAX_TAB_BYTES) {
        return Err(Refusal("event.id_too_long"));
    }
    let claims = state
        .session_key
        .verify(&auth.token, platform::now())
        .map_err(|error: TokenError| Refusal(error.code()))?;
    let row = state.storage.connection(claims.connection_id()).await.map_err(|error| {
        tracing::error!(error = &error as &dyn std::error::Error, "a table could not be looked up");
        Refusal("storage.unavailable")
    })?;
    let row = row.filter(|row| row.takes_tokens_of(claims.issued_at()));
    let row = row.ok_or(Refusal("token.revoked"))?;
    let connection = row.connection;
    let connection_id = connection.connection_id;

    let tab = auth.tab.clone();
    let table = Table::new(socket.clone(), auth.tab);
    match state.presence.claim(connection_id, table) {
        Seat::Occupied => return Err(Refusal("connection.duplicate")),
        Seat::TakenOver(earlier) => {
            let _gone = earlier.socket.disconnect();
        }
        Seat::Taken => {}
    }
    if !state.fanout.claim(connection_id, tab.as_deref()).await {
        state.presence.release(connection_id, &socket);
        return Err(Refusal("connection.duplicate"));
    }
    let counted = Arc::new(Mutex::new(Some(metrics().table_came())));
    socket.extensions.insert(connection.clone());

    let leaving = state.clone();
    socket.on_disconnect(move |socket: SocketRef| {
        drop(counted.lock().unwrap_or_else(PoisonError::into_inner).take());
        let state = leaving.clone();
        async move {
            if state.presence.release(connection_id, &socket) {
                state.fanout.release(connection_id).await;
            }
            see(&state, connection_id).await;
            tracing::info!(connection.id = %connection_id, "a table left");
        }
    });
    socket.on_fallback(Events::of(connection, state.clone()));
    Ok(())
}

async fn greet(state: &AppState, socket: &SocketRef, connection_id: ConnectionId) {
    let campaign_id = match state.storage.campaign_of_connection(connection_id).await {
        Ok(campaign) => campaign.map(|row| row.campaign.campaign_id),
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::error!(error, "a table's campaign could not be looked up");
            None
        }
    };
    let left_at = last_seen(state, connection_id).await;
    see(state, connection_id).await;
    tracing::info!(connection.id = %connection_id, "a table came in");
    let _gone = socket.emit(
        "connected",
        &json!({
            "connectionId": connection_id,
            "campaignId": campaign_id,
            "protocol": PROTOCOL,
            "config": {},
        }),
    );
    if let Some(campaign_id) = campaign_id {
        tell_newest_poll(state, socket, campaign_id, left_at).await;
    }
}

/// What the viewers are asked right now, or came to while the table was away.
async fn tell_newest_poll(
    state: &AppState,
    socket: &SocketRef,
    campaign_id: CampaignId,
    left_at: Option<Timestamp>,
) {
    let newest = match state.storage.polls_of(campaign_id, None, 1).await {
        Ok(polls) => polls.into_iter().next(),
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(campaign.id = %campaign_id, error, "a poll could not be looked up");
            None
        }
    };
    let Some(poll) = newest else { return };
    let was_missed = left_at.is_some() && poll.ended_at >= left_at;
    let _gone = match poll.status {
        PollStatus::Running => socket.emit("poll:start", &poll.start_for_table()),
        PollStatus::Ended if was_missed => socket.emit("poll:end", &poll.end_for_table()),
        PollStatus::Ended | PollStatus::Cancelled => Ok(()),
    };
}

/// When the table was last there; the first time it never was.
async fn last_seen(state: &AppState, connection_id: ConnectionId) -> Option<Timestamp> {
    let found = state.storage.connection(connection_id).await.ok().flatten();
    found.and_then(|row| row.last_seen_at)
}

/// Notes when the table was last there; only the console's list would miss it.
async fn see(state: &AppState, connection_id: ConnectionId) {
    if let Err(error) = state.storage.see_connection(connection_id, platform::now()).await {
        let error: &dyn std::error::Error = &error;
        tracing::warn!(connection.id = %connection_id, error, "a visit could not be noted");
    }
}
