//! `/account`: password, where one is signed in, logins elsewhere.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{session::providers, visitor::Visitor};
use crate::{
    actions,
    auth::{Account, Caller, Provider, SEEN_AT},
    error::ApiError,
    pages::{AccountLogin, AccountPage, AccountSession},
    platform,
    routes::sessions::current,
    state::AppState,
    storage::UserRow,
};

/// `GET /account`
pub(crate) async fn account(
    State(state): State<AppState>,
    Account(user): Account,
    session: Session,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let kept = visitor.kept.clone();
    let page = account_page(&state, &user, &session, visitor).await?;
    Visitor::respond(&kept, StatusCode::OK, &page)
}

/// The password one has and the one it shall be.
#[derive(Deserialize)]
pub(crate) struct PasswordForm {
    current: Option<String>,
    fresh: String,
}

/// `POST /account/password`
pub(crate) async fn change_password(
    State(state): State<AppState>,
    Caller(from): Caller,
    Account(user): Account,
    session: Session,
    visitor: Visitor,
    Form(form): Form<PasswordForm>,
) -> Result<Response, ApiError> {
    let own = current(&session);
    let changed = match state.limits.sign_in(from) {
        Ok(()) => actions::change_password(&state, &user, form.current, form.fresh, &own).await,
        Err(error) => Err(error),
    };
    let visitor = visitor.at("/account");
    let refusal = changed.as_ref().err().map(|error| visitor.say(error));
    let status = changed.as_ref().err().map_or(StatusCode::OK, ApiError::status);
    let mut page = account_page(&state, &user, &session, visitor).await?;
    page = if refusal.is_none() { page.with_password_changed() } else { page };
    page.password_error = refusal;
    Visitor::respond(&[], status, &page)
}

/// `POST /account/sessions/{session_id}/end`
pub(crate) async fn end_session(
    State(state): State<AppState>,
    Account(user): Account,
    Path(session_id): Path<String>,
) -> Result<Redirect, ApiError> {
    actions::end_session(&state, user.user_id, &session_id).await?;
    Ok(Redirect::to("/account"))
}

/// `POST /account/sessions/end`
pub(crate) async fn end_other_sessions(
    State(state): State<AppState>,
    Account(user): Account,
    session: Session,
) -> Result<Redirect, ApiError> {
    actions::end_other_sessions(&state, user.user_id, &current(&session)).await?;
    Ok(Redirect::to("/account"))
}

/// `POST /account/logins/{provider}/unlink`
pub(crate) async fn unlink_login(
    State(state): State<AppState>,
    Account(user): Account,
    Path(provider): Path<String>,
) -> Result<Redirect, ApiError> {
    let provider = Provider::from_word(&provider);
    let provider = provider.ok_or_else(|| ApiError::not_found("login provider"))?;
    actions::unlink(&state, &user, provider).await?;
    Ok(Redirect::to("/account"))
}

async fn account_page(
    state: &AppState,
    user: &UserRow,
    session: &Session,
    visitor: Visitor,
) -> Result<AccountPage, ApiError> {
    let own = current(session);
    let sessions = state.storage.sessions_of(user.user_id, platform::now()).await?;
    let linked = state.storage.logins_of(user.user_id).await?;
    let title = |word: &str| Provider::from_word(word).map_or("", Provider::title).to_owned();
    let is_linked = |id: &str| linked.iter().any(|login| login.provider == id);
    let text = |value: Option<&serde_json::Value>| {
        value.and_then(serde_json::Value::as_str).map(ToOwned::to_owned)
    };
    Ok(AccountPage {
        chrome: visitor.chrome,
        has_password: !user.password_hash.is_empty(),
        sessions: sessions
            .iter()
            .map(|row| AccountSession {
                id: row.handle.clone(),
                agent: text(row.data.get(crate::auth::AGENT)).unwrap_or_default(),
                is_current: row.handle == own,
                seen_at: text(row.data.get(SEEN_AT)),
            })
            .collect(),
        linkable: providers(state).into_iter().filter(|it| !is_linked(&it.id)).collect(),
        logins: linked
            .iter()
            .map(|row| AccountLogin {
                title: title(&row.provider),
                provider: row.provider.clone(),
                name: row.name.clone(),
            })
            .collect(),
        password_error: None,
    })
}
