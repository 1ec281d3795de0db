//! Logins elsewhere that open an account here.

use axum::http::StatusCode;
use tumulte_core::model::UserId;

use super::accounts::is_registration_open;
use crate::{
    auth::{Identity, Provider},
    error::ApiError,
    platform,
    state::AppState,
    storage::{LoginRow, UserRow},
};

/// How much of a name elsewhere an account is called by, so that a number fits behind it.
const MAX_NAME: usize = 32;
/// How many names are tried for a new account.
const MAX_TRIES: usize = 5;

/// Finds the account that a login opens. With `link_to` it becomes a login of that account; unknown otherwise, it
/// opens a new one.
///
/// # Errors
///
/// `login.taken` when it opens another account, or the account has another login from there;
/// `auth.registration_closed`, `auth.name_taken`.
pub(crate) async fn enter_with(
    state: &AppState,
    provider: Provider,
    identity: Identity,
    link_to: Option<UserId>,
) -> Result<UserId, ApiError> {
    let known = state.storage.account_of_login(provider.as_str(), &identity.subject).await?;
    match (known, link_to) {
        (Some(user_id), None) => Ok(user_id),
        (Some(user_id), Some(wanted)) if user_id == wanted => Ok(user_id),
        (Some(_), Some(_)) => Err(taken(provider)),
        (None, Some(user_id)) => {
            link(state, provider, identity, user_id).await?;
            Ok(user_id)
        }
        (None, None) => {
            let user_id = register(state, &identity.name).await?;
            link(state, provider, identity, user_id).await?;
            Ok(user_id)
        }
    }
}

async fn link(
    state: &AppState,
    provider: Provider,
    identity: Identity,
    user_id: UserId,
) -> Result<(), ApiError> {
    let login = LoginRow {
        provider: provider.as_str().to_owned(),
        subject: identity.subject,
        name: identity.name,
        created_at: platform::now(),
    };
    if state.storage.link_login(user_id, &login).await? { Ok(()) } else { Err(taken(provider)) }
}

/// An account without a password, called as its owner is elsewhere, or nearly so.
async fn register(state: &AppState, wanted: &str) -> Result<UserId, ApiError> {
    is_registration_open(state)?;
    let kept: String = wanted.chars().filter(|char| !char.is_control()).take(MAX_NAME).collect();
    let base = match kept.trim() {
        "" => "streamer",
        name => name,
    };
    for tries in 0..MAX_TRIES {
        let name = match tries {
            0 => base.to_owned(),
            _ => format!("{base}-{:04x}", u16::from_be_bytes(platform::random())),
        };
        let user_id = UserId::from_parts(platform::now(), platform::random());
        let user = UserRow { user_id, name, password_hash: String::new() };
        if state.storage.add_user(&user, platform::now()).await? {
            return Ok(user_id);
        }
    }
    Err(ApiError::new(StatusCode::CONFLICT, "auth.name_taken", "this name is taken"))
}

/// Unlinks a login.
///
/// # Errors
///
/// `request.not_found`, `login.last` when nothing else would open the account.
pub(crate) async fn unlink(
    state: &AppState,
    user: &UserRow,
    provider: Provider,
) -> Result<(), ApiError> {
    let logins = state.storage.logins_of(user.user_id).await?;
    if !logins.iter().any(|login| login.provider == provider.as_str()) {
        return Err(ApiError::not_found("linked login"));
    }
    if user.password_hash.is_empty() && logins.len() == 1 {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "login.last",
            "nothing else opens this account; choose a password first",
        ));
    }
    state.storage.unlink_login(user.user_id, provider.as_str()).await?;
    Ok(())
}

fn taken(provider: Provider) -> ApiError {
    let words = format!("this {} login opens another account", provider.title());
    ApiError::new(StatusCode::CONFLICT, "login.taken", words)
}
