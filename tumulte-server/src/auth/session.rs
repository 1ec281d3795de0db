//! Cookie sessions: who is signed in.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{StatusCode, header::USER_AGENT, request::Parts},
};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
    session::Id,
};
use tumulte_core::model::{Timestamp, UserId};

use crate::{
    error::ApiError,
    platform,
    realtime::{Notice, SignedOut},
    state::AppState,
    storage::{SESSION_USER, Storage, UserRow, session_handle},
};

/// The name of the cookie that says who is signed in.
pub(crate) const SESSION_COOKIE: &str = "tumulte_session";

/// What a session tells of itself to its owner: since when, when last, from which browser.
pub(crate) const STARTED_AT: &str = "startedAt";
pub(crate) const SEEN_AT: &str = "seenAt";
pub(crate) const AGENT: &str = "agent";

/// How much of a browser's description is kept.
const MAX_AGENT: usize = 200;
/// A session in use says so this often, and lives on by it.
const SEEN_SECONDS: i64 = 3600;

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

/// Makes an account the signed-in one, under a fresh session id. What was opened under the old one ends.
///
/// # Errors
///
/// The session can't be stored.
pub(crate) async fn sign_in(
    state: &AppState,
    session: &Session,
    user_id: UserId,
    Agent(agent): Agent,
) -> Result<(), ApiError> {
    let earlier = session.id();
    session.cycle_id().await?;
    announce_end(state, earlier);
    let now = platform::now();
    session.insert(SESSION_USER, user_id).await?;
    session.insert(AGENT, agent).await?;
    session.insert(STARTED_AT, now).await?;
    session.insert(SEEN_AT, now).await?;
    Ok(())
}

/// Ends the session, with every connection that was opened under it.
///
/// # Errors
///
/// The session can't be removed.
pub(crate) async fn sign_out(state: &AppState, session: &Session) -> Result<(), ApiError> {
    let earlier = session.id();
    session.flush().await?;
    announce_end(state, earlier);
    Ok(())
}

fn announce_end(state: &AppState, id: Option<Id>) {
    if let Some(id) = id {
        let session = session_handle(&id);
        state.announce(Notice::SignedOut(SignedOut::One { session }));
    }
}

/// What a browser calls itself.
#[derive(Debug, Clone)]
pub(crate) struct Agent(String);

impl<S: Sync> FromRequestParts<S> for Agent {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let agent = parts.headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self(agent.unwrap_or_default().chars().take(MAX_AGENT).collect()))
    }
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
        let Some(user_id) = session.get::<UserId>(SESSION_USER).await? else {
            return Ok(Self(None));
        };
        let now = platform::now();
        let seen_at = session.get::<Timestamp>(SEEN_AT).await?;
        if seen_at.is_none_or(|at| at.plus_seconds(SEEN_SECONDS) < now) {
            session.insert(SEEN_AT, now).await?;
        }
        Ok(Self(state.storage.user(user_id).await?))
    }
}

impl FromRequestParts<AppState> for Account {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let MaybeAccount(user) = MaybeAccount::from_request_parts(parts, state).await?;
        user.map(Self).ok_or_else(ApiError::unauthenticated)
    }
}
