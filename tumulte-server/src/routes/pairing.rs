//! `/vtt/…`: what a module asks, and the GM's confirmation.

use std::net::SocketAddr;

use axum::{
    Json,
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode, header::AUTHORIZATION},
};
use serde::{Deserialize, Serialize};
use tumulte_core::{
    model::{CampaignId, ConnectionId},
    pairing::TokenError,
};

use super::{Body, id};
use crate::{
    actions::{self, Approval, Claimed, OfferReceipt, Tokens},
    auth::Account,
    error::ApiError,
    platform,
    state::AppState,
};

/// A signed offer.
#[derive(Deserialize)]
pub(crate) struct Offered {
    token: String,
}

/// Which offer the GM confirms.
#[derive(Deserialize)]
pub(crate) struct Confirmed {
    code: Option<String>,
    token: Option<String>,
    #[serde(default = "yes")]
    import: bool,
}

const fn yes() -> bool {
    true
}

/// A refresh token.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Refreshed {
    refresh_token: String,
}

/// How a connection stands.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConnectionStatus {
    status: &'static str,
    campaign_id: Option<CampaignId>,
}

/// `POST /vtt/pair/offers`
pub(crate) async fn offer(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(Offered { token }): Body<Offered>,
) -> Result<(StatusCode, Json<OfferReceipt>), ApiError> {
    state.limits.offer(from.ip())?;
    Ok((StatusCode::CREATED, Json(actions::offer(&state, &token).await?)))
}

/// `GET /vtt/pair/offers/{jti}`
pub(crate) async fn claim(
    State(state): State<AppState>,
    Path(jti): Path<String>,
    headers: HeaderMap,
) -> Result<Json<Claimed>, ApiError> {
    Ok(Json(actions::claim(&state, &jti, bearer(&headers)?).await?))
}

/// `POST /vtt/pair`
pub(crate) async fn confirm(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Account(user): Account,
    Body(confirmed): Body<Confirmed>,
) -> Result<Json<Approval>, ApiError> {
    state.limits.code(from.ip())?;
    let typed = confirmed.code.or(confirmed.token);
    let typed = typed.ok_or_else(|| ApiError::invalid("expected `code` or `token`"))?;
    let offer = actions::find_offer(&state, &typed).await?;
    Ok(Json(actions::approve(&state, user.user_id, &offer, confirmed.import).await?))
}

/// `POST /vtt/refresh-token`
pub(crate) async fn refresh(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Body(Refreshed { refresh_token }): Body<Refreshed>,
) -> Result<Json<Tokens>, ApiError> {
    state.limits.offer(from.ip())?;
    Ok(Json(actions::refresh(&state, &refresh_token).await?))
}

/// `GET /vtt/connections/{id}/status`
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
        status: if row.is_revoked { "revoked" } else { "active" },
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
