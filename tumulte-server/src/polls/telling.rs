//! What viewers and the table hear of polls, and their end at its time.

use std::time::Duration;

use serde::Serialize;
use serde_json::json;
use tokio::time::sleep;
use tumulte_core::{
    model::CampaignId,
    sync::{Audience, Cursor, Draft, Publication, StoreError, Topic},
};
use uuid::Uuid;

use super::{Poll, PollStatus, PollView};
use crate::{platform, realtime, state::AppState};

/// How often the end of polls that other servers began is looked for.
const LOOK: Duration = Duration::from_secs(2);

/// An event about a poll, for everybody alike: nothing in it is secret.
pub(super) fn drafts(event: &'static str, poll: &Poll, public_url: &str) -> Vec<Draft> {
    let payload = payload(&PollView::new(poll, public_url));
    vec![Draft { audience: Audience::Stream, topic: Topic::Polls, event, payload }]
}

/// Begins a poll; false when one is running in the campaign already.
///
/// # Errors
///
/// The storage fails.
pub(crate) async fn begin(state: &AppState, poll: &Poll) -> Result<bool, StoreError> {
    let drafts = drafts("poll:start", poll, &state.public_url);
    let Some(told) = state.storage.add_poll(poll, &drafts).await? else { return Ok(false) };
    state.fanout.publish(&told);
    state.desk.note_beginning();
    tell_table(state, poll, "poll:start").await;
    tracing::info!(campaign.id = %poll.campaign_id, poll.id = %poll.poll_id, "a poll began");
    Ok(true)
}

/// Ends a poll or takes it back; none when that was done already.
///
/// # Errors
///
/// The storage fails.
pub(crate) async fn finish(
    state: &AppState,
    poll_id: Uuid,
    status: PollStatus,
) -> Result<Option<Poll>, StoreError> {
    let event = if status == PollStatus::Cancelled { "poll:cancel" } else { "poll:end" };
    let say = |poll: &Poll| drafts(event, poll, &state.public_url);
    let closed = state.storage.close_poll(poll_id, status, say, platform::now()).await?;
    let Some((poll, told)) = closed else { return Ok(None) };
    state.fanout.publish(&told);
    tell_table(state, &poll, "poll:end").await;
    tracing::info!(campaign.id = %poll.campaign_id, poll.id = %poll_id, voters = poll.voters(), "a poll ended");
    Ok(Some(poll))
}

/// Tells the table, wherever it is; one that is away hears of it when it comes back.
async fn tell_table(state: &AppState, poll: &Poll, event: &'static str) {
    let payload = if event == "poll:start" { poll.start_for_table() } else { poll.end_for_table() };
    match state.storage.campaign_by_id(poll.campaign_id).await {
        Ok(Some(row)) => realtime::tell_table(state, row.campaign.connection_id, event, payload),
        Ok(None) => {}
        Err(error) => {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(poll.id = %poll.poll_id, error, "a table could not be told of a poll");
        }
    }
}

/// Ends every poll at its time, until the server stops.
pub(crate) async fn keep_time(state: AppState) {
    loop {
        let wait = end_due(&state).await.unwrap_or_else(|error| {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "polls that are due could not be ended yet");
            LOOK
        });
        tokio::select! {
            () = state.stopping.cancelled() => return,
            () = state.desk.beginning() => {}
            () = sleep(wait) => {}
        }
    }
}

/// Ends what is due; gives how long nothing is.
async fn end_due(state: &AppState) -> Result<Duration, StoreError> {
    let now = platform::now();
    for (poll_id, ends_at) in state.storage.running_polls().await? {
        let left = ends_at.millis_since(now);
        if left > 0 {
            return Ok(LOOK.min(Duration::from_millis(left.unsigned_abs())));
        }
        finish(state, poll_id, PollStatus::Ended).await?;
    }
    Ok(LOOK)
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PollState {
    campaign_id: CampaignId,
    polls: Vec<PollView>,
}

/// What is asked right now in these campaigns, for who has just come to watch.
///
/// # Errors
///
/// The storage fails.
pub(crate) async fn present(
    state: &AppState,
    campaigns: &[CampaignId],
) -> Result<(Vec<Publication>, Cursor), StoreError> {
    let cursor = state.storage.newest_cursor().await?;
    let mut states = Vec::with_capacity(campaigns.len());
    for campaign_id in campaigns {
        let running = state.storage.running_poll(*campaign_id).await?;
        let polls = running.iter().map(|poll| PollView::new(poll, &state.public_url)).collect();
        states.push(Publication {
            cursor,
            campaign_id: *campaign_id,
            audience: Audience::Stream,
            topic: Topic::Polls,
            event: "poll:state".to_owned(),
            payload: payload(&PollState { campaign_id: *campaign_id, polls }),
        });
    }
    Ok((states, cursor))
}

fn payload(told: &impl Serialize) -> String {
    json!(told).to_string()
}
