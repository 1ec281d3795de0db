//! `/auth/…`

use std::net::SocketAddr;

use axum::{Json, extract::ConnectInfo, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use tumulte_core::model::UserId;

use super::Body;
use crate::{
    actions,
    auth::{Account, sign_in, sign_out},
    error::ApiError,
    state::AppState,
    storage::UserRow,
};

/// Name and password.
#[derive(Deserialize)]
pub(crate) struct Credentials {
    name: String,
    password: String,
}

/// Who is signed in.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Me {
    user_id: UserId,
    name: String,
}

impl From<UserRow> for Me {
    fn from(user: UserRow) -> Self {
        Self { user_id: user.user_id, name: user.name }
    }
}

/// `POST /auth/register`
pub(crate) async fn register(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    session: Session,
    Body(Credentials { name, password }): Body<Credentials>,
) -> Result<(StatusCode, Json<Me>), ApiError> {
    state.limits.sign_in(from.ip())?;
    let user = actions::register(&state, &name, password).await?;
    sign_in(&session, user.user_id).await?;
    Ok((StatusCode::CREATED, Json(user.into())))
}

/// `POST /auth/login`
pub(crate) async fn login(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    session: Session,
    Body(Credentials { name, password }): Body<Credentials>,
) -> Result<Json<Me>, ApiError> {
    state.limits.sign_in(from.ip())?;
    let user = actions::authenticate(&state, &name, password).await?;
    sign_in(&session, user.user_id).await?;
    Ok(Json(user.into()))
}

/// `POST /auth/logout`
pub(crate) async fn logout(session: Session) -> Result<StatusCode, ApiError> {
    sign_out(&session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /auth/me`
pub(crate) async fn me(Account(user): Account) -> Json<Me> {
    Json(user.into())
}
