//! `/mj/presence`: who is there, once or as it changes.

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use tokio::time::{Instant, sleep};
use tower_sessions::Session;
use tumulte_core::model::UserId;

use crate::{
    actions::{self, Attendance, Pulse},
    auth::Account,
    error::ApiError,
    openapi::Listed,
    realtime::{Stay, is_signed_in},
    routes::sessions::current,
    state::AppState,
};

/// How soon a change is told.
const LOOK: Duration = Duration::from_millis(700);

/// New campaigns and streamers are found after this long at the latest.
const LOOK_UP: Duration = Duration::from_secs(20);

/// The tables and overlays of every campaign. Whoever accepts `text/event-stream` is told again whenever that changes, in
/// events of the name `presence`.
#[utoipa::path(
    get, path = "/mj/presence", tag = "campaigns", security(("session" = [])),
    responses((status = 200, description = "All of them.", body = Listed<Attendance>)),
)]
pub(crate) async fn presence(
    State(state): State<AppState>,
    Account(user): Account,
    session: Session,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let told = actions::attendance(&state, user.user_id).await?;
    let accepts = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if !accepts.is_some_and(|accept| accept.contains("text/event-stream")) {
        return Ok(Json(Listed::all(told)).into_response());
    }
    let stay = state.sign_ins.stay(user.user_id, current(&session));
    if !is_signed_in(&state, Some(&stay)).await {
        return Err(ApiError::unauthenticated());
    }
    let (owner, looked_up) = (user.user_id, Instant::now());
    let watch = Watch { state, owner, stay, told, pulse: None, looked_up };
    let events = stream::unfold(watch, |mut watch| async move {
        let event = watch.next().await?;
        Some((Ok::<_, Infallible>(event), watch))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::default()).into_response())
}

/// One game master's look at the tables.
struct Watch {
    state: AppState,
    owner: UserId,
    stay: Stay,
    told: Vec<Attendance>,
    /// What was told last; none before the first word.
    pulse: Option<Pulse>,
    looked_up: Instant,
}

impl Watch {
    /// Waits until something is different; none when the server stops or the sign-in is over.
    async fn next(&mut self) -> Option<Event> {
        while self.pulse.is_some() {
            tokio::select! {
                () = self.state.stopping.cancelled() => return None,
                () = self.stay.ended() => return None,
                () = sleep(LOOK) => {}
            }
            if self.has_changed().await {
                break;
            }
        }
        self.pulse = Some(actions::pulse(&self.state, &self.told));
        Event::default().event("presence").json_data(&self.told).ok()
    }

    async fn has_changed(&mut self) -> bool {
        let is_different = self.pulse.as_ref() != Some(&actions::pulse(&self.state, &self.told));
        if !is_different && self.looked_up.elapsed() < LOOK_UP {
            return false;
        }
        self.looked_up = Instant::now();
        // A database that does not answer is asked again at the next look.
        let Ok(now) = actions::attendance(&self.state, self.owner).await else { return false };
        let is_new = is_different || now != self.told;
        self.told = now;
        is_new
    }
}
