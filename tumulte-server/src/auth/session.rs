//! Cookie sessions: who is signed in.

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};
use tumulte_core::model::UserId;

use crate::{
    error::ApiError,
    state::AppState,
    storage::{Storage, UserRow},
};

/// The name of the cookie that says who is signed in.
pub(crate) const SESSION_COOKIE: &str = "tumulte_session";

const USER: &str = "user";

/// The layer that reads and writes the session cookie.
#[must_use]
pub(crate) fn layer(storage: Storage, is_https: bool) -> SessionManagerLayer<Storage> {
    SessionManagerLayer::new(storage)
        .with_name(SESSION_COOKIE)
        .with_http_only(true)
        .with_secure(is_https)
        // Lax, not Strict: the pairing window's link must find the GM signed in.
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::days(30)))
}

/// Makes an account the signed-in one, under a fresh session id.
///
/// # Errors
///
/// The session can't be stored.
pub(crate) async fn sign_in(session: &Session, user_id: UserId) -> Result<(), ApiError> {
    session.cycle_id().await?;
    session.insert(USER, user_id).await?;
    Ok(())
}

/// Ends the session.
///
/// # Errors
///
/// The session can't be removed.
pub(crate) async fn sign_out(session: &Session) -> Result<(), ApiError> {
    session.flush().await?;
    Ok(())
}

/// The signed-in account. As an extractor it refuses everybody else.
#[derive(Debug, Clone)]
pub(crate) struct Account(pub UserRow);

/// The signed-in account, if anybody is signed in.
#[derive(Debug, Clone)]
pub(crate) struct MaybeAccount(pub Option<UserRow>);

impl FromRequestParts<AppState> for MaybeAccount {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let session = Session::from_request_parts(parts, state).await.map_err(|_| {
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "auth.unavailable", "no session layer")
        })?;
        match session.get::<UserId>(USER).await? {
            Some(user_id) => Ok(Self(state.storage.user(user_id).await?)),
            None => Ok(Self(None)),
        }
    }
}

impl FromRequestParts<AppState> for Account {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let MaybeAccount(user) = MaybeAccount::from_request_parts(parts, state).await?;
        user.map(Self).ok_or_else(ApiError::unauthenticated)
    }
}
