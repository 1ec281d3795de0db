//! `/mj/vtt/connections…`

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Serialize;
use tumulte_core::{
    model::{CampaignId, ConnectionId, Timestamp},
    vtt::VttError,
};
use utoipa::ToSchema;

use super::{Body, id};
use crate::{
    actions::{self, Approval},
    auth::{Account, Caller},
    error::ApiError,
    openapi::{Listed, WorldView},
    state::AppState,
    storage::ConnectionRow,
};

/// A connection as its GM sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Connection)]
pub(crate) struct ConnectionView {
    #[schema(value_type = uuid::Uuid)]
    connection_id: ConnectionId,
    /// Which tabletop: `foundry`.
    vtt: String,
    world: WorldView,
    /// `active` or `revoked`.
    status: &'static str,
    /// Whether it can be let come back without a new code.
    can_return: bool,
    /// Whether it was let come back, and has not yet.
    is_readmitted: bool,
    /// Whether its table is there right now.
    is_live: bool,
    #[schema(value_type = Option<uuid::Uuid>, required)]
    campaign_id: Option<CampaignId>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

/// How a table answered.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tested {
    ok: bool,
    #[schema(required)]
    round_trip_ms: Option<u64>,
    /// Why it did not answer.
    #[schema(required)]
    code: Option<&'static str>,
}

/// The worlds the signed-in game master has paired, oldest first.
#[utoipa::path(
    get, path = "/mj/vtt/connections", tag = "connections", operation_id = "connections", security(("session" = [])),
    responses((status = 200, description = "All of them.", body = Listed<ConnectionView>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    Account(user): Account,
) -> Result<Json<Listed<ConnectionView>>, ApiError> {
    let mut items = Vec::new();
    for row in state.storage.connections_of(user.user_id).await? {
        items.push(view(&state, row).await?);
    }
    Ok(Json(Listed::all(items)))
}

/// Confirms a pairing: the same as `POST /vtt/pair`.
#[utoipa::path(
    post, path = "/mj/vtt/connections", tag = "connections", operation_id = "create_connection", security(("session" = [])),
    request_body = super::pairing::Confirmed,
    responses((status = 201, description = "The world is paired.", body = Approval)),
)]
pub(crate) async fn create(
    State(state): State<AppState>,
    caller: Caller,
    account: Account,
    body: Body<super::pairing::Confirmed>,
) -> Result<(StatusCode, Json<Approval>), ApiError> {
    let approval = super::pairing::confirm(State(state), caller, account, body).await?;
    Ok((StatusCode::CREATED, approval))
}

/// Forgets a connection that no campaign was imported through.
#[utoipa::path(
    delete, path = "/mj/vtt/connections/{id}", tag = "connections", operation_id = "delete_connection", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 204, description = "It is forgotten.")),
)]
pub(crate) async fn remove(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::remove_connection(&state, user.user_id, id(&connection_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Revokes a connection: its tokens end, and its table is cut off at once.
#[utoipa::path(
    post, path = "/mj/vtt/connections/{id}/revoke", tag = "connections", operation_id = "revoke_connection", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 204, description = "It is revoked.")),
)]
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::revoke_connection(&state, user.user_id, id(&connection_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a revoked connection come back without a new code: to the browser it was paired in, and no other.
#[utoipa::path(
    post, path = "/mj/vtt/connections/{id}/readmit", tag = "connections", operation_id = "readmit_connection", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 204, description = "It comes back as soon as its world is open.")),
)]
pub(crate) async fn readmit(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::readmit_connection(&state, user.user_id, id(&connection_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the table for its worlds and times the answer.
#[utoipa::path(
    post, path = "/mj/vtt/connections/{id}/test", tag = "connections", operation_id = "test_connection", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 200, description = "How it answered.", body = Tested)),
)]
pub(crate) async fn test(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Json<Tested>, ApiError> {
    let row = actions::own_connection(&state, user.user_id, id(&connection_id)?).await?;
    let adapter = actions::adapter(&state, &row.connection)?;
    let started = std::time::Instant::now();
    let answer = adapter.list_campaigns().await;
    let elapsed = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    Ok(Json(Tested {
        ok: answer.is_ok(),
        round_trip_ms: answer.is_ok().then_some(elapsed),
        code: answer.err().map(|error| error.code()),
    }))
}

/// The worlds that can be imported, as the table tells, or as it told last.
#[utoipa::path(
    get, path = "/mj/vtt/connections/{id}/campaigns", tag = "connections", operation_id = "connection_campaigns", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 200, description = "All of them.", body = Listed<WorldView>)),
)]
pub(crate) async fn campaigns(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Json<Listed<WorldView>>, ApiError> {
    let row = actions::own_connection(&state, user.user_id, id(&connection_id)?).await?;
    let worlds = match actions::adapter(&state, &row.connection)?.list_campaigns().await {
        Err(VttError::NotConnected) => vec![row.connection.world],
        told => told?,
    };
    Ok(Json(Listed::all(worlds.into_iter().map(Into::into).collect())))
}

async fn view(state: &AppState, row: ConnectionRow) -> Result<ConnectionView, ApiError> {
    let connection_id = row.connection.connection_id;
    let campaign = state.storage.campaign_of_connection(connection_id).await?;
    Ok(ConnectionView {
        connection_id,
        vtt: row.connection.vtt.to_string(),
        world: row.connection.world.into(),
        status: if row.is_revoked { "revoked" } else { "active" },
        can_return: row.is_revoked && row.offer.is_some(),
        is_readmitted: row.is_readmitted,
        is_live: state.presence.is_live(connection_id),
        campaign_id: campaign.map(|row| row.campaign.campaign_id),
        created_at: row.created_at,
    })
}
