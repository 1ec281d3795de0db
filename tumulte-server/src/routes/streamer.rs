//! `/streamer/…`: what a streamer with an account sees and decides.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Serialize;
use serde_json::{Value, json};
use tumulte_core::{
    model::{CampaignId, StreamerId},
    sync::stream_character,
};
use utoipa::ToSchema;

use super::id;
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    openapi::Listed,
    state::AppState,
    storage::{Membership, StreamedCampaign, StreamerRow},
};

/// A campaign as one of its streamers sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StreamedCampaign)]
pub(crate) struct StreamedView {
    #[schema(value_type = uuid::Uuid)]
    campaign_id: CampaignId,
    name: String,
    /// The name of its game master.
    game_master: String,
    /// `pending` until the game master agrees, then `active`.
    status: &'static str,
}

impl From<StreamedCampaign> for StreamedView {
    fn from(row: StreamedCampaign) -> Self {
        let StreamedCampaign { campaign_id, name, game_master, status } = row;
        Self { campaign_id, name, game_master, status: status.as_str() }
    }
}

/// A streamer's own overlay.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OwnOverlay {
    #[schema(value_type = uuid::Uuid)]
    streamer_id: StreamerId,
    overlay_key: String,
    /// The link for OBS.
    overlay_url: String,
}

impl OwnOverlay {
    fn new(state: &AppState, streamer: StreamerRow) -> Self {
        let overlay_url = actions::overlay_url(state, &streamer);
        let StreamerRow { streamer_id, overlay_key, .. } = streamer;
        Self { streamer_id, overlay_key, overlay_url }
    }
}

/// The campaigns that the signed-in account streams, or asks to stream.
#[utoipa::path(
    get, path = "/streamer/campaigns", tag = "streamer", security(("session" = [])),
    responses((status = 200, description = "All of them.", body = Listed<StreamedView>)),
)]
pub(crate) async fn streamed(
    State(state): State<AppState>,
    Account(user): Account,
) -> Result<Json<Listed<StreamedView>>, ApiError> {
    let rows = match state.storage.streamer_of(user.user_id).await? {
        Some(streamer) => state.storage.streamed_campaigns(streamer.streamer_id).await?,
        None => Vec::new(),
    };
    Ok(Json(Listed::all(rows.into_iter().map(Into::into).collect())))
}

/// The character that the signed-in account shows in a campaign, as its stream may see it.
#[utoipa::path(
    get, path = "/streamer/campaigns/{id}/my-character", tag = "streamer", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "The character.", body = Object)),
)]
pub(crate) async fn my_character(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let (streamer, campaign) =
        actions::streamed_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let missing = || ApiError::not_found("character of yours in this campaign");
    if campaign.status != Membership::Active {
        return Err(missing());
    }
    let found =
        state.storage.character_of_streamer(campaign.campaign_id, streamer.streamer_id).await?;
    let (character_id, character) = found.ok_or_else(missing)?;
    let view = stream_character(Some(character_id), &character).ok_or_else(missing)?;
    Ok(Json(json!(view)))
}

/// Streams a campaign no more.
#[utoipa::path(
    post, path = "/streamer/campaigns/{id}/leave", tag = "streamer", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 204, description = "The overlay shows nothing of it any more.")),
)]
pub(crate) async fn leave(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::leave(&state, user.user_id, id(&campaign_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The overlay of the signed-in account; its first link is made by asking.
#[utoipa::path(
    get, path = "/streamer/overlay", tag = "streamer", security(("session" = [])),
    responses((status = 200, description = "The link for OBS.", body = OwnOverlay)),
)]
pub(crate) async fn own_overlay(
    State(state): State<AppState>,
    Account(user): Account,
) -> Result<Json<OwnOverlay>, ApiError> {
    let streamer = actions::streamer_of_account(&state, &user).await?;
    Ok(Json(OwnOverlay::new(&state, streamer)))
}

/// Gives the overlay another link; the old one shows nothing any more.
#[utoipa::path(
    post, path = "/streamer/overlay/rotate-key", tag = "streamer", security(("session" = [])),
    responses((status = 200, description = "The new link.", body = OwnOverlay)),
)]
pub(crate) async fn rotate_own_key(
    State(state): State<AppState>,
    Account(user): Account,
) -> Result<Json<OwnOverlay>, ApiError> {
    let streamer = actions::streamer_of_account(&state, &user).await?;
    let streamer = actions::rotate_key(&state, streamer).await?;
    Ok(Json(OwnOverlay::new(&state, streamer)))
}
