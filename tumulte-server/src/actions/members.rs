//! Who streams a campaign: streamers that a game master made, and streamers with an account.

use axum::http::StatusCode;
use tumulte_core::model::{CampaignId, StreamerId, UserId};

use crate::{
    error::ApiError,
    platform, realtime,
    state::AppState,
    storage::{Membership, StreamedCampaign, StreamerRow, UserRow},
};

/// The longest streamer name, in characters.
const MAX_NAME: usize = 60;

/// Adds a streamer to a campaign. With the overlay key of a streamer that exists, that one becomes a member.
///
/// # Errors
///
/// `streamer.name_length`, `request.not_found` for an unknown key.
pub(crate) async fn add_streamer(
    state: &AppState,
    campaign_id: CampaignId,
    name: &str,
    overlay_key: Option<&str>,
) -> Result<StreamerRow, ApiError> {
    let now = platform::now();
    if let Some(key) = overlay_key {
        let known = state.storage.streamer_by_key(key).await?;
        let known = known.ok_or_else(|| ApiError::not_found("streamer"))?;
        state.storage.join_campaign(campaign_id, known.streamer_id, now).await?;
        realtime::reopen_overlay(state, &known);
        return Ok(known);
    }
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "streamer.name_length",
            format!("a streamer's name has 1 to {MAX_NAME} characters"),
        ));
    }
    let streamer = fresh(name.to_owned(), None);
    state.storage.add_streamer(campaign_id, &streamer, now).await?;
    Ok(streamer)
}

/// The streamer that an account is; it becomes one by asking.
///
/// # Errors
///
/// The storage does not answer.
pub(crate) async fn streamer_of_account(
    state: &AppState,
    user: &UserRow,
) -> Result<StreamerRow, ApiError> {
    if let Some(known) = state.storage.streamer_of(user.user_id).await? {
        return Ok(known);
    }
    let fresh = fresh(user.name.clone(), Some(user.user_id));
    Ok(state.storage.put_streamer(&fresh, platform::now()).await?)
}

fn fresh(name: String, user_id: Option<UserId>) -> StreamerRow {
    let streamer_id = StreamerId::from_parts(platform::now(), platform::random());
    StreamerRow { streamer_id, name, overlay_key: platform::secret::<24>(), user_id }
}

/// Lets somebody in who asked for it.
///
/// # Errors
///
/// `request.not_found` when nobody did.
pub(crate) async fn admit(
    state: &AppState,
    campaign_id: CampaignId,
    streamer_id: StreamerId,
) -> Result<(), ApiError> {
    if !state.storage.admit_member(campaign_id, streamer_id).await? {
        return Err(ApiError::not_found("streamer who asks to come in"));
    }
    reopen(state, campaign_id, streamer_id).await
}

/// Sends a streamer away, or says no to one who asked: their overlay shows nothing of the campaign from now on.
///
/// # Errors
///
/// `request.not_found` when they are no member.
pub(crate) async fn remove_member(
    state: &AppState,
    campaign_id: CampaignId,
    streamer_id: StreamerId,
) -> Result<(), ApiError> {
    let members = state.storage.members_of(campaign_id).await?;
    let member = members.into_iter().find(|member| member.streamer.streamer_id == streamer_id);
    let member = member.ok_or_else(|| ApiError::not_found("streamer in this campaign"))?;
    state.storage.end_membership(campaign_id, streamer_id).await?;
    realtime::reopen_overlay(state, &member.streamer);
    Ok(())
}

async fn reopen(
    state: &AppState,
    campaign_id: CampaignId,
    streamer_id: StreamerId,
) -> Result<(), ApiError> {
    let members = state.storage.members_of(campaign_id).await?;
    if let Some(member) = members.iter().find(|member| member.streamer.streamer_id == streamer_id) {
        realtime::reopen_overlay(state, &member.streamer);
    }
    Ok(())
}

/// Finds a campaign that this account streams; any other looks like none.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn streamed_campaign(
    state: &AppState,
    user: UserId,
    campaign_id: CampaignId,
) -> Result<(StreamerRow, StreamedCampaign), ApiError> {
    let streamer = state.storage.streamer_of(user).await?;
    let streamer = streamer.ok_or_else(|| ApiError::not_found("campaign"))?;
    let campaigns = state.storage.streamed_campaigns(streamer.streamer_id).await?;
    let campaign = campaigns.into_iter().find(|row| row.campaign_id == campaign_id);
    Ok((streamer, campaign.ok_or_else(|| ApiError::not_found("campaign"))?))
}

/// Ends a membership of this account.
///
/// # Errors
///
/// `request.not_found` when it streams no such campaign.
pub(crate) async fn leave(
    state: &AppState,
    user: UserId,
    campaign_id: CampaignId,
) -> Result<(), ApiError> {
    let (streamer, _) = streamed_campaign(state, user, campaign_id).await?;
    state.storage.end_membership(campaign_id, streamer.streamer_id).await?;
    realtime::reopen_overlay(state, &streamer);
    Ok(())
}

/// Gives an overlay another key. The old link shows nothing any more, at once.
///
/// # Errors
///
/// The storage does not answer.
pub(crate) async fn rotate_key(
    state: &AppState,
    streamer: StreamerRow,
) -> Result<StreamerRow, ApiError> {
    let key = platform::secret::<24>();
    let old = state.storage.rotate_overlay_key(streamer.streamer_id, &key).await?;
    let rotated = StreamerRow { overlay_key: key, ..streamer };
    if let Some(old) = old {
        realtime::reopen_overlay(state, &StreamerRow { overlay_key: old, ..rotated.clone() });
    }
    Ok(rotated)
}

/// Gives another key to the overlay of a streamer that a game master made; one with an account does so alone.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn rotate_key_of_member(
    state: &AppState,
    campaign_id: CampaignId,
    streamer_id: StreamerId,
) -> Result<StreamerRow, ApiError> {
    let members = state.storage.members_of(campaign_id).await?;
    let found = members.into_iter().find(|member| {
        member.streamer.streamer_id == streamer_id
            && member.streamer.user_id.is_none()
            && member.status == Membership::Active
    });
    let member = found.ok_or_else(|| ApiError::not_found("streamer without an account"))?;
    rotate_key(state, member.streamer).await
}

/// The address a streamer puts into OBS.
#[must_use]
pub(crate) fn overlay_url(state: &AppState, streamer: &StreamerRow) -> String {
    overlay_view_url(state, streamer, "dice")
}

/// The address of one of a streamer's overlays: `dice`, `combat`, `characters` or `all`.
#[must_use]
pub(crate) fn overlay_view_url(state: &AppState, streamer: &StreamerRow, view: &str) -> String {
    format!("{}/overlay/{}/{view}", state.public_url, streamer.overlay_key)
}
