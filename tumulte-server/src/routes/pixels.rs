//! `/vtt/pixels/{key}`, which dice call, and what the GM makes such addresses with.

use std::net::SocketAddr;

use axum::{
    Json,
    body::Bytes,
    extract::{ConnectInfo, Path, RawQuery, State},
    http::StatusCode,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tumulte_core::sync::Acknowledgement;

use super::{Body, id};
use crate::{actions, auth::Account, error::ApiError, state::AppState};

/// A table of dice to be made.
#[derive(Debug, Deserialize)]
pub(crate) struct NewTable {
    name: String,
    system: Option<String>,
}

/// `POST /mj/vtt/pixels`: a table of nothing but dice.
pub(crate) async fn make_table(
    State(state): State<AppState>,
    Account(user): Account,
    Body(NewTable { name, system }): Body<NewTable>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let made = actions::make_dice_table(&state, user.user_id, &name, system.as_deref()).await?;
    let view = json!({
        "connectionId": made.connection_id, "campaignId": made.campaign_id, "url": made.url,
    });
    Ok((StatusCode::CREATED, Json(view)))
}

/// `POST /mj/vtt/connections/{id}/pixels`: an address for the dice of a table that is paired.
pub(crate) async fn make_address(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<(StatusCode, Json<Value>), ApiError> {
    let url = actions::make_dice_address(&state, user.user_id, id(&connection_id)?).await?;
    Ok((StatusCode::CREATED, Json(json!({ "url": url }))))
}

/// `DELETE /mj/vtt/connections/{id}/pixels`
pub(crate) async fn remove_address(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::remove_dice_address(&state, user.user_id, id(&connection_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET|POST /vtt/pixels/{key}`: a die came to rest. JSON in the body, or the four values in the query.
pub(crate) async fn roll(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Path(key): Path<String>,
    RawQuery(query): RawQuery,
    body: Bytes,
) -> Result<Json<Acknowledgement>, ApiError> {
    state.limits.dice(from.ip())?;
    let raw = match query.filter(|query| query.contains("value3=")) {
        Some(query) => Value::String(query),
        None => serde_json::from_slice(&body)
            .map_err(|_| ApiError::invalid("expected JSON, or a query with `value3`"))?,
    };
    let taken = actions::take_die(&state, &key, raw).await?;
    match taken.code {
        None => Ok(Json(taken)),
        Some(code) => {
            let status = if taken.retry == Some(true) {
                StatusCode::SERVICE_UNAVAILABLE
            } else {
                StatusCode::BAD_REQUEST
            };
            Err(ApiError::new(status, code, taken.message.unwrap_or_default()))
        }
    }
}
