//! `/campaigns/{id}/polls`: asking the audience, for the game master and every active streamer of a campaign.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use tumulte_core::model::CampaignId;

use super::visitor::Visitor;
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    pages::{PollCard, PollDraft, PollsPage},
    polls::{PollStatus, vote_url},
    routes::{id, polls::poll_id},
    state::AppState,
    storage::CampaignRow,
};

/// How many polls the page's history has.
const HISTORY: u32 = 20;

/// How long people vote where nobody says.
const USUAL_SECONDS: u32 = 60;

/// `GET /campaigns/{id}/polls`
pub(crate) async fn polls(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let (row, is_owner) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let kept = visitor.kept.clone();
    let page = polls_page(&state, visitor, row, is_owner, PollDraft::default()).await?;
    Visitor::respond(&kept, StatusCode::OK, &page)
}

/// `POST /campaigns/{id}/polls`
pub(crate) async fn ask(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, ApiError> {
    let (row, is_owner) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let campaign_id = row.campaign.campaign_id;
    let draft = read(fields);
    let PollDraft { question, options, seconds } = &draft;
    let asked = actions::ask(&state, campaign_id, question, options, *seconds).await;
    let Err(error) = asked else { return Ok(back(campaign_id).into_response()) };
    let mut visitor = visitor;
    visitor.chrome = visitor.chrome.with_error(error.code(), error.message());
    let page = polls_page(&state, visitor, row, is_owner, draft).await?;
    Visitor::respond(&[], error.status(), &page)
}

/// `POST /campaigns/{id}/polls/{poll_id}/end`
pub(crate) async fn end_poll(
    state: State<AppState>,
    account: Account,
    path: Path<(String, String)>,
) -> Result<Redirect, ApiError> {
    close(state, account, path, PollStatus::Ended).await
}

/// `POST /campaigns/{id}/polls/{poll_id}/cancel`
pub(crate) async fn cancel_poll(
    state: State<AppState>,
    account: Account,
    path: Path<(String, String)>,
) -> Result<Redirect, ApiError> {
    close(state, account, path, PollStatus::Cancelled).await
}

async fn close(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, of_poll)): Path<(String, String)>,
    status: PollStatus,
) -> Result<Redirect, ApiError> {
    let (row, _) = actions::asked_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let campaign_id = row.campaign.campaign_id;
    match actions::close_poll(&state, campaign_id, poll_id(&of_poll)?, status).await {
        // It ended by itself while somebody reached for the button: the page says how.
        Err(error) if error.code() != "poll.over" => Err(error),
        _ => Ok(back(campaign_id)),
    }
}

fn back(campaign_id: CampaignId) -> Redirect {
    Redirect::to(&format!("/campaigns/{campaign_id}/polls"))
}

/// Reads the form: there are as many fields for answers as there may be answers.
fn read(fields: Vec<(String, String)>) -> PollDraft {
    let mut draft = PollDraft { seconds: USUAL_SECONDS, ..PollDraft::default() };
    for (name, text) in fields {
        match name.as_str() {
            "question" => draft.question = text,
            "option" => draft.options.push(text),
            // What is no number is no time people could vote in, and is refused as that.
            "seconds" => draft.seconds = text.parse().unwrap_or(0),
            _ => {}
        }
    }
    draft
}

async fn polls_page(
    state: &AppState,
    visitor: Visitor,
    row: CampaignRow,
    is_owner: bool,
    mut draft: PollDraft,
) -> Result<PollsPage, ApiError> {
    let campaign = row.campaign;
    let campaign_id = campaign.campaign_id;
    let mut chrome = visitor.at(format!("/campaigns/{campaign_id}/polls")).chrome;
    if is_owner {
        let is_live = state.presence.is_live(campaign.connection_id);
        chrome = chrome.with_campaign(&campaign_id, &campaign.name, is_live);
    }
    draft.options.resize(actions::MAX_OPTIONS, String::new());
    if draft.seconds == 0 {
        draft.seconds = USUAL_SECONDS;
    }
    let mut polls = state.storage.polls_of(campaign_id, None, HISTORY).await?;
    let running = polls.iter().position(|poll| poll.status == PollStatus::Running);
    let running = running.map(|index| polls.remove(index));
    Ok(PollsPage {
        id: campaign_id.to_string(),
        campaign: campaign.name,
        url: running.as_ref().map(|poll| vote_url(&state.public_url, &poll.vote_key)),
        running: running.as_ref().map(|poll| PollCard::new(poll, &chrome)),
        history: polls.iter().map(|poll| PollCard::new(poll, &chrome)).collect(),
        delay_seconds: actions::longest_delay(state, campaign_id).await?,
        draft,
        chrome,
    })
}
