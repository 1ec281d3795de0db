//! `/overlay/{overlayKey}/…` and `/ws`: what viewers see.

use axum::{
    Json,
    extract::{Path, State, WebSocketUpgrade},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::Value;
use tumulte_core::sync::{Audience, Topic};

use crate::{
    auth::MaybeAccount, error::ApiError, metrics::metrics, openapi::Listed, pages, platform,
    realtime, state::AppState, storage::Feed,
};

/// How far back the list of criticals goes, in seconds, and how many it has at most.
const CRITICALS_SECONDS: i64 = 24 * 3600;
const MAX_CRITICALS: usize = 50;
/// How many of a stream's newest events are looked through for criticals.
const LOOKED_THROUGH: u32 = 500;

/// A viewer's messages are short; its buffers are too, since there are many viewers.
const MAX_MESSAGE_BYTES: usize = 4096;

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
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, ApiError> {
    let upgrade = upgrade.map_err(|rejection| {
        ApiError::new(StatusCode::UPGRADE_REQUIRED, "request.invalid", rejection.body_text())
    })?;
    Ok(upgrade
        .read_buffer_size(MAX_MESSAGE_BYTES)
        .write_buffer_size(MAX_MESSAGE_BYTES)
        .max_message_size(MAX_MESSAGE_BYTES)
        .max_frame_size(MAX_MESSAGE_BYTES)
        .on_upgrade(async move |socket| {
            let _counted = metrics().viewer_came();
            realtime::serve(state, socket, user.map(|user| user.user_id)).await;
        }))
}

async fn find(state: &AppState, overlay_key: &str) -> Result<Feed, ApiError> {
    let streamer = state.storage.streamer_by_key(overlay_key).await?;
    let streamer = streamer.ok_or_else(|| ApiError::not_found("overlay"))?;
    let campaigns = state.storage.campaigns_of_streamer(streamer.streamer_id).await?;
    Ok(Feed { campaigns, audience: Audience::Stream, topic: Topic::Dice })
}
