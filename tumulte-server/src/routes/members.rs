//! `/mj/campaigns/{id}/members…`: who streams a campaign.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use tumulte_core::model::{StreamerId, Timestamp};
use utoipa::ToSchema;

use super::{Body, id};
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    openapi::Listed,
    platform,
    state::AppState,
    storage::{MemberRow, Membership, StreamerRow},
};

/// A new member: a name, or the overlay key of a streamer that exists.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewMember {
    #[serde(default)]
    #[schema(max_length = 60)]
    name: String,
    overlay_key: Option<String>,
}

/// A streamer as the GM of its campaign sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
pub(crate) struct MemberView {
    #[schema(value_type = uuid::Uuid)]
    streamer_id: StreamerId,
    name: String,
    /// `pending` until the game master agrees, then `active`.
    status: &'static str,
    /// Whether the streamer has an account; it then looks after its overlay alone.
    has_account: bool,
    /// The link for OBS, of a streamer without an account.
    #[schema(required)]
    overlay_url: Option<String>,
    #[schema(required)]
    overlay_key: Option<String>,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl MemberView {
    fn new(state: &AppState, member: MemberRow) -> Self {
        let MemberRow { streamer, status, created_at } = member;
        // The overlay of a streamer with an account shows what other game masters share with it too.
        let is_ours = streamer.user_id.is_none();
        Self {
            overlay_url: is_ours.then(|| actions::overlay_url(state, &streamer)),
            streamer_id: streamer.streamer_id,
            name: streamer.name,
            status: status.as_str(),
            has_account: !is_ours,
            overlay_key: is_ours.then_some(streamer.overlay_key),
            created_at,
        }
    }

    fn of(state: &AppState, streamer: StreamerRow) -> Self {
        let (status, created_at) = (Membership::Active, platform::now());
        Self::new(state, MemberRow { streamer, status, created_at })
    }
}

/// Who streams a campaign, and who asks to.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/members", tag = "members", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "All of them.", body = Listed<MemberView>)),
)]
pub(crate) async fn members(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Listed<MemberView>>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let rows = state.storage.members_of(row.campaign.campaign_id).await?;
    Ok(Json(Listed::all(rows.into_iter().map(|row| MemberView::new(&state, row)).collect())))
}

/// Adds a streamer: a new one by name, or one that exists by its overlay key.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/members", tag = "members", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = NewMember,
    responses((status = 201, description = "The streamer, with its overlay.", body = MemberView)),
)]
pub(crate) async fn add_member(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(body): Body<NewMember>,
) -> Result<(StatusCode, Json<MemberView>), ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let key = body.overlay_key.as_deref();
    let campaign_id = row.campaign.campaign_id;
    let streamer = actions::add_streamer(&state, campaign_id, &body.name, key).await?;
    Ok((StatusCode::CREATED, Json(MemberView::of(&state, streamer))))
}

/// Lets in a streamer who asked for it.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/members/{streamer_id}/admit", tag = "members", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("streamer_id" = uuid::Uuid, Path, description = "The streamer."),
    ),
    responses((status = 204, description = "The streamer is a member.")),
)]
pub(crate) async fn admit_member(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, streamer_id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    actions::admit(&state, row.campaign.campaign_id, id(&streamer_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sends a streamer away, or says no to one who asked.
#[utoipa::path(
    delete, path = "/mj/campaigns/{id}/members/{streamer_id}", tag = "members", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("streamer_id" = uuid::Uuid, Path, description = "The streamer."),
    ),
    responses((status = 204, description = "The overlay shows nothing of the campaign any more.")),
)]
pub(crate) async fn remove_member(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, streamer_id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    actions::remove_member(&state, row.campaign.campaign_id, id(&streamer_id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the overlay of a streamer without an account another link; the old one shows nothing any more.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/members/{streamer_id}/rotate-key", tag = "members", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("streamer_id" = uuid::Uuid, Path, description = "The streamer."),
    ),
    responses((status = 200, description = "The streamer, with its new link.", body = MemberView)),
)]
pub(crate) async fn rotate_member_key(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, streamer_id)): Path<(String, String)>,
) -> Result<Json<MemberView>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let campaign_id = row.campaign.campaign_id;
    let streamer = actions::rotate_key_of_member(&state, campaign_id, id(&streamer_id)?).await?;
    Ok(Json(MemberView::of(&state, streamer)))
}
