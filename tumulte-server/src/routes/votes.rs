//! `/vote/{voteKey}…`: where the audience votes, without an account and, if need be, without scripts.

use axum::{
    Form, Json,
    extract::{FromRequestParts, Path, State},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use qrcode::{EcLevel, QrCode, render::svg};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Body, console::Visitor};
use crate::{
    actions,
    auth::Caller,
    error::ApiError,
    pages::{Chrome, VotePage},
    platform,
    polls::{Poll, PollView, VoterId, vote_url},
    state::AppState,
};

/// How large a code is at least, in the units of its picture.
const QR_SIZE: u32 = 240;

/// The browser that asks; one that was never here is made a voter.
#[derive(Debug)]
pub(crate) struct Voter {
    id: VoterId,
    is_new: bool,
}

impl FromRequestParts<AppState> for Voter {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(
        parts: &mut Parts,
        state: &AppState,
    ) -> Result<Self, Self::Rejection> {
        let mut cookies = parts.headers.get_all(header::COOKIE).iter();
        let known = cookies.find_map(|cookies| state.ballots.read(cookies.to_str().ok()?));
        Ok(Self {
            id: known.unwrap_or_else(|| VoterId::new(platform::random())),
            is_new: known.is_none(),
        })
    }
}

impl Voter {
    /// The answer, with the cookie where there was none.
    fn known_by(&self, state: &AppState, mut response: Response) -> Response {
        if self.is_new {
            let cookie = state.ballots.cookie(self.id, state.public_url.starts_with("https://"));
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.headers_mut().append(header::SET_COOKIE, cookie);
            }
        }
        response
    }

    async fn choice(&self, state: &AppState, poll: &Poll) -> Result<Option<usize>, ApiError> {
        if self.is_new {
            return Ok(None);
        }
        let voter = state.ballots.voter(poll.poll_id, self.id);
        Ok(state.storage.choice_of(poll.poll_id, &voter).await?)
    }
}

/// `GET /vote/{voteKey}`
pub(crate) async fn page(
    State(state): State<AppState>,
    Path(vote_key): Path<String>,
    voter: Voter,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let poll = actions::find_poll(&state, &vote_key).await?;
    let choice = voter.choice(&state, &poll).await?;
    let page = VotePage::new(visitor.chrome, &poll, choice, platform::now());
    let response = Visitor::respond(&visitor.kept, StatusCode::OK, &page)?;
    Ok(voter.known_by(&state, response))
}

/// What the page's buttons send.
#[derive(Deserialize)]
pub(crate) struct VoteForm {
    option: usize,
}

/// `POST /vote/{voteKey}`: for browsers without scripts; the page itself asks the REST interface.
pub(crate) async fn vote_on_page(
    State(state): State<AppState>,
    Path(vote_key): Path<String>,
    Caller(from): Caller,
    voter: Voter,
    visitor: Visitor,
    Form(form): Form<VoteForm>,
) -> Result<Response, ApiError> {
    let poll = actions::find_poll(&state, &vote_key).await?;
    let response = match actions::vote(&state, &poll, voter.id, from, form.option).await {
        Ok(()) => Redirect::to(&format!("/vote/{}", poll.vote_key)).into_response(),
        Err(error) => refused(&state, visitor.chrome, &voter, &vote_key, &error).await?,
    };
    Ok(voter.known_by(&state, response))
}

async fn refused(
    state: &AppState,
    chrome: Chrome,
    voter: &Voter,
    vote_key: &str,
    error: &ApiError,
) -> Result<Response, ApiError> {
    let poll = actions::find_poll(state, vote_key).await?;
    let choice = voter.choice(state, &poll).await?;
    let chrome = chrome.with_error(error.code(), error.message());
    let page = VotePage::new(chrome, &poll, choice, platform::now());
    Visitor::respond(&[], error.status(), &page)
}

/// A vote.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct Ballot {
    /// The option's place, from 0.
    #[schema(minimum = 0, maximum = 5)]
    option: usize,
}

/// A vote that is stored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Receipt {
    /// The option's place, from 0.
    #[schema(minimum = 0, maximum = 5)]
    option: usize,
}

/// How the votes of a poll stand, for whoever has its link.
#[utoipa::path(
    get, path = "/vote/{vote_key}/results", tag = "polls",
    params(("vote_key" = String, Path, description = "The unguessable key of a poll.")),
    responses((status = 200, description = "As it stands.", body = PollView)),
)]
pub(crate) async fn results(
    State(state): State<AppState>,
    Path(vote_key): Path<String>,
) -> Result<Response, ApiError> {
    let poll = actions::find_poll(&state, &vote_key).await?;
    let view = PollView::new(&poll, &state.public_url);
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(view)).into_response())
}

/// Votes, or votes differently: a browser is known by the cookie that its first vote or visit sets.
#[utoipa::path(
    post, path = "/vote/{vote_key}/ballot", tag = "polls", operation_id = "vote",
    params(("vote_key" = String, Path, description = "The unguessable key of a poll.")),
    request_body = Ballot,
    responses((status = 200, description = "The vote is stored.", body = Receipt)),
)]
pub(crate) async fn vote(
    State(state): State<AppState>,
    Path(vote_key): Path<String>,
    Caller(from): Caller,
    voter: Voter,
    Body(ballot): Body<Ballot>,
) -> Result<Response, ApiError> {
    let poll = actions::find_poll(&state, &vote_key).await?;
    actions::vote(&state, &poll, voter.id, from, ballot.option).await?;
    Ok(voter.known_by(&state, Json(Receipt { option: ballot.option }).into_response()))
}

/// `GET /vote/{voteKey}/qr.svg`: the page's address for cameras.
pub(crate) async fn qr_code(
    State(state): State<AppState>,
    Path(vote_key): Path<String>,
) -> Result<Response, ApiError> {
    let poll = actions::find_poll(&state, &vote_key).await?;
    let url = vote_url(&state.public_url, &poll.vote_key);
    let code = QrCode::with_error_correction_level(url, EcLevel::L)
        .map_err(|_| ApiError::not_found("code: the address is too long for one"))?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(QR_SIZE, QR_SIZE).build();
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "private, max-age=3600")];
    Ok((headers, picture).into_response())
}
