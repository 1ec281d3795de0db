//! `/connections`: the paired worlds.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Redirect, Response},
};

use super::visitor::Visitor;
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    pages::{self, ConnectionState, ConnectionsPage},
    routes::id,
    state::AppState,
    storage::{ConnectionRow, UserRow},
};

/// `GET /connections`
pub(crate) async fn connections(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let connections = connection_rows(&state, &user).await?;
    let page = ConnectionsPage { chrome: visitor.chrome, connections };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `POST /connections/{id}/revoke`
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Redirect, ApiError> {
    actions::revoke_connection(&state, user.user_id, id(&connection_id)?).await?;
    Ok(Redirect::to("/connections"))
}

/// `POST /connections/{id}/readmit`
pub(crate) async fn readmit(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Redirect, ApiError> {
    actions::readmit_connection(&state, user.user_id, id(&connection_id)?).await?;
    Ok(Redirect::to("/connections"))
}

/// `POST /connections/{id}/import`
pub(crate) async fn import(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Redirect, ApiError> {
    let connection_id = id(&connection_id)?;
    let row = actions::own_connection(&state, user.user_id, connection_id).await?;
    let world_id = row.connection.world.vtt_campaign_id;
    let campaign_id = actions::import_world(&state, user.user_id, connection_id, &world_id).await?;
    // The page shows how far it has come; a table that is away sends its characters when it comes back.
    tokio::spawn(async move {
        let _later = actions::sync_characters(&state, connection_id).await;
    });
    Ok(Redirect::to(&format!("/campaigns/{campaign_id}")))
}

/// Every connection of a GM as the pages show it, revoked ones last.
pub(super) async fn connection_rows(
    state: &AppState,
    user: &UserRow,
) -> Result<Vec<pages::ConnectionRow>, ApiError> {
    let mut rows = Vec::new();
    for row in state.storage.connections_of(user.user_id).await? {
        rows.push(connection_row(state, row).await?);
    }
    rows.sort_by_key(|row| row.state == ConnectionState::Revoked);
    Ok(rows)
}

async fn connection_row(
    state: &AppState,
    row: ConnectionRow,
) -> Result<pages::ConnectionRow, ApiError> {
    let connection_id = row.connection.connection_id;
    let campaign = state.storage.campaign_of_connection(connection_id).await?;
    let is_live = state.presence.is_live(connection_id);
    Ok(pages::ConnectionRow {
        id: connection_id.to_string(),
        vtt: row.connection.vtt.title().to_owned(),
        world_name: row.connection.world.name,
        state: match (row.is_revoked, is_live) {
            (true, _) => ConnectionState::Revoked,
            (false, true) => ConnectionState::Live,
            (false, false) => ConnectionState::Offline,
        },
        can_return: row.is_revoked && row.offer.is_some(),
        is_readmitted: row.is_readmitted,
        campaign_id: campaign.map(|row| row.campaign.campaign_id.to_string()),
        last_seen_at: row.last_seen_at.filter(|_| !is_live).map(|at| at.to_string()),
    })
}
