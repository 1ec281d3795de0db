//! What has to be done from time to time.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use tumulte_core::sync::StoreError;

use crate::{platform, state::AppState, storage::Swept};

/// How often the house is swept.
const SWEEP: Duration = Duration::from_hours(1);

/// How long events are kept for viewers who catch up: far longer than a page may be away.
const KEEP_EVENTS_SECONDS: i64 = 7 * DAY_SECONDS;

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// How long it is kept who has voted in a poll that is over: nobody needs it any more.
const KEEP_VOTES_SECONDS: i64 = 3600;

/// How long polls are kept in a campaign's history.
const KEEP_POLLS_SECONDS: i64 = 180 * DAY_SECONDS;

/// Sweeps until the server stops.
pub(crate) async fn run(state: AppState) {
    let mut due = interval(SWEEP);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = state.stopping.cancelled() => return,
            _ = due.tick() => {}
        }
        match sweep(&state).await {
            Ok(swept) if swept == Swept::default() => {}
            Ok(Swept { expired, events, rolls, votes, polls }) => {
                tracing::info!(
                    expired,
                    events,
                    rolls,
                    votes,
                    polls,
                    "what nobody needs any more was forgotten"
                );
            }
            Err(error) => {
                let error: &dyn std::error::Error = &error;
                tracing::warn!(error, "what nobody needs any more could not be forgotten");
            }
        }
    }
}

/// Forgets what is over, and rolls as the operator wants it.
async fn sweep(state: &AppState) -> Result<Swept, StoreError> {
    let (storage, now) = (&state.storage, platform::now());
    let rolls = match state.config.keep_rolls_days {
        Some(days) => {
            storage.forget_rolls(now.plus_seconds(-i64::from(days) * DAY_SECONDS)).await?
        }
        None => 0,
    };
    let events = storage.forget_events(now.plus_seconds(-KEEP_EVENTS_SECONDS)).await?;
    let votes = storage.forget_votes(now.plus_seconds(-KEEP_VOTES_SECONDS)).await?;
    let polls = storage.forget_polls(now.plus_seconds(-KEEP_POLLS_SECONDS)).await?;
    let expired = storage.forget_expired(now).await?;
    Ok(Swept { expired, events, rolls, votes, polls })
}
