//! `/auth/{provider}/login` and `/auth/{provider}/callback`: signing in elsewhere.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use serde::Deserialize;
use tower_sessions::Session;
use utoipa::IntoParams;

use super::{Parameters, console::is_own_path};
use crate::{
    actions,
    auth::{
        Agent, Caller, Departure, MaybeAccount, Provider, ProviderSettings, arrive, depart, sign_in,
    },
    error::ApiError,
    state::AppState,
};

/// Under which key a session remembers that somebody has left for a provider.
const DEPARTURE: &str = "departure";

/// Where to go afterwards.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Leaving {
    /// A path of ours.
    next: Option<String>,
}

/// What the provider sends along with somebody who comes back.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Returning {
    state: Option<String>,
    code: Option<String>,
}

/// Leads to a provider to sign in there. Whoever is signed in here links that login to their account.
#[utoipa::path(
    get, path = "/auth/{provider}/login", tag = "accounts", operation_id = "sign_in_elsewhere",
    params(("provider" = String, Path, description = "`twitch` or `discord`, where configured."), Leaving),
    responses((status = 303, description = "To the provider.", headers(("location" = String)))),
)]
pub(crate) async fn login(
    State(state): State<AppState>,
    Caller(from): Caller,
    MaybeAccount(user): MaybeAccount,
    session: Session,
    Path(provider): Path<String>,
    Parameters(leaving): Parameters<Leaving>,
) -> Result<Redirect, ApiError> {
    let (provider, settings) = find(&state, &provider)?;
    state.limits.sign_in(from)?;
    let next = leaving.next.filter(|next| is_own_path(next));
    let link_to = user.map(|user| user.user_id);
    let (url, departure) = depart(provider, &settings, &state.public_url, next, link_to)?;
    session.insert(DEPARTURE, departure).await?;
    Ok(Redirect::to(&url))
}

/// Where the provider sends people back to.
#[utoipa::path(
    get, path = "/auth/{provider}/callback", tag = "accounts", operation_id = "come_back",
    params(("provider" = String, Path, description = "`twitch` or `discord`, where configured."), Returning),
    responses((status = 303, description = "Signed in, or linked.", headers(("location" = String)))),
)]
pub(crate) async fn callback(
    State(state): State<AppState>,
    Caller(from): Caller,
    MaybeAccount(user): MaybeAccount,
    session: Session,
    agent: Agent,
    Path(provider): Path<String>,
    Parameters(returning): Parameters<Returning>,
) -> Result<Redirect, ApiError> {
    let (provider, settings) = find(&state, &provider)?;
    state.limits.sign_in(from)?;
    // Taken out before anything else: who comes back does so once.
    let departure = session.remove::<Departure>(DEPARTURE).await?;
    let departure = departure.filter(|departure| {
        departure.provider == provider.as_str()
            && departure.link_to == user.map(|user| user.user_id)
    });
    let (Some(departure), Some(returned)) = (departure, returning.state) else {
        return Err(ApiError::foreign_login());
    };
    let Some(code) = returning.code else { return Ok(Redirect::to("/login")) };
    let (next, link_to) = (departure.next.clone(), departure.link_to);
    let identity =
        arrive(departure, (&returned, code), &settings, &state.public_url, &state.outbound).await?;
    let user_id = actions::enter_with(&state, provider, identity, link_to).await?;
    if link_to.is_none() {
        sign_in(&state, &session, user_id, agent).await?;
    }
    let home = if link_to.is_some() { "/account" } else { "/" };
    Ok(Redirect::to(next.as_deref().unwrap_or(home)))
}

fn find(state: &AppState, word: &str) -> Result<(Provider, ProviderSettings), ApiError> {
    let missing = || ApiError::not_found("login provider");
    let provider = Provider::from_word(word).ok_or_else(missing)?;
    let settings = provider.settings(&state.config).ok_or_else(missing)?;
    Ok((provider, settings))
}
