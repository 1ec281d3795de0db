//! `/healthz`, `/readyz`, `/metrics`, the description of the interface, and the static files.

use std::time::Duration;

use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    doctor::DOCTOR_HEADER, error::ApiError, metrics::metrics, openapi::DOCUMENT, pages,
    realtime::fanout::Togetherness, state::AppState,
};

/// That the server is well.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: what is not well does not answer.
    status: &'static str,
    version: &'static str,
    /// What a proxy in front of it adds, told to `doctor` alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy: Option<Heard>,
}

/// The headers by which a proxy tells who asks.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ProxyHeaders)]
pub(crate) struct Heard {
    #[serde(rename = "for")]
    client: Option<String>,
    proto: Option<String>,
}

/// Whether the server can do its work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// `ready`, `waiting` for the database, or `stopping`.
    status: &'static str,
    /// `ok` or `down`.
    database: &'static str,
    /// `ok`, `down`, or `none` where one server does it all.
    redis: &'static str,
}

/// How long the database may take to say that it is there.
const PATIENCE: Duration = Duration::from_secs(3);

/// What `/metrics` is written in.
const METRICS_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Whether the process lives. Whoever restarts servers that don't answer must not restart one whose database is
/// away.
#[utoipa::path(
    get, path = "/healthz", tag = "server",
    responses((status = 200, description = "It lives.", body = Health)),
)]
pub(crate) async fn health(headers: HeaderMap) -> Json<Health> {
    let said = |name: &str| Some(headers.get(name)?.to_str().ok()?.to_owned());
    let proxy = || Heard { client: said("x-forwarded-for"), proto: said("x-forwarded-proto") };
    let proxy = headers.contains_key(DOCTOR_HEADER).then(proxy);
    Json(Health { status: "ok", version: env!("CARGO_PKG_VERSION"), proxy })
}

/// Whether the server can do its work right now. Without Redis it can; what other servers store is seen a little later.
#[utoipa::path(
    get, path = "/readyz", tag = "server",
    responses(
        (status = 200, description = "It can.", body = Readiness),
        (status = 503, description = "It can't.", body = Readiness),
    ),
)]
pub(crate) async fn ready(State(state): State<AppState>) -> (StatusCode, Json<Readiness>) {
    let answer = tokio::time::timeout(PATIENCE, state.storage.ping()).await;
    let database = if matches!(answer, Ok(Ok(()))) { "ok" } else { "down" };
    let redis = match state.fanout.togetherness() {
        Togetherness::Alone => "none",
        Togetherness::Connected => "ok",
        Togetherness::Cut => "down",
    };
    let (code, status) = match (state.ingest.is_closed(), database) {
        (true, _) => (StatusCode::SERVICE_UNAVAILABLE, "stopping"),
        (false, "ok") => (StatusCode::OK, "ready"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "waiting"),
    };
    (code, Json(Readiness { status, database, redis }))
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

/// The description of the REST interface.
#[utoipa::path(
    get, path = "/api/openapi.json", tag = "server",
    responses((status = 200, description = "This document.", body = Object)),
)]
pub(crate) async fn description() -> Response {
    let headers = [(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, "no-cache")];
    (headers, DOCUMENT.as_str()).into_response()
}
