//! Registering and signing in.

use axum::http::StatusCode;
use tumulte_core::model::UserId;

use crate::{
    auth::{hash_password, verify_password},
    error::ApiError,
    platform,
    state::AppState,
    storage::UserRow,
};

/// The longest account name, in characters.
const MAX_NAME: usize = 40;

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
    if state.config.closed_registration {
        return Err(ApiError::new(
            StatusCode::FORBIDDEN,
            "auth.registration_closed",
            "this server takes no new accounts",
        ));
    }
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

/// Finds the account that this name and password open.
///
/// # Errors
///
/// `auth.wrong_credentials`, whichever of the two is wrong.
pub(crate) async fn authenticate(
    state: &AppState,
    name: &str,
    password: String,
) -> Result<UserRow, ApiError> {
    let user = state.storage.user_by_name(name.trim()).await?;
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let is_right = verify_password(password, hash).await;
    user.filter(|_| is_right).ok_or_else(|| {
        ApiError::new(
            StatusCode::UNAUTHORIZED,
            "auth.wrong_credentials",
            "no account has this name and password",
        )
    })
}
