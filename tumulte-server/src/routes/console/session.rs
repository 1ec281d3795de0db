//! `/login`, `/register`, `/logout`.

use std::collections::HashMap;

use axum::{
    Form,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;

use super::visitor::{Visitor, is_own_path};
use crate::{
    actions,
    auth::{Agent, Caller, Provider, sign_in, sign_out},
    error::ApiError,
    pages::{LoginPage, LoginProvider},
    state::AppState,
    storage::UserRow,
};

/// `GET /login`
pub(crate) async fn login_page(
    State(state): State<AppState>,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let next = query.get("next").filter(|next| is_own_path(next)).cloned();
    if visitor.chrome.user.is_some() {
        return Ok(Redirect::to(next.as_deref().unwrap_or("/")).into_response());
    }
    let providers = providers(&state);
    let page = LoginPage { chrome: visitor.chrome, next, providers, ..LoginPage::default() };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// What both forms of the sign-in page send.
#[derive(Deserialize)]
pub(crate) struct SignInForm {
    name: String,
    password: String,
    next: Option<String>,
}

/// `POST /login`
pub(crate) async fn login(
    State(state): State<AppState>,
    Caller(from): Caller,
    session: Session,
    agent: Agent,
    visitor: Visitor,
    Form(form): Form<SignInForm>,
) -> Result<Response, ApiError> {
    let user = match state.limits.sign_in(from) {
        Ok(()) => actions::authenticate(&state, &form.name, form.password).await,
        Err(error) => Err(error),
    };
    enter((&session, agent), (visitor, &state), form.name, form.next, user, |page, error| {
        page.login_error = error;
    })
    .await
}

/// `POST /register`
pub(crate) async fn register(
    State(state): State<AppState>,
    Caller(from): Caller,
    session: Session,
    agent: Agent,
    visitor: Visitor,
    Form(form): Form<SignInForm>,
) -> Result<Response, ApiError> {
    let user = match state.limits.sign_in(from) {
        Ok(()) => actions::register(&state, &form.name, form.password).await,
        Err(error) => Err(error),
    };
    enter((&session, agent), (visitor, &state), form.name, form.next, user, |page, error| {
        page.register_error = error;
    })
    .await
}

async fn enter(
    (session, agent): (&Session, Agent),
    (visitor, state): (Visitor, &AppState),
    name: String,
    next: Option<String>,
    user: Result<UserRow, ApiError>,
    tell: impl FnOnce(&mut LoginPage, Option<String>),
) -> Result<Response, ApiError> {
    let next = next.filter(|next| is_own_path(next));
    match user {
        Ok(user) => {
            sign_in(state, session, user.user_id, agent).await?;
            Ok(Redirect::to(next.as_deref().unwrap_or("/")).into_response())
        }
        Err(error) => {
            let visitor = visitor.at("/login");
            let text = visitor.say(&error);
            let (chrome, providers) = (visitor.chrome, providers(state));
            let mut page = LoginPage { chrome, name, next, providers, ..LoginPage::default() };
            tell(&mut page, Some(text));
            Visitor::respond(&visitor.kept, error.status(), &page)
        }
    }
}

/// Where else one may sign in, as the operator set it up.
pub(super) fn providers(state: &AppState) -> Vec<LoginProvider> {
    let configured = Provider::ALL.into_iter().filter(|it| it.settings(&state.config).is_some());
    configured
        .map(|it| LoginProvider { id: it.as_str().to_owned(), title: it.title().to_owned() })
        .collect()
}

/// `POST /logout`
pub(crate) async fn logout(
    State(state): State<AppState>,
    session: Session,
) -> Result<Redirect, ApiError> {
    sign_out(&state, &session).await?;
    Ok(Redirect::to("/login"))
}
