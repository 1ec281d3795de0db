//! `/mj/campaigns/{id}/relay`: what a page of our own heard from Beyond20.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tumulte_core::sync::Acknowledgement;
use utoipa::ToSchema;

use super::{Body, id};
use crate::{actions, auth::Account, error::ApiError, state::AppState};

/// A roll that a page heard.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Heard {
    /// Beyond20's id of the roll.
    id: String,
    /// When it was heard, in milliseconds since the Unix epoch.
    ts: i64,
    /// Since when the page listens.
    joined_at: i64,
    #[schema(value_type = Object)]
    raw: Value,
}

/// Takes a roll of the GM's own browser, as if a relay in a tab had sent it.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/relay", tag = "campaigns", operation_id = "relay_roll", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = Heard,
    responses((status = 200, description = "An acknowledgement: taken, or refused with a code.", body = Object)),
)]
pub(crate) async fn take(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(heard): Body<Heard>,
) -> Result<Json<Acknowledgement>, ApiError> {
    let campaign = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?.campaign;
    let row = actions::own_connection(&state, user.user_id, campaign.connection_id).await?;
    let payload = json!({
        "worldId": campaign.vtt_campaign_id, "source": "beyond20", "id": heard.id, "ts": heard.ts,
        "joinedAt": heard.joined_at, "raw": heard.raw,
    });
    Ok(Json(state.ingest.send(row.connection, "relay:message".to_owned(), payload).await))
}
