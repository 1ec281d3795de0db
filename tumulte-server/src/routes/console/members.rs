//! `/campaigns/{id}/streamers…` and `/campaigns/{id}/invitations…`: a part of the campaign's page.

use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use tumulte_core::model::CampaignId;
use uuid::Uuid;

use super::{campaign::back_to_campaign, streamer::overlay_link, visitor::Visitor};
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    pages::{InvitationCard, MemberCard, MembersPanel},
    platform,
    routes::id,
    state::AppState,
    storage::Membership,
};

/// A streamer's name.
#[derive(Deserialize)]
pub(crate) struct StreamerForm {
    name: String,
}

/// `POST /campaigns/{id}/streamers`
pub(crate) async fn add_streamer(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
    Form(form): Form<StreamerForm>,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let added = actions::add_streamer(&state, row.campaign.campaign_id, &form.name, None).await;
    back_to_campaign(&state, visitor, row, added.map(|_| ())).await
}

/// `POST /campaigns/{id}/streamers/{streamer_id}/admit`
pub(crate) async fn admit_streamer(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, streamer_id)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let done = actions::admit(&state, row.campaign.campaign_id, id(&streamer_id)?).await;
    back_to_campaign(&state, visitor, row, done).await
}

/// `POST /campaigns/{id}/streamers/{streamer_id}/remove`
pub(crate) async fn remove_streamer(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, streamer_id)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let done = actions::remove_member(&state, row.campaign.campaign_id, id(&streamer_id)?).await;
    back_to_campaign(&state, visitor, row, done).await
}

/// `POST /campaigns/{id}/streamers/{streamer_id}/rotate`
pub(crate) async fn rotate_streamer_key(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, streamer_id)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let campaign_id = row.campaign.campaign_id;
    let done = actions::rotate_key_of_member(&state, campaign_id, id(&streamer_id)?).await;
    back_to_campaign(&state, visitor, row, done.map(|_| ())).await
}

/// What a new link shall be good for.
#[derive(Deserialize)]
pub(crate) struct InvitationForm {
    uses: String,
    hours: u32,
    approval: Option<String>,
}

/// `POST /campaigns/{id}/invitations`
pub(crate) async fn invite(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
    Form(form): Form<InvitationForm>,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let max_uses = form.uses.parse().ok();
    let campaign_id = row.campaign.campaign_id;
    let made =
        actions::invite(&state, campaign_id, max_uses, form.hours, form.approval.is_some()).await;
    back_to_campaign(&state, visitor, row, made.map(|_| ())).await
}

/// `POST /campaigns/{id}/invitations/{invitation_id}/revoke`
pub(crate) async fn revoke_invitation(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, invitation_id)): Path<(String, String)>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let missing = || ApiError::not_found("invitation");
    let invitation_id: Uuid = invitation_id.parse().map_err(|_| missing())?;
    let (campaign_id, now) = (row.campaign.campaign_id, platform::now());
    let was_open = state.storage.revoke_invitation(campaign_id, invitation_id, now).await?;
    let done = if was_open { Ok(()) } else { Err(missing()) };
    back_to_campaign(&state, visitor, row, done).await
}

/// Who streams a campaign, and the links by which others come.
pub(super) async fn members_panel(
    state: &AppState,
    campaign_id: CampaignId,
) -> Result<MembersPanel, ApiError> {
    let members = state.storage.members_of(campaign_id).await?;
    let invitations = state.storage.invitations_of(campaign_id, platform::now()).await?;
    Ok(MembersPanel {
        campaign_id: campaign_id.to_string(),
        members: members
            .into_iter()
            .map(|member| MemberCard {
                id: member.streamer.streamer_id.to_string(),
                is_pending: member.status == Membership::Pending,
                overlay: member
                    .streamer
                    .user_id
                    .is_none()
                    .then(|| overlay_link(state, &member.streamer)),
                name: member.streamer.name,
            })
            .collect(),
        invitations: invitations
            .iter()
            .map(|row| InvitationCard {
                id: row.invitation_id.to_string(),
                url: actions::invitation_url(state, row),
                left: row.max_uses.and_then(|max| usize::try_from(max - row.uses).ok()),
                needs_approval: row.needs_approval,
                expires_at: row.expires_at.to_string(),
            })
            .collect(),
    })
}
