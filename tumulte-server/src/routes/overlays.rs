//! `/streamer/overlays…` and the panic key.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use tumulte_core::model::CampaignId;
use utoipa::ToSchema;

use super::{Body, id};
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    overlay::{OverlaySettings, Sample},
    state::AppState,
};

/// Blanked or not.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Blanked {
    is_blank: bool,
}

/// Who blanked a streamer's overlays.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Blank)]
pub(crate) struct BlankView {
    /// Whether anybody did.
    is_blank: bool,
    /// The streamer did.
    by_streamer: bool,
    /// The game masters of these campaigns did.
    #[schema(value_type = Vec<uuid::Uuid>)]
    by_campaigns: Vec<CampaignId>,
}

/// What a test shows.
#[derive(Debug, Deserialize, ToSchema)]
#[schema(as = OverlayTest)]
pub(crate) struct Test {
    sample: Sample,
}

/// How a streamer's overlays look and behave.
#[utoipa::path(
    get, path = "/streamer/overlays/{streamer_id}/settings", tag = "streamer", operation_id = "overlay_settings", security(("session" = [])),
    params(("streamer_id" = uuid::Uuid, Path, description = "The streamer.")),
    responses((status = 200, description = "The settings.", body = OverlaySettings)),
)]
pub(crate) async fn settings(
    State(state): State<AppState>,
    Account(user): Account,
    Path(streamer_id): Path<String>,
) -> Result<Json<OverlaySettings>, ApiError> {
    let streamer = actions::own_streamer(&state, user.user_id, id(&streamer_id)?).await?;
    Ok(Json(state.storage.overlay_settings(streamer.streamer_id).await?))
}

/// Changes how a streamer's overlays look and behave; what is missing becomes as by default. Open overlays change at once.
#[utoipa::path(
    put, path = "/streamer/overlays/{streamer_id}/settings", tag = "streamer", operation_id = "save_overlay_settings", security(("session" = [])),
    params(("streamer_id" = uuid::Uuid, Path, description = "The streamer.")),
    request_body = OverlaySettings,
    responses((status = 200, description = "The settings as they are now.", body = OverlaySettings)),
)]
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

/// Shows a sample on every open overlay of a streamer; it is stored nowhere.
#[utoipa::path(
    post, path = "/streamer/overlays/{streamer_id}/test", tag = "streamer", operation_id = "test_overlays", security(("session" = [])),
    params(("streamer_id" = uuid::Uuid, Path, description = "The streamer.")),
    request_body = Test,
    responses((status = 204, description = "Sent.")),
)]
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

/// Who blanked a streamer's overlays, if anybody.
#[utoipa::path(
    get, path = "/streamer/overlays/{streamer_id}/blank", tag = "streamer", operation_id = "streamer_blank", security(("session" = [])),
    params(("streamer_id" = uuid::Uuid, Path, description = "The streamer.")),
    responses((status = 200, description = "Who did.", body = BlankView)),
)]
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

/// The streamer's own panic key: blanks every overlay of theirs at once, or releases them.
#[utoipa::path(
    put, path = "/streamer/overlays/{streamer_id}/blank", tag = "streamer", operation_id = "blank_streamer", security(("session" = [])),
    params(("streamer_id" = uuid::Uuid, Path, description = "The streamer.")),
    request_body = Blanked,
    responses((status = 204, description = "Done, and told to every open overlay.")),
)]
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

/// Whether the overlays of a campaign are blanked.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/blank", tag = "campaigns", operation_id = "campaign_blank", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "Whether they are.", body = Blanked)),
)]
pub(crate) async fn campaign_blank(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Blanked>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let is_blank = state.storage.is_campaign_blank(row.campaign.campaign_id).await?;
    Ok(Json(Blanked { is_blank }))
}

/// The game master's panic key: blanks every overlay of a campaign at once, or releases them.
#[utoipa::path(
    put, path = "/mj/campaigns/{id}/blank", tag = "campaigns", operation_id = "blank_campaign", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = Blanked,
    responses((status = 204, description = "Done, and told to every open overlay.")),
)]
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
