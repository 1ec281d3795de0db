//! `/mj/vtt/connections…`

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Serialize;
use serde_json::{Value, json};
use tumulte_core::{
    model::{CampaignId, ConnectionId, Timestamp, World},
    vtt::VttError,
};

use super::{Body, id};
use crate::{
    actions::{self, Approval},
    auth::Account,
    error::ApiError,
    state::AppState,
    storage::ConnectionRow,
};

/// A connection as its GM sees it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionView {
    connection_id: ConnectionId,
    vtt: String,
    world: World,
    status: &'static str,
    is_live: bool,
    campaign_id: Option<CampaignId>,
    created_at: Timestamp,
}

/// `GET /mj/vtt/connections`
pub(crate) async fn list(
    State(state): State<AppState>,
    Account(user): Account,
) -> Result<Json<Value>, ApiError> {
    let mut items = Vec::new();
    for row in state.storage.connections_of(user.user_id).await? {
        items.push(view(&state, row).await?);
    }
    Ok(Json(json!({ "items": items, "cursor": null })))
}

/// `POST /mj/vtt/connections`: the same as confirming a pairing.
pub(crate) async fn create(
    State(state): State<AppState>,
    from: axum::extract::ConnectInfo<std::net::SocketAddr>,
    account: Account,
    body: Body<super::pairing::Confirmed>,
) -> Result<(StatusCode, Json<Approval>), ApiError> {
    let approval = super::pairing::confirm(State(state), from, account, body).await?;
    Ok((StatusCode::CREATED, approval))
}

/// `DELETE /mj/vtt/connections/{id}`
pub(crate) async fn remove(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::remove_connection(&state, user.user_id, id(&connection_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /mj/vtt/connections/{id}/revoke`
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::revoke_connection(&state, user.user_id, id(&connection_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /mj/vtt/connections/{id}/test`: asks the table for its worlds and times the answer.
pub(crate) async fn test(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let row = actions::own_connection(&state, user.user_id, id(&connection_id)?).await?;
    let adapter = actions::adapter(&state, &row.connection)?;
    let started = std::time::Instant::now();
    let answer = adapter.list_campaigns().await;
    let elapsed = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Json(json!({
        "ok": answer.is_ok(),
        "roundTripMs": answer.is_ok().then_some(elapsed),
        "code": answer.err().map(|error| error.code()),
    })))
}

/// `GET /mj/vtt/connections/{id}/campaigns`: the worlds that can be imported, as the table tells, or as it told last.
pub(crate) async fn campaigns(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let row = actions::own_connection(&state, user.user_id, id(&connection_id)?).await?;
    let worlds = match actions::adapter(&state, &row.connection)?.list_campaigns().await {
        Err(VttError::NotConnected) => vec![row.connection.world],
        told => told?,
    };
    Ok(Json(json!({ "items": worlds, "cursor": null })))
}

async fn view(state: &AppState, row: ConnectionRow) -> Result<ConnectionView, ApiError> {
    let connection_id = row.connection.connection_id;
    let campaign = state.storage.campaign_of_connection(connection_id).await?;
    Ok(ConnectionView {
        connection_id,
        vtt: row.connection.vtt.to_string(),
        world: row.connection.world,
        status: if row.is_revoked { "revoked" } else { "active" },
        is_live: state.presence.is_live(connection_id),
        campaign_id: campaign.map(|row| row.campaign.campaign_id),
        created_at: row.created_at,
    })
}
