//! `/vtt/pixels/{key}`, which dice call, and what the GM makes such addresses with.

use std::{collections::BTreeMap, net::SocketAddr};

use axum::{
    Json,
    body::Bytes,
    extract::{ConnectInfo, Path, Query, State},
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
    Query(query): Query<BTreeMap<String, String>>,
    body: Bytes,
) -> Result<Json<Acknowledgement>, ApiError> {
    state.limits.dice(from.ip())?;
    let raw = if query.contains_key("value3") {
        request_of(query)
    } else {
        serde_json::from_slice(&body)
            .map_err(|_| ApiError::invalid("expected JSON, or a query with `value3`"))?
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

/// The app's short form in the names of its long one: the die's name, the action's word, the face, the profile.
fn request_of(query: BTreeMap<String, String>) -> Value {
    let named = |(name, value): (String, String)| {
        let name = match name.as_str() {
            "value1" => "pixelName",
            "value2" => "actionValue",
            "value3" => "faceValue",
            "value4" => "profileName",
            _ => return None,
        };
        Some((name.to_owned(), Value::String(value)))
    };
    query.into_iter().filter_map(named).collect()
}
