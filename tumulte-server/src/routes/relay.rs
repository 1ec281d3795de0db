//! `/mj/campaigns/{id}/relay`: what a page of our own heard from Beyond20.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tumulte_core::sync::Acknowledgement;

use super::{Body, id};
use crate::{actions, auth::Account, error::ApiError, state::AppState};

/// A roll that a page heard.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Heard {
    id: String,
    ts: i64,
    joined_at: i64,
    raw: Value,
}

/// `POST /mj/campaigns/{id}/relay`: takes a roll of the GM's own browser, as if a relay in a tab had sent it.
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
