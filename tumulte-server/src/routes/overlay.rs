//! `/overlay/{overlayKey}/…` and `/ws`: what viewers see.

use axum::{
    Json,
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tower_sessions::Session;
use tumulte_core::sync::{Audience, Topic};

use crate::{
    auth::MaybeAccount,
    error::ApiError,
    metrics::metrics,
    openapi::Listed,
    pages, platform,
    realtime::{self, Upgrade},
    state::AppState,
    storage::{Feed, session_handle},
};

/// How far back the list of criticals goes, in seconds, and how many it has at most.
const CRITICALS_SECONDS: i64 = 24 * 3600;
const MAX_CRITICALS: usize = 50;
/// How many of a stream's newest events are looked through for criticals.
const LOOKED_THROUGH: u32 = 500;

/// `GET /overlay/{overlayKey}/dice|combat|characters|all`: the page reads from its address which it is.
pub(crate) async fn page(
    State(state): State<AppState>,
    Path(overlay_key): Path<String>,
) -> Result<Response, ApiError> {
    find(&state, &overlay_key).await?;
    let page = pages::overlay_page().ok_or_else(|| ApiError::not_found("page"))?;
    let headers = [
        (header::CONTENT_TYPE, page.content_type),
        (header::CONTENT_SECURITY_POLICY, pages::OVERLAY_POLICY),
        (header::CACHE_CONTROL, "no-cache"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    Ok((headers, page.bytes).into_response())
}

/// The stream's view of the latest criticals, newest first.
#[utoipa::path(
    get, path = "/overlay/{overlay_key}/criticals", tag = "overlay",
    params(("overlay_key" = String, Path, description = "The unguessable key of an overlay.")),
    responses((status = 200, description = "At most 50, of the last 24 hours.", body = Listed<Object>)),
)]
pub(crate) async fn criticals(
    State(state): State<AppState>,
    Path(overlay_key): Path<String>,
) -> Result<Json<Listed<Value>>, ApiError> {
    let feed = find(&state, &overlay_key).await?;
    let since = platform::now().plus_seconds(-CRITICALS_SECONDS);
    let events = state.storage.events_after(&feed, 0, since, LOOKED_THROUGH).await?;
    let items: Vec<Value> = events
        .iter()
        .rev()
        .filter(|event| event.event == "dice:critical" || event.event == "dice:revealed")
        .filter_map(|event| serde_json::from_str(&event.payload).ok())
        .filter(|roll: &Value| roll["isCritical"] == true)
        .take(MAX_CRITICALS)
        .collect();
    Ok(Json(Listed::all(items)))
}

/// `GET /ws`
pub(crate) async fn listen(
    State(state): State<AppState>,
    MaybeAccount(user): MaybeAccount,
    session: Session,
    upgrade: Result<Upgrade, ApiError>,
) -> Result<Response, ApiError> {
    let signed_in = user.zip(session.id());
    let signed_in = signed_in.map(|(user, id)| (user.user_id, session_handle(&id)));
    Ok(upgrade?.agree(move |socket| async move {
        let _counted = metrics().viewer_came();
        realtime::serve(state, socket, signed_in).await;
    }))
}

async fn find(state: &AppState, overlay_key: &str) -> Result<Feed, ApiError> {
    let streamer = state.storage.streamer_by_key(overlay_key).await?;
    let streamer = streamer.ok_or_else(|| ApiError::not_found("overlay"))?;
    let campaigns = state.storage.campaigns_of_streamer(streamer.streamer_id).await?;
    Ok(Feed { campaigns, audience: Audience::Stream, topic: Topic::Dice })
}
