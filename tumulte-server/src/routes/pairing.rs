//! `/vtt/…`: what a module asks, and the GM's confirmation.

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
};
use serde::{Deserialize, Serialize};
use tumulte_core::{
    model::{CampaignId, ConnectionId},
    pairing::TokenError,
};
use utoipa::ToSchema;

use super::{Body, id};
use crate::{
    actions::{self, Approval, Claimed, OfferReceipt, Returning, Tokens},
    auth::{Account, Caller},
    error::ApiError,
    platform,
    state::AppState,
};

/// A signed offer.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Offered {
    /// A JWT signed by the module's own key.
    token: String,
}

/// Which offer the GM confirms.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Confirmed {
    /// The code the module shows.
    #[schema(example = "KLM-482")]
    code: Option<String>,
    /// Instead of the code: the address or the token the module shows.
    token: Option<String>,
    /// Whether to import the world as a campaign at once.
    #[serde(default = "yes")]
    import: bool,
}

const fn yes() -> bool {
    true
}

/// A refresh token.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Refreshed {
    refresh_token: String,
}

/// How a connection stands.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionStatus {
    /// `active` or `revoked`.
    status: &'static str,
    #[schema(value_type = Option<uuid::Uuid>, required)]
    campaign_id: Option<CampaignId>,
}

/// Takes a module's signed offer.
#[utoipa::path(
    post, path = "/vtt/pair/offers", tag = "pairing", operation_id = "offer_pairing",
    request_body = Offered,
    responses((status = 201, description = "It waits for its game master.", body = OfferReceipt)),
)]
pub(crate) async fn offer(
    State(state): State<AppState>,
    Caller(from): Caller,
    Body(Offered { token }): Body<Offered>,
) -> Result<(StatusCode, Json<OfferReceipt>), ApiError> {
    state.limits.offer(from)?;
    Ok((StatusCode::CREATED, Json(actions::offer(&state, &token).await?)))
}

/// Asks, signed by the offer's key, whether the game master has confirmed; tells the tokens once.
#[utoipa::path(
    get, path = "/vtt/pair/offers/{jti}", tag = "pairing", operation_id = "claim_pairing", security(("connection" = [])),
    params(("jti" = String, Path, description = "The id of the offer's token.")),
    responses((status = 200, description = "How far the offer has come.", body = Claimed)),
)]
pub(crate) async fn claim(
    State(state): State<AppState>,
    Path(jti): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Claimed>, ApiError> {
    Ok(Json(actions::claim(&state, &jti, bearer(&headers)?).await?))
}

/// Confirms an offer: the world belongs to the signed-in game master now.
#[utoipa::path(
    post, path = "/vtt/pair", tag = "pairing", operation_id = "confirm_pairing", security(("session" = [])),
    request_body = Confirmed,
    responses((status = 200, description = "The world is paired.", body = Approval)),
)]
pub(crate) async fn confirm(
    State(state): State<AppState>,
    Caller(from): Caller,
    Account(user): Account,
    Body(confirmed): Body<Confirmed>,
) -> Result<Json<Approval>, ApiError> {
    state.limits.code(from, user.user_id)?;
    let typed = confirmed.code.or(confirmed.token);
    let typed = typed.ok_or_else(|| ApiError::invalid("expected `code` or `token`"))?;
    let offer = actions::find_offer(&state, &typed).await?;
    Ok(Json(actions::approve(&state, user.user_id, &offer, confirmed.import).await?))
}

/// Renews a session. A refresh token is good once; used twice, it revokes its connection.
#[utoipa::path(
    post, path = "/vtt/refresh-token", tag = "pairing", operation_id = "refresh_token",
    request_body = Refreshed,
    responses((status = 200, description = "New tokens.", body = Tokens)),
)]
pub(crate) async fn refresh(
    State(state): State<AppState>,
    Caller(from): Caller,
    Body(Refreshed { refresh_token }): Body<Refreshed>,
) -> Result<Json<Tokens>, ApiError> {
    state.limits.offer(from)?;
    Ok(Json(actions::refresh(&state, &refresh_token).await?))
}

/// Asks, signed by the key of the offer it was paired by, whether a revoked connection may come back; tells new tokens once.
#[utoipa::path(
    post, path = "/vtt/connections/{id}/return", tag = "pairing", operation_id = "return_connection", security(("connection" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 200, description = "Whether it may.", body = Returning)),
)]
pub(crate) async fn come_back(
    State(state): State<AppState>,
    Caller(from): Caller,
    Path(connection_id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Returning>, ApiError> {
    state.limits.offer(from)?;
    Ok(Json(actions::come_back(&state, id(&connection_id)?, bearer(&headers)?).await?))
}

/// How a connection stands, for its own world.
#[utoipa::path(
    get, path = "/vtt/connections/{id}/status", tag = "pairing", operation_id = "connection_status", security(("connection" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 200, description = "How it stands.", body = ConnectionStatus)),
)]
pub(crate) async fn status(
    State(state): State<AppState>,
    Path(connection_id): Path<String>,
    headers: HeaderMap,
) -> Result<Json<ConnectionStatus>, ApiError> {
    let connection_id: ConnectionId = id(&connection_id)?;
    let claims = state.session_key.verify(bearer(&headers)?, platform::now())?;
    if claims.connection_id() != connection_id {
        return Err(ApiError::not_found("connection"));
    }
    let row = state.storage.connection(connection_id).await?;
    let row = row.ok_or_else(|| ApiError::not_found("connection"))?;
    let campaign = state.storage.campaign_of_connection(connection_id).await?;
    Ok(Json(ConnectionStatus {
        status: if row.takes_tokens_of(claims.issued_at()) { "active" } else { "revoked" },
        campaign_id: campaign.map(|row| row.campaign.campaign_id),
    }))
}

fn bearer(headers: &HeaderMap) -> Result<&str, TokenError> {
    headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Bearer "))
        .ok_or_else(|| TokenError::Malformed("expected `Authorization: Bearer …`".to_owned()))
}
