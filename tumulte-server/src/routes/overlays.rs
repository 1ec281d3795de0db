//! `/streamer/overlays…` and the panic key.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tumulte_core::model::CampaignId;

use super::{Body, id};
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    overlay::{OverlaySettings, Sample},
    state::AppState,
};

/// Blanked or not.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Blanked {
    is_blank: bool,
}

/// Who blanked a streamer's overlays.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BlankView {
    is_blank: bool,
    by_streamer: bool,
    by_campaigns: Vec<CampaignId>,
}

/// What a test shows.
#[derive(Debug, Deserialize)]
pub(crate) struct Test {
    sample: Sample,
}

/// `GET /streamer/overlays/{streamerId}/settings`
pub(crate) async fn settings(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
) -> Result<Json<OverlaySettings>, ApiError> {
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    Ok(Json(state.storage.overlay_settings(streamer.streamer_id).await?))
}

/// `PUT /streamer/overlays/{streamerId}/settings`: what is missing becomes as by default.
pub(crate) async fn save_settings(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
    Body(settings): Body<Map<String, Value>>,
) -> Result<Json<OverlaySettings>, ApiError> {
    let settings = serde_json::from_value(Value::Object(settings))
        .map_err(|error| ApiError::invalid(error.to_string()))?;
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    actions::save_overlay_settings(&state, streamer.streamer_id, settings).await.map(Json)
}

/// `POST /streamer/overlays/{streamerId}/test`
pub(crate) async fn test(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
    Body(test): Body<Test>,
) -> Result<StatusCode, ApiError> {
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    actions::test_overlays(&state, streamer.streamer_id, test.sample);
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /streamer/overlays/{streamerId}/blank`
pub(crate) async fn blank(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
) -> Result<Json<BlankView>, ApiError> {
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    let blank = state.storage.blank_of(streamer.streamer_id).await?;
    Ok(Json(BlankView {
        is_blank: blank.is_blank(),
        by_streamer: blank.by_streamer,
        by_campaigns: blank.by_campaigns,
    }))
}

/// `PUT /streamer/overlays/{streamerId}/blank`: the streamer's own panic key.
pub(crate) async fn set_blank(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
    Body(body): Body<Blanked>,
) -> Result<StatusCode, ApiError> {
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    actions::blank_streamer(&state, streamer.streamer_id, body.is_blank).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /mj/campaigns/{id}/blank`
pub(crate) async fn campaign_blank(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Blanked>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let is_blank = state.storage.is_campaign_blank(row.campaign.campaign_id).await?;
    Ok(Json(Blanked { is_blank }))
}

/// `PUT /mj/campaigns/{id}/blank`: every overlay of the campaign at once.
pub(crate) async fn set_campaign_blank(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(body): Body<Blanked>,
) -> Result<StatusCode, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    actions::blank_campaign(&state, row.campaign.campaign_id, body.is_blank).await?;
    Ok(StatusCode::NO_CONTENT)
}
