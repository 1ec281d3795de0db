//! `/auth/password`, `/auth/sessions…`, `/auth/logins…`: an account's own affairs.

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_sessions::Session;
use tumulte_core::model::Timestamp;
use utoipa::ToSchema;

use super::Body;
use crate::{
    actions,
    auth::{AGENT, Account, Caller, Provider, SEEN_AT, STARTED_AT},
    error::ApiError,
    openapi::Listed,
    platform,
    state::AppState,
    storage::{LoginRow, SessionRow, session_handle},
};

/// The password an account has and the one it shall have.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PasswordChange {
    /// Not needed by an account that has none yet.
    #[schema(format = Password)]
    current_password: Option<String>,
    #[schema(min_length = 8, max_length = 256, format = Password)]
    new_password: String,
}

/// A browser that is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Session)]
pub(crate) struct SessionView {
    session_id: String,
    /// Whether it is the one that asks.
    is_current: bool,
    /// What the browser calls itself.
    agent: String,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    started_at: Option<Timestamp>,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    seen_at: Option<Timestamp>,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
}

impl SessionView {
    pub(super) fn new(row: &SessionRow, current: &str) -> Self {
        let time = |key| row.data.get(key).and_then(|at| serde_json::from_value(at.clone()).ok());
        Self {
            session_id: row.handle.clone(),
            is_current: row.handle == current,
            agent: row.data.get(AGENT).and_then(Value::as_str).unwrap_or_default().to_owned(),
            started_at: time(STARTED_AT),
            seen_at: time(SEEN_AT),
            expires_at: row.expires_at,
        }
    }
}

/// A login elsewhere that opens the account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Login)]
pub(crate) struct LoginView {
    /// `twitch` or `discord`.
    provider: String,
    /// The name there, when it was linked.
    name: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
}

impl From<LoginRow> for LoginView {
    fn from(row: LoginRow) -> Self {
        let LoginRow { provider, name, created_at, .. } = row;
        Self { provider, name, created_at }
    }
}

/// How many sessions were ended.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ended {
    ended: u64,
}

/// The handle of the session that asks.
pub(super) fn current(session: &Session) -> String {
    session.id().as_ref().map(session_handle).unwrap_or_default()
}

/// Chooses another password; every other session of the account ends.
#[utoipa::path(
    post, path = "/auth/password", tag = "accounts", security(("session" = [])),
    request_body = PasswordChange,
    responses((status = 204, description = "It opens the account from now on.")),
)]
pub(crate) async fn change_password(
    State(state): State<AppState>,
    Caller(from): Caller,
    Account(user): Account,
    session: Session,
    Body(change): Body<PasswordChange>,
) -> Result<StatusCode, ApiError> {
    state.limits.sign_in(from)?;
    let PasswordChange { current_password, new_password } = change;
    let own = current(&session);
    actions::change_password(&state, &user, current_password, new_password, &own).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where the account is signed in.
#[utoipa::path(
    get, path = "/auth/sessions", tag = "accounts", security(("session" = [])),
    responses((status = 200, description = "All of them.", body = Listed<SessionView>)),
)]
pub(crate) async fn sessions(
    State(state): State<AppState>,
    Account(user): Account,
    session: Session,
) -> Result<Json<Listed<SessionView>>, ApiError> {
    let own = current(&session);
    let rows = state.storage.sessions_of(user.user_id, platform::now()).await?;
    Ok(Json(Listed::all(rows.iter().map(|row| SessionView::new(row, &own)).collect())))
}

/// Signs the account out everywhere else.
#[utoipa::path(
    delete, path = "/auth/sessions", tag = "accounts", security(("session" = [])),
    responses((status = 200, description = "Only the session that asks is left.", body = Ended)),
)]
pub(crate) async fn end_other_sessions(
    State(state): State<AppState>,
    Account(user): Account,
    session: Session,
) -> Result<Json<Ended>, ApiError> {
    let ended = actions::end_other_sessions(&state, user.user_id, &current(&session)).await?;
    Ok(Json(Ended { ended }))
}

/// Signs the account out in one place.
#[utoipa::path(
    delete, path = "/auth/sessions/{session_id}", tag = "accounts", security(("session" = [])),
    params(("session_id" = String, Path, description = "The session.")),
    responses((status = 204, description = "It is over.")),
)]
pub(crate) async fn end_session(
    State(state): State<AppState>,
    Account(user): Account,
    Path(session_id): Path<String>,
) -> Result<StatusCode, ApiError> {
    actions::end_session(&state, user.user_id, &session_id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The logins elsewhere that open the account.
#[utoipa::path(
    get, path = "/auth/logins", tag = "accounts", security(("session" = [])),
    responses((status = 200, description = "All of them.", body = Listed<LoginView>)),
)]
pub(crate) async fn logins(
    State(state): State<AppState>,
    Account(user): Account,
) -> Result<Json<Listed<LoginView>>, ApiError> {
    let rows = state.storage.logins_of(user.user_id).await?;
    Ok(Json(Listed::all(rows.into_iter().map(Into::into).collect())))
}

/// Unlinks a login elsewhere.
#[utoipa::path(
    delete, path = "/auth/logins/{provider}", tag = "accounts", security(("session" = [])),
    params(("provider" = String, Path, description = "`twitch` or `discord`.")),
    responses((status = 204, description = "It opens the account no more.")),
)]
pub(crate) async fn unlink_login(
    State(state): State<AppState>,
    Account(user): Account,
    Path(provider): Path<String>,
) -> Result<StatusCode, ApiError> {
    let provider = Provider::from_word(&provider);
    let provider = provider.ok_or_else(|| ApiError::not_found("login provider"))?;
    actions::unlink(&state, &user, provider).await?;
    Ok(StatusCode::NO_CONTENT)
}
