//! `/streamer` and `/join/{token}`: what streamers with an account see.

use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::{Redirect, Response},
};

use super::visitor::Visitor;
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    pages::{JoinPage, OverlayAddress, StreamedCard, StreamerPage},
    routes::id,
    state::AppState,
    storage::{Membership, StreamerRow, UserRow},
};

/// `GET /streamer`
pub(crate) async fn streamer(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let kept = visitor.kept.clone();
    let page = streamer_page(&state, &user, visitor).await?;
    Visitor::respond(&kept, StatusCode::OK, &page)
}

/// `POST /streamer/rotate-key`
pub(crate) async fn rotate_key(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let streamer = actions::streamer_of_account(&state, &user).await?;
    actions::rotate_key(&state, streamer).await?;
    let page = streamer_page(&state, &user, visitor.at("/streamer")).await?.with_new_link();
    Visitor::respond(&[], StatusCode::OK, &page)
}

/// `POST /streamer/campaigns/{id}/leave`
pub(crate) async fn leave(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Redirect, ApiError> {
    actions::leave(&state, user.user_id, id(&campaign_id)?).await?;
    Ok(Redirect::to("/streamer"))
}

/// `GET /join/{token}`
pub(crate) async fn join_page(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, ApiError> {
    let found = actions::find_invitation(&state, &token).await?;
    let page = JoinPage {
        chrome: visitor.chrome,
        token,
        campaign: found.campaign,
        game_master: found.game_master,
        needs_approval: found.invitation.needs_approval,
    };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `POST /join/{token}`
pub(crate) async fn join(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
    Path(token): Path<String>,
) -> Result<Response, ApiError> {
    let (campaign_id, _) = actions::accept(&state, &user, &token).await?;
    let page = streamer_page(&state, &user, visitor.at("/streamer")).await?;
    let page = page.with_accepted(&campaign_id.to_string());
    Visitor::respond(&[], StatusCode::OK, &page)
}

async fn streamer_page(
    state: &AppState,
    user: &UserRow,
    visitor: Visitor,
) -> Result<StreamerPage, ApiError> {
    let streamer = actions::streamer_of_account(state, user).await?;
    let mut campaigns = Vec::new();
    for row in state.storage.streamed_campaigns(streamer.streamer_id).await? {
        let shown =
            state.storage.character_of_streamer(row.campaign_id, streamer.streamer_id).await?;
        campaigns.push(StreamedCard {
            id: row.campaign_id.to_string(),
            name: row.name,
            game_master: row.game_master,
            is_pending: row.status == Membership::Pending,
            character: shown.map(|(_, character)| character.name),
        });
    }
    Ok(StreamerPage { chrome: visitor.chrome, overlay: overlay_link(state, &streamer), campaigns })
}

/// Where a streamer's overlay is.
pub(super) fn overlay_link(state: &AppState, streamer: &StreamerRow) -> OverlayAddress {
    OverlayAddress {
        url: actions::overlay_url(state, streamer),
        path: format!("/overlay/{}/dice", streamer.overlay_key),
    }
}
