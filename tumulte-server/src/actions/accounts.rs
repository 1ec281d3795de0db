//! Registering, signing in, passwords.

use axum::http::StatusCode;
use tumulte_core::model::{Timestamp, UserId};

use crate::{
    auth::{hash_password, verify_password},
    error::ApiError,
    platform,
    realtime::{Notice, SignedOut},
    state::AppState,
    storage::UserRow,
};

/// The longest account name, in characters.
const MAX_NAME: usize = 40;

/// After so many wrong passwords in a row a name is locked, for so many seconds after the last.
const MAX_FAILURES: i64 = 10;
const LOCK_SECONDS: i64 = 15 * 60;

/// Makes an account.
///
/// # Errors
///
/// `auth.registration_closed`, `auth.name_length`, `auth.password_length`, `auth.name_taken`.
pub(crate) async fn register(
    state: &AppState,
    name: &str,
    password: String,
) -> Result<UserRow, ApiError> {
    is_registration_open(state)?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "auth.name_length",
            format!("a name has 1 to {MAX_NAME} characters"),
        ));
    }
    let user = UserRow {
        user_id: UserId::from_parts(platform::now(), platform::random()),
        name: name.to_owned(),
        password_hash: hash_password(password).await?,
    };
    if state.storage.add_user(&user, platform::now()).await? {
        Ok(user)
    } else {
        Err(ApiError::new(StatusCode::CONFLICT, "auth.name_taken", "this name is taken"))
    }
}

/// Whether new accounts are taken.
///
/// # Errors
///
/// `auth.registration_closed`.
pub(super) fn is_registration_open(state: &AppState) -> Result<(), ApiError> {
    if state.config.closed_registration {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "auth.registration_closed",
            "this server takes no new accounts",
        ));
    }
    Ok(())
}

/// Finds the account that this name and password open. Failures are counted by name, whether an account has it or
/// not; sessions that are signed in, and logins elsewhere, go on while a name is locked.
///
/// # Errors
///
/// `auth.wrong_credentials`, whichever of the two is wrong; `auth.locked`.
pub(crate) async fn authenticate(
    state: &AppState,
    name: &str,
    password: String,
) -> Result<UserRow, ApiError> {
    let wrong = || {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "auth.wrong_credentials",
            "no account has this name and password",
        )
    };
    let name = name.trim();
    if name.chars().count() > MAX_NAME {
        return Err(wrong());
    }
    let now = platform::now();
    let failures = state.storage.sign_in_failures(name).await?;
    if let Some((count, failed_at)) = failures {
        let left = failed_at.plus_seconds(LOCK_SECONDS).millis_since(now);
        if count >= MAX_FAILURES && left > 0 {
            return Err(ApiError::locked(u64::try_from(left / 1000).unwrap_or(0) + 1));
        }
    }
    let user = state.storage.user_by_name(name).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let is_right = verify_password(password, hash).await;
    let Some(user) = user.filter(|_| is_right) else {
        count_failure(state, name, now).await?;
        return Err(wrong());
    };
    if failures.is_some() {
        state.storage.forget_sign_in_failures(name).await?;
    }
    Ok(user)
}

async fn count_failure(state: &AppState, name: &str, now: Timestamp) -> Result<(), ApiError> {
    let forgotten = now.plus_seconds(-LOCK_SECONDS);
    Ok(state.storage.count_sign_in_failure(name, forgotten, now).await?)
}

/// Gives an account another password, and ends its other sessions. An account that only logins elsewhere open
/// gets its first one without having to know any.
///
/// # Errors
///
/// `auth.wrong_credentials` and `auth.locked` for the current one, `auth.password_length` for the new one.
pub(crate) async fn change_password(
    state: &AppState,
    user: &UserRow,
    current: Option<String>,
    fresh: String,
    own_session: &str,
) -> Result<(), ApiError> {
    if !user.password_hash.is_empty() {
        authenticate(state, &user.name, current.unwrap_or_default()).await?;
    }
    let hash = hash_password(fresh).await?;
    state.storage.set_password(user.user_id, &hash).await?;
    end_other_sessions(state, user.user_id, own_session).await?;
    Ok(())
}

/// Ends a session of an account, with every connection that was opened under it.
///
/// # Errors
///
/// `request.not_found` when the account has no such session.
pub(crate) async fn end_session(
    state: &AppState,
    user_id: UserId,
    session: &str,
) -> Result<(), ApiError> {
    if !state.storage.end_session(user_id, session).await? {
        return Err(ApiError::not_found("session"));
    }
    state.announce(Notice::SignedOut(SignedOut::One { session: session.to_owned() }));
    Ok(())
}

/// Ends every session of an account but one, with every connection that was opened under them. Gives how many they were.
///
/// # Errors
///
/// The storage does not answer.
pub(crate) async fn end_other_sessions(
    state: &AppState,
    user_id: UserId,
    kept: &str,
) -> Result<u64, ApiError> {
    let ended = state.storage.end_other_sessions(user_id, kept).await?;
    state.announce(Notice::SignedOut(SignedOut::Others { user_id, kept: kept.to_owned() }));
    Ok(ended)
}
