//! Looking after paired worlds.

use std::sync::Arc;

use axum::http::StatusCode;
use tumulte_core::{
    model::{Connection, ConnectionId, UserId},
    vtt::{AdapterSettings, VttAdapter, VttError},
};

use crate::{
    error::ApiError,
    platform,
    realtime::{self, TableLink},
    state::AppState,
    storage::ConnectionRow,
};

/// Finds a connection of this GM; anybody else's looks like none.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn own_connection(
    state: &AppState,
    owner: UserId,
    connection_id: ConnectionId,
) -> Result<ConnectionRow, ApiError> {
    let row = state.storage.connection(connection_id).await?;
    row.filter(|row| row.owner_id == owner).ok_or_else(|| ApiError::not_found("connection"))
}

/// Revokes a connection: its tokens end and its table is cut off at once.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn revoke_connection(
    state: &AppState,
    owner: UserId,
    connection_id: ConnectionId,
) -> Result<(), ApiError> {
    let row = own_connection(state, owner, connection_id).await?;
    let connection_id = row.connection.connection_id;
    state.storage.revoke_connection(connection_id, platform::now()).await?;
    realtime::revoke(state, connection_id, "revoked by the game master");
    Ok(())
}

/// Lets a revoked connection come back without a new code, as soon as its world asks.
///
/// # Errors
///
/// `request.not_found`, `connection.not_revoked`, and `connection.needs_code` where nobody can prove to be it.
pub(crate) async fn readmit_connection(
    state: &AppState,
    owner: UserId,
    connection_id: ConnectionId,
) -> Result<(), ApiError> {
    let row = own_connection(state, owner, connection_id).await?;
    let conflict = |code, words| Err(ApiError::new(StatusCode::CONFLICT, code, words));
    if !row.is_revoked {
        return conflict("connection.not_revoked", "this connection is not revoked");
    }
    if !state.storage.readmit_connection(connection_id, platform::now()).await? {
        return conflict(
            "connection.needs_code",
            "the browser it was paired in can't be recognised; pair the world with a new code",
        );
    }
    Ok(())
}

/// Forgets a connection that no campaign was imported through.
///
/// # Errors
///
/// `request.not_found`, `connection.in_use` when it has campaigns.
pub(crate) async fn remove_connection(
    state: &AppState,
    owner: UserId,
    connection_id: ConnectionId,
) -> Result<(), ApiError> {
    own_connection(state, owner, connection_id).await?;
    if !state.storage.delete_connection(connection_id).await? {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "connection.in_use",
            "a campaign was imported through this connection; revoke it instead",
        ));
    }
    realtime::revoke(state, connection_id, "removed by the game master");
    Ok(())
}

/// The adapter that speaks to the tabletop of a connection.
///
/// # Errors
///
/// `vtt.unknown_provider` for a tabletop without an adapter.
pub(crate) fn adapter(
    state: &AppState,
    connection: &Connection,
) -> Result<Box<dyn VttAdapter>, VttError> {
    let (presence, fanout) = (state.presence.clone(), Arc::clone(&state.fanout));
    let link = TableLink::new(connection.clone(), presence, fanout, state.listeners.clone());
    let settings = AdapterSettings::default().with_live(Arc::new(link));
    state.adapters.create(connection.vtt.as_str(), settings)
}
