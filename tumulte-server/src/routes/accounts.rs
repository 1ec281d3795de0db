//! `/auth/…`

use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use tumulte_core::model::UserId;
use utoipa::ToSchema;

use super::Body;
use crate::{
    actions,
    auth::{Account, Agent, Caller, sign_in, sign_out},
    error::ApiError,
    state::AppState,
    storage::UserRow,
};

/// Name and password.
#[derive(Deserialize, ToSchema)]
pub(crate) struct Credentials {
    #[schema(min_length = 1, max_length = 40)]
    name: String,
    #[schema(min_length = 8, max_length = 256, format = Password)]
    password: String,
}

/// Who is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    name: String,
    /// Whether a password opens the account; logins elsewhere may.
    has_password: bool,
}

impl From<UserRow> for Me {
    fn from(user: UserRow) -> Self {
        let UserRow { user_id, name, password_hash } = user;
        Self { user_id, name, has_password: !password_hash.is_empty() }
    }
}

/// Makes an account and signs it in.
#[utoipa::path(
    post, path = "/auth/register", tag = "accounts",
    request_body = Credentials,
    responses((status = 201, description = "The new account, signed in.", body = Me)),
)]
pub(crate) async fn register(
    State(state): State<AppState>,
    Caller(from): Caller,
    session: Session,
    agent: Agent,
    Body(Credentials { name, password }): Body<Credentials>,
) -> Result<(StatusCode, Json<Me>), ApiError> {
    state.limits.sign_in(from)?;
    let user = actions::register(&state, &name, password).await?;
    sign_in(&state, &session, user.user_id, agent).await?;
    Ok((StatusCode::CREATED, Json(user.into())))
}

/// Signs in with name and password.
#[utoipa::path(
    post, path = "/auth/login", tag = "accounts",
    request_body = Credentials,
    responses((status = 200, description = "The account, signed in.", body = Me)),
)]
pub(crate) async fn login(
    State(state): State<AppState>,
    Caller(from): Caller,
    session: Session,
    agent: Agent,
    Body(Credentials { name, password }): Body<Credentials>,
) -> Result<Json<Me>, ApiError> {
    state.limits.sign_in(from)?;
    let user = actions::authenticate(&state, &name, password).await?;
    sign_in(&state, &session, user.user_id, agent).await?;
    Ok(Json(user.into()))
}

/// Signs out, whoever is signed in.
#[utoipa::path(
    post, path = "/auth/logout", tag = "accounts",
    responses((status = 204, description = "Nobody is signed in any more.")),
)]
pub(crate) async fn logout(
    State(state): State<AppState>,
    session: Session,
) -> Result<StatusCode, ApiError> {
    sign_out(&state, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in.
#[utoipa::path(
    get, path = "/auth/me", tag = "accounts", security(("session" = [])),
    responses((status = 200, description = "The account.", body = Me)),
)]
pub(crate) async fn me(Account(user): Account) -> Json<Me> {
    Json(user.into())
}
