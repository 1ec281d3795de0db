//! Asking the audience, and voting.

use std::net::IpAddr;

use axum::http::StatusCode;
use tumulte_core::model::{CampaignId, UserId};
use uuid::Uuid;

use super::{own_campaign, streamed_campaign};
use crate::{
    error::ApiError,
    platform,
    polls::{self, Poll, PollStatus, VoterId},
    state::AppState,
    storage::{CampaignRow, Membership, Vote},
};

/// How long a question and an answer may be, in characters, and how many answers there are.
const MAX_QUESTION: usize = 140;
const MAX_OPTION: usize = 60;
const MIN_OPTIONS: usize = 2;
pub(crate) const MAX_OPTIONS: usize = 6;
/// How long people may vote, in seconds.
const MIN_SECONDS: u32 = 15;
const MAX_SECONDS: u32 = 600;
/// How long the name of a voter may be whom a program vouches for.
const MAX_VOTER: usize = 128;

/// Finds a campaign whose audience this account may ask: its game master may, and its active streamers.
///
/// # Errors
///
/// `request.not_found` for anybody else.
pub(crate) async fn asked_campaign(
    state: &AppState,
    user: UserId,
    campaign_id: CampaignId,
) -> Result<(CampaignRow, bool), ApiError> {
    if let Ok(row) = own_campaign(state, user, campaign_id).await {
        return Ok((row, true));
    }
    let missing = || ApiError::not_found("campaign");
    let (_, streamed) = streamed_campaign(state, user, campaign_id).await?;
    if streamed.status != Membership::Active {
        return Err(missing());
    }
    let row = state.storage.campaign_by_id(campaign_id).await?;
    Ok((row.ok_or_else(missing)?, false))
}

/// Asks the audience of a campaign.
///
/// # Errors
///
/// `poll.question`, `poll.options`, `poll.duration` when these are not as they may be; `poll.already_running`.
pub(crate) async fn ask(
    state: &AppState,
    campaign_id: CampaignId,
    question: &str,
    options: &[String],
    duration_seconds: u32,
) -> Result<Poll, ApiError> {
    let question = words(question, MAX_QUESTION).ok_or_else(|| {
        let words = format!("a question has 1 to {MAX_QUESTION} characters");
        ApiError::new(StatusCode::BAD_REQUEST, "poll.question", words)
    })?;
    let options = distinct(options)?;
    if !(MIN_SECONDS..=MAX_SECONDS).contains(&duration_seconds) {
        let words = format!(
            "people vote for {MIN_SECONDS} to {MAX_SECONDS} seconds, not {duration_seconds}"
        );
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "poll.duration", words));
    }
    let now = platform::now();
    let millis = u64::try_from(now.as_millis()).unwrap_or(0);
    let delay = longest_delay(state, campaign_id).await?;
    let poll = Poll {
        poll_id: uuid::Builder::from_unix_timestamp_millis(millis, &platform::random()).into_uuid(),
        campaign_id,
        vote_key: platform::secret::<16>(),
        question,
        votes: vec![0; options.len()],
        options,
        status: PollStatus::Running,
        started_at: now,
        ends_at: now.plus_seconds(i64::from(duration_seconds) + i64::from(delay)),
        ended_at: None,
    };
    if polls::begin(state, &poll).await? {
        return Ok(poll);
    }
    Err(ApiError::new(
        StatusCode::CONFLICT,
        "poll.already_running",
        "a poll is running in this campaign: end it first",
    ))
}

/// How far the slowest stream of a campaign is behind its table, in seconds: its audience has as long to vote as any other.
///
/// # Errors
///
/// The storage fails.
pub(crate) async fn longest_delay(
    state: &AppState,
    campaign_id: CampaignId,
) -> Result<u8, ApiError> {
    let mut longest = 0;
    for streamer in state.storage.streamers_of(campaign_id).await? {
        let settings = state.storage.overlay_settings(streamer.streamer_id).await?;
        longest = longest.max(settings.delay_seconds);
    }
    Ok(longest)
}

/// Ends a poll of a campaign now, or takes it back.
///
/// # Errors
///
/// `request.not_found`, `poll.over` when it is over already.
pub(crate) async fn close_poll(
    state: &AppState,
    campaign_id: CampaignId,
    poll_id: Uuid,
    status: PollStatus,
) -> Result<Poll, ApiError> {
    let poll = poll_of(state, campaign_id, poll_id).await?;
    polls::finish(state, poll.poll_id, status).await?.ok_or_else(polls::over)
}

/// A poll of a campaign.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn poll_of(
    state: &AppState,
    campaign_id: CampaignId,
    poll_id: Uuid,
) -> Result<Poll, ApiError> {
    let found = state.storage.poll(campaign_id, poll_id).await?;
    found.ok_or_else(|| ApiError::not_found("poll"))
}

/// The poll that people vote in with this key.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn find_poll(state: &AppState, vote_key: &str) -> Result<Poll, ApiError> {
    let found = state.storage.poll_by_key(vote_key).await?;
    found.ok_or_else(|| ApiError::not_found("poll"))
}

/// Takes the vote of a browser; an earlier one of the same counts no more.
///
/// # Errors
///
/// As [`Desk::cast`](crate::polls::Desk::cast), and `limit.rate`.
pub(crate) async fn vote(
    state: &AppState,
    poll: &Poll,
    voter: VoterId,
    from: IpAddr,
    choice: usize,
) -> Result<(), ApiError> {
    state.limits.vote(from)?;
    let (ballots, poll_id) = (&state.ballots, poll.poll_id);
    let vote = Vote {
        voter: ballots.voter(poll_id, voter),
        place: Some(ballots.place(poll_id, from)),
        choice,
        voted_at: platform::now(),
    };
    state.desk.cast(poll_id, vote).await
}

/// Takes the vote of somebody a program vouches for, such as a chat's bot; an earlier one of theirs counts no more.
///
/// # Errors
///
/// As [`Desk::cast`](crate::polls::Desk::cast), and `poll.voter` for a name that is none.
pub(crate) async fn vote_for(
    state: &AppState,
    poll: &Poll,
    voter: &str,
    choice: usize,
) -> Result<(), ApiError> {
    if voter.trim().is_empty() || voter.len() > MAX_VOTER {
        let words = format!("a voter has a name of 1 to {MAX_VOTER} bytes");
        return Err(ApiError::new(StatusCode::BAD_REQUEST, "poll.voter", words));
    }
    let vote = Vote {
        voter: state.ballots.named_voter(poll.poll_id, voter),
        place: None,
        choice,
        voted_at: platform::now(),
    };
    state.desk.cast(poll.poll_id, vote).await
}

/// A line of text without what nobody can read; none where nothing is left or it is too long.
fn words(text: &str, longest: usize) -> Option<String> {
    let clean: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    let clean = clean.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    (!clean.is_empty() && clean.chars().count() <= longest).then_some(clean)
}

/// The answers, without fields that were left empty.
fn distinct(options: &[String]) -> Result<Vec<String>, ApiError> {
    let refused = || {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "poll.options",
            format!(
                "a poll has {MIN_OPTIONS} to {MAX_OPTIONS} different options of 1 to {MAX_OPTION} characters"
            ),
        )
    };
    let mut clean: Vec<String> = Vec::new();
    for option in options.iter().filter(|option| !option.trim().is_empty()) {
        let option = words(option, MAX_OPTION).ok_or_else(refused)?;
        if clean.iter().any(|other| other.to_lowercase() == option.to_lowercase()) {
            return Err(refused());
        }
        clean.push(option);
    }
    if (MIN_OPTIONS..=MAX_OPTIONS).contains(&clean.len()) { Ok(clean) } else { Err(refused()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &[&str]) -> Result<Vec<String>, &'static str> {
        let options: Vec<_> = options.iter().map(|option| (*option).to_owned()).collect();
        distinct(&options).map_err(|error| error.code())
    }

    #[test]
    fn two_to_six_different_answers_are_taken() {
        assert_eq!(read(&[" Yes ", "", "No\n way"]).unwrap(), ["Yes", "No way"]);
        let long = "x".repeat(61);
        for wrong in [
            &["Yes"][..],
            &["Yes", "yes"],
            &["Yes", &long],
            &["1", "2", "3", "4", "5", "6", "7"],
            &[],
        ] {
            assert_eq!(read(wrong), Err("poll.options"), "{wrong:?}");
        }
    }

    #[test]
    fn a_question_is_one_line() {
        assert_eq!(words("Open\n\n the\u{7} door?", 140).as_deref(), Some("Open the door?"));
        assert_eq!(words(" \n", 140), None);
        assert_eq!(words(&"x".repeat(141), 140), None);
    }
}
