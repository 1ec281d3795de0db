//! `/mj/campaigns/{id}/invitations…` for game masters, `/invitations/{token}…` for whoever has a link.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use tumulte_core::model::{CampaignId, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Body, id};
use crate::{
    actions, auth::Account, error::ApiError, openapi::Listed, platform, state::AppState,
    storage::InvitationRow,
};

/// What a new link shall be good for.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewInvitation {
    /// How often it may be used; as often as one likes where nothing is said.
    #[schema(minimum = 1, maximum = 1000)]
    max_uses: Option<u32>,
    /// For how many hours it holds.
    #[serde(default = "a_week")]
    #[schema(minimum = 1, maximum = 720)]
    hours: u32,
    /// Whether the game master agrees to each who comes.
    #[serde(default)]
    needs_approval: bool,
}

const fn a_week() -> u32 {
    24 * 7
}

/// A link by which streamers come to a campaign.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Invitation)]
pub(crate) struct InvitationView {
    invitation_id: Uuid,
    /// The link to hand out.
    url: String,
    needs_approval: bool,
    #[schema(required)]
    max_uses: Option<i64>,
    uses: i64,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl InvitationView {
    fn new(state: &AppState, row: &InvitationRow) -> Self {
        Self {
            invitation_id: row.invitation_id,
            url: actions::invitation_url(state, row),
            needs_approval: row.needs_approval,
            max_uses: row.max_uses,
            uses: row.uses,
            created_at: row.created_at,
            expires_at: row.expires_at,
        }
    }
}

/// What a link leads to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Invited {
    /// The campaign's title.
    campaign: String,
    /// The name of its game master.
    game_master: String,
    needs_approval: bool,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

/// What became of an accepted invitation.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Accepted {
    #[schema(value_type = Uuid)]
    campaign_id: CampaignId,
    /// `active`, or `pending` until the game master agrees.
    status: &'static str,
}

/// The links of a campaign that still open, newest first.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/invitations", tag = "members", security(("session" = [])),
    params(("id" = Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "All of them.", body = Listed<InvitationView>)),
)]
pub(crate) async fn invitations(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Listed<InvitationView>>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let rows = state.storage.invitations_of(row.campaign.campaign_id, platform::now()).await?;
    Ok(Json(Listed::all(rows.iter().map(|row| InvitationView::new(&state, row)).collect())))
}

/// Makes a link by which streamers come to a campaign.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/invitations", tag = "members", security(("session" = [])),
    params(("id" = Uuid, Path, description = "The campaign.")),
    request_body = NewInvitation,
    responses((status = 201, description = "The link.", body = InvitationView)),
)]
pub(crate) async fn invite(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(body): Body<NewInvitation>,
) -> Result<(StatusCode, Json<InvitationView>), ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let NewInvitation { max_uses, hours, needs_approval } = body;
    let campaign_id = row.campaign.campaign_id;
    let row = actions::invite(&state, campaign_id, max_uses, hours, needs_approval).await?;
    Ok((StatusCode::CREATED, Json(InvitationView::new(&state, &row))))
}

/// Takes a link back.
#[utoipa::path(
    delete, path = "/mj/campaigns/{id}/invitations/{invitation_id}", tag = "members", security(("session" = [])),
    params(
        ("id" = Uuid, Path, description = "The campaign."),
        ("invitation_id" = Uuid, Path, description = "The link."),
    ),
    responses((status = 204, description = "It opens nothing any more.")),
)]
pub(crate) async fn revoke_invitation(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, invitation_id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let missing = || ApiError::not_found("invitation");
    let invitation_id: Uuid = invitation_id.parse().map_err(|_| missing())?;
    let campaign_id = row.campaign.campaign_id;
    let now = platform::now();
    if !state.storage.revoke_invitation(campaign_id, invitation_id, now).await? {
        return Err(missing());
    }
    Ok(StatusCode::NO_CONTENT)
}

/// What a link leads to, for whoever has it.
#[utoipa::path(
    get, path = "/invitations/{token}", tag = "members",
    params(("token" = String, Path, description = "The unguessable part of the link.")),
    responses((status = 200, description = "It still opens.", body = Invited)),
)]
pub(crate) async fn invitation(
    State(state): State<AppState>,
    Path(token): Path<String>,
) -> Result<Json<Invited>, ApiError> {
    let found = actions::find_invitation(&state, &token).await?;
    Ok(Json(Invited {
        campaign: found.campaign,
        game_master: found.game_master,
        needs_approval: found.invitation.needs_approval,
        expires_at: found.invitation.expires_at,
    }))
}

/// Takes an invitation up: the signed-in account streams the campaign from now on, or waits for its game master.
#[utoipa::path(
    post, path = "/invitations/{token}/accept", tag = "members", security(("session" = [])),
    params(("token" = String, Path, description = "The unguessable part of the link.")),
    responses((status = 200, description = "How the streamer stands to the campaign now.", body = Accepted)),
)]
pub(crate) async fn accept_invitation(
    State(state): State<AppState>,
    Account(user): Account,
    Path(token): Path<String>,
) -> Result<Json<Accepted>, ApiError> {
    let (campaign_id, status) = actions::accept(&state, &user, &token).await?;
    Ok(Json(Accepted { campaign_id, status: status.as_str() }))
}
