//! `/mj/campaigns/{id}/polls…`: asking the audience, for the game master and every active streamer of a campaign.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::Deserialize;
use tumulte_core::model::Timestamp;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{Body, Parameters, id};
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    openapi::Listed,
    polls::{Poll, PollStatus, PollView},
    state::AppState,
};

/// How many polls a page of the list has.
const PAGE: u32 = 50;

/// A question for the audience.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AskedPoll {
    #[schema(min_length = 1, max_length = 140)]
    question: String,
    /// Different from one another, each of 1 to 60 characters.
    #[schema(min_items = 2, max_items = 6)]
    options: Vec<String>,
    /// How long people may vote. Where a stream is behind the table, its delay is added.
    #[schema(minimum = 15, maximum = 600)]
    duration_seconds: u32,
}

/// The vote of somebody whom a program vouches for.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct NamedVote {
    /// The same for every vote of the same person: `twitch:12345`.
    #[schema(min_length = 1, max_length = 128)]
    voter: String,
    /// The option's place, from 0.
    #[schema(minimum = 0, maximum = 5)]
    option: usize,
}

/// Which part of a list.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct PollPage {
    /// The cursor that the page before gave.
    cursor: Option<String>,
}

fn view(state: &AppState, poll: &Poll) -> PollView {
    PollView::new(poll, &state.public_url)
}

/// Reads the id of a poll; a text that is none leads nowhere.
pub(super) fn poll_id(text: &str) -> Result<Uuid, ApiError> {
    text.parse().map_err(|_| ApiError::not_found("poll"))
}

/// The polls of a campaign, newest first.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/polls", tag = "polls", operation_id = "polls", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign."), PollPage),
    responses((status = 200, description = "At most 50.", body = Listed<PollView>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Parameters(page): Parameters<PollPage>,
) -> Result<Json<Listed<PollView>>, ApiError> {
    let (row, _) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let before = page.cursor.as_deref().map(str::parse::<Timestamp>).transpose();
    let before = before.map_err(|_| ApiError::invalid("`cursor` is what the page before gave"))?;
    let polls = state.storage.polls_of(row.campaign.campaign_id, before, PAGE).await?;
    let is_full = usize::try_from(PAGE).is_ok_and(|page| polls.len() >= page);
    let cursor = polls.last().filter(|_| is_full).map(|poll| poll.started_at.to_string());
    let items = polls.iter().map(|poll| view(&state, poll)).collect();
    Ok(Json(Listed { items, cursor }))
}

/// Asks the audience something. One poll runs in a campaign at a time.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/polls", tag = "polls", operation_id = "ask", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = AskedPoll,
    responses((status = 201, description = "People vote from now on.", body = PollView)),
)]
pub(crate) async fn ask(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(asked): Body<AskedPoll>,
) -> Result<(StatusCode, Json<PollView>), ApiError> {
    let (row, _) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let AskedPoll { question, options, duration_seconds } = asked;
    let campaign_id = row.campaign.campaign_id;
    let poll = actions::ask(&state, campaign_id, &question, &options, duration_seconds).await?;
    Ok((StatusCode::CREATED, Json(view(&state, &poll))))
}

/// A poll, and how its votes stand.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/polls/{poll_id}", tag = "polls", operation_id = "poll", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("poll_id" = uuid::Uuid, Path, description = "The poll."),
    ),
    responses((status = 200, description = "As it stands.", body = PollView)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, of_poll)): Path<(String, String)>,
) -> Result<Json<PollView>, ApiError> {
    let (row, _) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let poll = actions::poll_of(&state, row.campaign.campaign_id, poll_id(&of_poll)?).await?;
    Ok(Json(view(&state, &poll)))
}

/// Ends a poll before its time; what it came to holds.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/polls/{poll_id}/end", tag = "polls", operation_id = "end_poll", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("poll_id" = uuid::Uuid, Path, description = "The poll."),
    ),
    responses((status = 200, description = "What it came to.", body = PollView)),
)]
pub(crate) async fn end(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, of_poll)): Path<(String, String)>,
) -> Result<Json<PollView>, ApiError> {
    let (row, _) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let (campaign_id, of_poll) = (row.campaign.campaign_id, poll_id(&of_poll)?);
    let poll = actions::close_poll(&state, campaign_id, of_poll, PollStatus::Ended).await?;
    Ok(Json(view(&state, &poll)))
}

/// Takes a poll back: it comes to nothing, and leaves the overlays.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/polls/{poll_id}/cancel", tag = "polls", operation_id = "cancel_poll", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("poll_id" = uuid::Uuid, Path, description = "The poll."),
    ),
    responses((status = 200, description = "It is taken back.", body = PollView)),
)]
pub(crate) async fn cancel(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, of_poll)): Path<(String, String)>,
) -> Result<Json<PollView>, ApiError> {
    let (row, _) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let (campaign_id, of_poll) = (row.campaign.campaign_id, poll_id(&of_poll)?);
    let poll = actions::close_poll(&state, campaign_id, of_poll, PollStatus::Cancelled).await?;
    Ok(Json(view(&state, &poll)))
}

/// Votes for somebody whom the caller vouches for: a bot hands in what a chat says. An earlier vote of the same voter
/// counts no more.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/polls/{poll_id}/votes", tag = "polls", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("poll_id" = uuid::Uuid, Path, description = "The poll."),
    ),
    request_body = NamedVote,
    responses((status = 204, description = "The vote is stored.")),
)]
pub(crate) async fn vote_for(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, of_poll)): Path<(String, String)>,
    Body(vote): Body<NamedVote>,
) -> Result<StatusCode, ApiError> {
    let (row, _) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let poll = actions::poll_of(&state, row.campaign.campaign_id, poll_id(&of_poll)?).await?;
    actions::vote_for(&state, &poll, &vote.voter, vote.option).await?;
    Ok(StatusCode::NO_CONTENT)
}
