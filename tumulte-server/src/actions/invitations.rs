//! Links by which streamers come to a campaign.

use axum::http::StatusCode;
use tumulte_core::model::CampaignId;

use super::streamer_of_account;
use crate::{
    error::ApiError,
    platform, realtime,
    state::AppState,
    storage::{InvitationRow, InvitedTo, Membership, UserRow},
};

/// How long a link may hold, in hours, and how many may hold at once.
const MAX_HOURS: u32 = 24 * 30;
const MAX_OPEN: usize = 50;
const MAX_USES: u32 = 1000;

/// Makes a link. Without a number of uses it holds until it is over.
///
/// # Errors
///
/// `invitation.limits` when it would hold longer, or for more, than a link may; `invitation.too_many`.
pub(crate) async fn invite(
    state: &AppState,
    campaign_id: CampaignId,
    max_uses: Option<u32>,
    hours: u32,
    needs_approval: bool,
) -> Result<InvitationRow, ApiError> {
    if !(1..=MAX_HOURS).contains(&hours) || max_uses.is_some_and(|max| max == 0 || max > MAX_USES) {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "invitation.limits",
            format!("a link holds for 1 to {MAX_HOURS} hours and 1 to {MAX_USES} uses"),
        ));
    }
    let now = platform::now();
    if state.storage.invitations_of(campaign_id, now).await?.len() >= MAX_OPEN {
        let words = format!("{MAX_OPEN} links are open; take one back first");
        return Err(ApiError::new(StatusCode::CONFLICT, "invitation.too_many", words));
    }
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &platform::random());
    let invitation = InvitationRow {
        invitation_id: id.into_uuid(),
        campaign_id,
        token: platform::secret::<24>(),
        needs_approval,
        max_uses: max_uses.map(i64::from),
        uses: 0,
        created_at: now,
        expires_at: now.plus_seconds(i64::from(hours) * 3600),
        revoked_at: None,
    };
    state.storage.add_invitation(&invitation).await?;
    Ok(invitation)
}

/// Finds what a link leads to.
///
/// # Errors
///
/// `request.not_found`, `invitation.over`.
pub(crate) async fn find_invitation(state: &AppState, token: &str) -> Result<InvitedTo, ApiError> {
    let found = state.storage.invited_to(token).await?;
    let found = found.ok_or_else(|| ApiError::not_found("invitation"))?;
    if found.invitation.is_open(platform::now()) { Ok(found) } else { Err(over()) }
}

/// Takes an invitation up: the account streams the campaign from now on, or waits for its game master.
///
/// # Errors
///
/// `request.not_found`, `invitation.over`.
pub(crate) async fn accept(
    state: &AppState,
    user: &UserRow,
    token: &str,
) -> Result<(CampaignId, Membership), ApiError> {
    if state.storage.invited_to(token).await?.is_none() {
        return Err(ApiError::not_found("invitation"));
    }
    let streamer = streamer_of_account(state, user).await?;
    let accepted =
        state.storage.accept_invitation(token, streamer.streamer_id, platform::now()).await?;
    let accepted = accepted.ok_or_else(over)?;
    realtime::reopen_overlay(state, &streamer);
    Ok(accepted)
}

fn over() -> ApiError {
    ApiError::new(StatusCode::GONE, "invitation.over", "this invitation is over or used up")
}

/// The link to hand out.
#[must_use]
pub(crate) fn invitation_url(state: &AppState, invitation: &InvitationRow) -> String {
    format!("{}/join/{}", state.public_url, invitation.token)
}
