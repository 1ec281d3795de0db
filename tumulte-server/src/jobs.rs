//! What has to be done from time to time.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use crate::{platform, state::AppState};

/// How often the house is swept.
const SWEEP: Duration = Duration::from_hours(1);

/// Sweeps until the server stops: forgets sessions that are over.
pub(crate) async fn run(state: AppState) {
    let mut sweep = interval(SWEEP);
    sweep.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = state.stopping.cancelled() => return,
            _ = sweep.tick() => {}
        }
        if let Err(error) = state.storage.forget_expired_sessions(platform::now()).await {
            let error: &dyn std::error::Error = &error;
            tracing::warn!(error, "old sessions could not be forgotten");
        }
    }
}
