//! `/healthz`, `/readyz`, `/metrics` and the static files.

use std::time::Duration;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use crate::{
    doctor::DOCTOR_HEADER, error::ApiError, metrics::metrics, pages,
    realtime::fanout::Togetherness, state::AppState,
};

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(3);

/// What `/metrics` is written in.
const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// `GET /healthz`: the process lives. Whoever restarts servers that don't answer must not restart one whose database is
/// away.
pub(crate) async fn health(headers: HeaderMap) -> Json<Value> {
    let version = env!("CARGO_PKG_VERSION");
    if !headers.contains_key(DOCTOR_HEADER) {
        return Json(json!({ "status": "ok", "version": version }));
    }
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let proxy = json!({ "for": said("x-forwarded-for"), "proto": said("x-forwarded-proto") });
    Json(json!({ "status": "ok", "version": version, "proxy": proxy }))
}

/// `GET /readyz`: whether it can do its work right now. Without Redis it can; what others store is seen a little later.
pub(crate) async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Value>) {
    let answer = tokio::time::timeout(PATIENCE, state.storage.ping()).await;
    let database = if matches!(answer, Ok(Ok(()))) { "ok" } else { "down" };
    let redis = match state.fanout.togetherness() {
        Togetherness::Alone => "none",
        Togetherness::Connected => "ok",
        Togetherness::Cut => "down",
    };
    let is_stopping = state.ingest.is_closed();
    let (code, status) = match (is_stopping, database) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
        (false, "ok") => (StatusCode::OK, "ready"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "waiting"),
    };
    (code, Json(json!({ "status": status, "database": database, "redis": redis })))
}

/// `GET /metrics`: what Prometheus reads.
pub(crate) async fn show_metrics(State(state): State<AppState>) -> Response {
    let (open, idle) = state.storage.connections();
    metrics().pool_open.set(open.into());
    metrics().pool_idle.set(i64::try_from(idle).unwrap_or(i64::MAX));
    ([(header::CONTENT_TYPE, METRICS_TYPE)], metrics().page()).into_response()
}

/// `GET /assets/{path}`
pub(crate) async fn asset(
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let asset = pages::asset(&path).ok_or_else(|| ApiError::not_found("file"))?;
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag == asset.etag);
    let common = [(header::ETAG, asset.etag), (header::CACHE_CONTROL, "no-cache")];
    if known {
        return Ok((StatusCode::NOT_MODIFIED, common).into_response());
    }
    Ok((common, [(header::CONTENT_TYPE, asset.content_type)], asset.bytes).into_response())
}
