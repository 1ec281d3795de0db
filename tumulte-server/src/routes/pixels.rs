//! `/vtt/pixels/{key}`, which dice call, and what the GM makes such addresses with.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tumulte_core::{
    model::{CampaignId, ConnectionId},
    sync::Acknowledgement,
};
use utoipa::ToSchema;

use super::{Body, id};
use crate::{
    actions,
    auth::{Account, Caller},
    error::ApiError,
    state::AppState,
};

/// A table of dice to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = NewDiceTable)]
pub(crate) struct NewTable {
    name: String,
    system: Option<String>,
}

/// A table of nothing but dice.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiceTable {
    #[schema(value_type = uuid::Uuid)]
    connection_id: ConnectionId,
    #[schema(value_type = uuid::Uuid)]
    campaign_id: CampaignId,
    url: String,
}

/// What dice call.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DiceAddress {
    url: String,
}

/// Makes a table of nothing but dice.
#[utoipa::path(
    post, path = "/mj/vtt/pixels", tag = "connections", operation_id = "make_dice_table", security(("session" = [])),
    request_body = NewTable,
    responses((status = 201, description = "The table and its address.", body = DiceTable)),
)]
pub(crate) async fn make_table(
    State(state): State<AppState>,
    Account(user): Account,
    Body(NewTable { name, system }): Body<NewTable>,
) -> Result<(StatusCode, Json<DiceTable>), ApiError> {
    let made = actions::make_dice_table(&state, user.user_id, &name, system.as_deref()).await?;
    let (connection_id, campaign_id) = (made.connection_id, made.campaign_id);
    Ok((StatusCode::CREATED, Json(DiceTable { connection_id, campaign_id, url: made.url })))
}

/// Makes an address for the dice of a table that is paired; an earlier one ends.
#[utoipa::path(
    post, path = "/mj/vtt/connections/{id}/pixels", tag = "connections", operation_id = "make_dice_address", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 201, description = "The address.", body = DiceAddress)),
)]
pub(crate) async fn make_address(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<(StatusCode, Json<DiceAddress>), ApiError> {
    let url = actions::make_dice_address(&state, user.user_id, id(&connection_id)?).await?;
    Ok((StatusCode::CREATED, Json(DiceAddress { url })))
}

/// Ends the address of a table's dice.
#[utoipa::path(
    delete, path = "/mj/vtt/connections/{id}/pixels", tag = "connections", operation_id = "remove_dice_address", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The connection.")),
    responses((status = 204, description = "It ended.")),
)]
pub(crate) async fn remove_address(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::remove_dice_address(&state, user.user_id, id(&connection_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A die came to rest. JSON in the body, or the four values in the query.
#[utoipa::path(
    method(get, post), path = "/vtt/pixels/{key}", tag = "pairing", operation_id = "dice_roll",
    params(
        ("key" = String, Path, description = "The key in the dice's address."),
        ("value1" = Option<String>, Query, description = "The die's name."),
        ("value2" = Option<String>, Query, description = "What the die was told to do."),
        ("value3" = Option<String>, Query, description = "The face."),
        ("value4" = Option<String>, Query, description = "The profile."),
    ),
    request_body = Option<Object>,
    responses((status = 200, description = "It was taken.", body = Object)),
)]
pub(crate) async fn roll(
    State(state): State<AppState>,
    Caller(from): Caller,
    Path(key): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    body: String,
) -> Result<Json<Acknowledgement>, ApiError> {
    state.limits.dice(from)?;
    let raw = if query.contains_key("value3") {
        request_of(query)
    } else {
        serde_json::from_str(&body)
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
