//! Overlays: how they look and behave, tests, and the panic key.

use axum::http::StatusCode;
use serde::Serialize;
use tumulte_core::{
    model::{CampaignId, CharacterId, StreamerId, UserId},
    sync::StoreError,
};

use crate::{
    error::ApiError,
    overlay::{InvalidSetting, OverlaySettings, Sample, Signal},
    platform,
    state::AppState,
    storage::StreamerRow,
};

/// Everything an open overlay goes by. It holds no key and no name.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OverlayState {
    settings: OverlaySettings,
    assigned: Vec<CharacterId>,
    is_blank: bool,
    floor: String,
}

impl From<InvalidSetting> for ApiError {
    fn from(error: InvalidSetting) -> Self {
        Self::new(StatusCode::BAD_REQUEST, error.code(), error.to_string())
    }
}

/// Finds a streamer whose overlays this account may look after; anybody else's looks like none.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn own_streamer(
    state: &AppState,
    user: UserId,
    streamer_id: StreamerId,
) -> Result<StreamerRow, ApiError> {
    let row = state.storage.streamer_of_owner(user, streamer_id).await?;
    row.ok_or_else(|| ApiError::not_found("streamer"))
}

/// What an overlay of a streamer goes by.
///
/// # Errors
///
/// The storage fails.
pub(crate) async fn overlay_state(
    state: &AppState,
    streamer_id: StreamerId,
) -> Result<OverlayState, StoreError> {
    let blank = state.storage.blank_of(streamer_id).await?;
    Ok(OverlayState {
        settings: state.storage.overlay_settings(streamer_id).await?,
        assigned: state.storage.characters_of_streamer(streamer_id).await?,
        is_blank: blank.is_blank(),
        floor: blank.floor.to_string(),
    })
}

/// Stores how a streamer's overlays look and behave, and tells those that are open.
///
/// # Errors
///
/// `overlay.setting_out_of_range`.
pub(crate) async fn save_overlay_settings(
    state: &AppState,
    streamer_id: StreamerId,
    settings: OverlaySettings,
) -> Result<OverlaySettings, ApiError> {
    let settings = settings.checked()?;
    state.storage.save_overlay_settings(streamer_id, &settings, platform::now()).await?;
    state.tell_overlays([streamer_id], Signal::Changed);
    Ok(settings)
}

/// Shows a sample on every open overlay of a streamer.
pub(crate) fn test_overlays(state: &AppState, streamer_id: StreamerId, sample: Sample) {
    state.tell_overlays([streamer_id], Signal::Test(sample));
}

/// Blanks every overlay of a campaign at once, or releases them.
///
/// # Errors
///
/// The storage fails.
pub(crate) async fn blank_campaign(
    state: &AppState,
    campaign_id: CampaignId,
    is_blank: bool,
) -> Result<(), StoreError> {
    state.storage.blank_campaign(campaign_id, is_blank, platform::now()).await?;
    let streamers = state.storage.streamers_of(campaign_id).await?;
    state.tell_overlays(streamers.into_iter().map(|row| row.streamer_id), Signal::Changed);
    Ok(())
}

/// Blanks every overlay of a streamer at once, or releases them.
///
/// # Errors
///
/// The storage fails.
pub(crate) async fn blank_streamer(
    state: &AppState,
    streamer_id: StreamerId,
    is_blank: bool,
) -> Result<(), StoreError> {
    state.storage.blank_streamer(streamer_id, is_blank, platform::now()).await?;
    state.tell_overlays([streamer_id], Signal::Changed);
    Ok(())
}
