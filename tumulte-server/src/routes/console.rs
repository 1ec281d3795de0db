//! The console's pages and forms: fetch, fill the view, render.

use std::{collections::HashMap, net::SocketAddr};

use askama::Template;
use axum::{
    Form,
    extract::{ConnectInfo, FromRequestParts, Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tower_sessions::Session;
use tumulte_core::model::CharacterKind;

use super::id;
use crate::{
    actions,
    auth::{Account, MaybeAccount, sign_in, sign_out},
    error::ApiError,
    pages::{
        self, CampaignCard, CampaignPage, CharacterRow, Chrome, ConnectionState, ConnectionsPage,
        DashboardPage, ErrorPage, LoginPage, PairConfirmPage, PairPage, Preferences, RollRow,
        StreamerRow,
    },
    state::AppState,
    storage::{CampaignRow, ConnectionRow, UserRow},
};

/// How many rolls a campaign's page shows at first.
const LATEST_ROLLS: u32 = 30;

/// Who looks, in which language, and at what.
#[derive(Debug)]
pub(crate) struct Visitor {
    chrome: Chrome,
    kept: Vec<String>,
}

impl FromRequestParts<AppState> for Visitor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let MaybeAccount(user) = MaybeAccount::from_request_parts(parts, state).await?;
        let chrome = Chrome::new(preferences(parts.uri.query(), &parts.headers), parts.uri.path());
        let chrome = match user {
            Some(user) => chrome.with_user(user.name),
            None => chrome,
        };
        Ok(Self { chrome, kept: Preferences::cookies(parts.uri.query()) })
    }
}

impl Visitor {
    /// The address a language switch leads back to, where it is not the request's own.
    fn at(mut self, path: impl Into<String>) -> Self {
        self.chrome.path = path.into();
        self
    }

    fn say(&self, error: &ApiError) -> String {
        self.chrome.locale.error(error.code(), error.message())
    }

    fn respond(
        kept: &[String],
        status: StatusCode,
        page: &impl Template,
    ) -> Result<Response, ApiError> {
        let html = page.render().map_err(|error| {
            tracing::error!(%error, "a page could not be rendered");
            ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, "request.failed", "this page failed")
        })?;
        let mut response = (status, Html(html)).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(pages::CONSOLE_POLICY),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        for cookie in kept.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
            headers.append(header::SET_COOKIE, cookie);
        }
        Ok(response)
    }
}

fn preferences(query: Option<&str>, headers: &HeaderMap) -> Preferences {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    Preferences::read(query, text(header::COOKIE), text(header::ACCEPT_LANGUAGE))
}

/// Shows an error as a page. Whoever is not signed in is sent to do so and comes back afterwards.
pub(crate) async fn show_error(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> Response {
    let uri = request.uri().clone();
    let preferences = preferences(uri.query(), request.headers());
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<ApiError>() else { return response };
    if error.code() == "auth.required" {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        return Redirect::to(&login_path(path)).into_response();
    }
    let status = error.status();
    let chrome = Chrome::new(preferences, "/").with_error(error.code(), error.message());
    let page = ErrorPage { chrome, status: status.as_u16(), code: error.code().to_owned() };
    Visitor::respond(&[], status, &page).unwrap_or(response)
}

/// Any path that is nobody's.
pub(crate) async fn not_found(uri: Uri, headers: HeaderMap) -> Response {
    let error = ApiError::not_found("page");
    let wants_page = headers
        .get(header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if !wants_page {
        return error.into_response();
    }
    let chrome = Chrome::new(preferences(uri.query(), &headers), "/");
    let page = ErrorPage { chrome, status: 404, code: error.code().to_owned() };
    Visitor::respond(&[], StatusCode::NOT_FOUND, &page).unwrap_or_else(IntoResponse::into_response)
}

/// `GET /`
pub(crate) async fn dashboard(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let mut campaigns = Vec::new();
    for row in state.storage.campaigns_of(user.user_id).await? {
        campaigns.push(card(&state, row).await?);
    }
    let connections = connection_rows(&state, &user).await?;
    let page = DashboardPage { chrome: visitor.chrome, campaigns, connections };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `GET /login`
pub(crate) async fn login_page(
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let next = query.get("next").filter(|next| is_own_path(next)).cloned();
    if visitor.chrome.user.is_some() {
        return Ok(Redirect::to(next.as_deref().unwrap_or("/")).into_response());
    }
    let page = LoginPage { chrome: visitor.chrome, next, ..LoginPage::default() };
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
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    session: Session,
    visitor: Visitor,
    Form(form): Form<SignInForm>,
) -> Result<Response, ApiError> {
    let user = match state.limits.sign_in(from.ip()) {
        Ok(()) => actions::authenticate(&state, &form.name, form.password).await,
        Err(error) => Err(error),
    };
    enter(&session, visitor, form.name, form.next, user, |page, error| page.login_error = error)
        .await
}

/// `POST /register`
pub(crate) async fn register(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    session: Session,
    visitor: Visitor,
    Form(form): Form<SignInForm>,
) -> Result<Response, ApiError> {
    let user = match state.limits.sign_in(from.ip()) {
        Ok(()) => actions::register(&state, &form.name, form.password).await,
        Err(error) => Err(error),
    };
    enter(&session, visitor, form.name, form.next, user, |page, error| page.register_error = error)
        .await
}

async fn enter(
    session: &Session,
    visitor: Visitor,
    name: String,
    next: Option<String>,
    user: Result<UserRow, ApiError>,
    tell: impl FnOnce(&mut LoginPage, Option<String>),
) -> Result<Response, ApiError> {
    let next = next.filter(|next| is_own_path(next));
    match user {
        Ok(user) => {
            sign_in(session, user.user_id).await?;
            Ok(Redirect::to(next.as_deref().unwrap_or("/")).into_response())
        }
        Err(error) => {
            let visitor = visitor.at("/login");
            let text = visitor.say(&error);
            let mut page = LoginPage { chrome: visitor.chrome, name, next, ..LoginPage::default() };
            tell(&mut page, Some(text));
            Visitor::respond(&visitor.kept, error.status(), &page)
        }
    }
}

/// `POST /logout`
pub(crate) async fn logout(session: Session) -> Result<Redirect, ApiError> {
    sign_out(&session).await?;
    Ok(Redirect::to("/login"))
}

/// What the pairing forms send.
#[derive(Deserialize)]
pub(crate) struct PairForm {
    code: String,
    #[serde(default)]
    import: Option<String>,
}

/// `GET /pair`
pub(crate) async fn pair_page(
    Account(_): Account,
    visitor: Visitor,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, ApiError> {
    let code = query.get("code").cloned().unwrap_or_default();
    let page = PairPage { chrome: visitor.chrome, code, error: None };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `POST /pair`: shows whose world it is; nothing is given to it yet.
pub(crate) async fn pair(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Account(_): Account,
    visitor: Visitor,
    Form(form): Form<PairForm>,
) -> Result<Response, ApiError> {
    let found = match state.limits.code(from.ip()) {
        Ok(()) => actions::find_offer(&state, &form.code).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(offer) => {
            let page = PairConfirmPage {
                chrome: visitor.at("/pair").chrome,
                code: form.code,
                world_id: offer.world_id().to_owned(),
                world_name: offer.world_name,
                vtt: "Foundry".to_owned(),
                expires_at: offer.expires_at.to_string(),
            };
            Visitor::respond(&[], StatusCode::OK, &page)
        }
        Err(error) => pair_again(visitor, form.code, &error),
    }
}

/// `POST /pair/confirm`
pub(crate) async fn pair_confirm(
    State(state): State<AppState>,
    ConnectInfo(from): ConnectInfo<SocketAddr>,
    Account(user): Account,
    visitor: Visitor,
    Form(form): Form<PairForm>,
) -> Result<Response, ApiError> {
    let approved = async {
        state.limits.code(from.ip())?;
        let offer = actions::find_offer(&state, &form.code).await?;
        actions::approve(&state, user.user_id, &offer, form.import.is_some()).await
    };
    match approved.await {
        Ok(approval) => Ok(Redirect::to(&match approval.campaign_id {
            Some(campaign_id) => format!("/campaigns/{campaign_id}"),
            None => "/connections".to_owned(),
        })
        .into_response()),
        Err(error) => pair_again(visitor, form.code, &error),
    }
}

fn pair_again(visitor: Visitor, code: String, error: &ApiError) -> Result<Response, ApiError> {
    let visitor = visitor.at("/pair");
    let text = visitor.say(error);
    let page = PairPage { chrome: visitor.chrome, code, error: Some(text) };
    Visitor::respond(&[], error.status(), &page)
}

/// `GET /connections`
pub(crate) async fn connections(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let connections = connection_rows(&state, &user).await?;
    let page = ConnectionsPage { chrome: visitor.chrome, connections };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `POST /connections/{id}/revoke`
pub(crate) async fn revoke(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Redirect, ApiError> {
    actions::revoke_connection(&state, user.user_id, id(&connection_id)?).await?;
    Ok(Redirect::to("/connections"))
}

/// `POST /connections/{id}/import`
pub(crate) async fn import(
    State(state): State<AppState>,
    Account(user): Account,
    Path(connection_id): Path<String>,
) -> Result<Redirect, ApiError> {
    let connection_id = id(&connection_id)?;
    let row = actions::own_connection(&state, user.user_id, connection_id).await?;
    let world_id = row.connection.world.vtt_campaign_id;
    let campaign_id = actions::import(&state, user.user_id, connection_id, &world_id).await?;
    Ok(Redirect::to(&format!("/campaigns/{campaign_id}")))
}

/// `GET /campaigns/{id}`
pub(crate) async fn campaign(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let page = campaign_page(&state, visitor.chrome, row).await?;
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// A streamer's name.
#[derive(Deserialize)]
pub(crate) struct StreamerForm {
    name: String,
}

/// `POST /campaigns/{id}/streamers`
pub(crate) async fn add_streamer(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
    Form(form): Form<StreamerForm>,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let added = actions::add_streamer(&state, row.campaign.campaign_id, &form.name, None).await;
    back_to_campaign(&state, visitor, row, added.map(|_| ())).await
}

/// `POST /campaigns/{id}/sync`
pub(crate) async fn sync(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let synced = actions::sync_characters(&state, row.campaign.connection_id).await;
    back_to_campaign(&state, visitor, row, synced.map(|_| ())).await
}

/// Who shows a character; empty for nobody.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AssignForm {
    streamer_id: String,
}

/// `POST /campaigns/{id}/characters/{characterId}/assign`
pub(crate) async fn assign(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, character_id)): Path<(String, String)>,
    visitor: Visitor,
    Form(form): Form<AssignForm>,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let streamer = match form.streamer_id.as_str() {
        "" => None,
        text => Some(id(text)?),
    };
    let campaign_id = row.campaign.campaign_id;
    let assigned =
        actions::assign_character(&state, campaign_id, id(&character_id)?, streamer).await;
    back_to_campaign(&state, visitor, row, assigned).await
}

/// After a form of a campaign's page: the page again, with what went wrong if something did.
async fn back_to_campaign(
    state: &AppState,
    visitor: Visitor,
    row: CampaignRow,
    done: Result<(), ApiError>,
) -> Result<Response, ApiError> {
    let path = format!("/campaigns/{}", row.campaign.campaign_id);
    let Err(error) = done else { return Ok(Redirect::to(&path).into_response()) };
    let chrome = visitor.at(path).chrome.with_error(error.code(), error.message());
    let page = campaign_page(state, chrome, row).await?;
    Visitor::respond(&[], error.status(), &page)
}

async fn campaign_page(
    state: &AppState,
    chrome: Chrome,
    row: CampaignRow,
) -> Result<CampaignPage, ApiError> {
    let campaign = row.campaign;
    let campaign_id = campaign.campaign_id;
    // The cursor first: a roll that comes in between is shown twice and found by its id, not lost.
    let cursor = state.storage.newest_cursor().await?;
    let characters = state.storage.characters_of(campaign_id).await?;
    let streamers = state.storage.streamers_of(campaign_id).await?;
    let rolls = state.storage.roll_history(campaign_id, None, LATEST_ROLLS).await?;
    Ok(CampaignPage {
        chrome,
        id: campaign_id.to_string(),
        name: campaign.name,
        system: campaign.system.map(|system| system.id.to_string()),
        is_live: state.presence.is_live(campaign.connection_id),
        synced_at: row.synced_at.map(|at| at.to_string()),
        characters: characters
            .into_iter()
            .map(|row| CharacterRow {
                id: row.character_id.to_string(),
                name: row.character.name,
                avatar_url: row.character.avatar_url,
                is_player: row.character.character_type == CharacterKind::Pc,
                streamer_id: row.streamer_id.map(|id| id.to_string()),
            })
            .collect(),
        streamers: streamers
            .into_iter()
            .map(|row| StreamerRow {
                id: row.streamer_id.to_string(),
                overlay_url: actions::overlay_url(state, &row),
                overlay_path: format!("/overlay/{}/dice", row.overlay_key),
                name: row.name,
            })
            .collect(),
        rolls: rolls
            .iter()
            .filter(|row| !row.is_retracted)
            .filter_map(|row| serde_json::from_str(&row.view).ok())
            .map(|view| RollRow::from_gm_roll(&view))
            .collect(),
        feed_cursor: Some(cursor.to_string()),
    })
}

async fn card(state: &AppState, row: CampaignRow) -> Result<CampaignCard, ApiError> {
    let campaign = row.campaign;
    let characters = state.storage.characters_of(campaign.campaign_id).await?;
    let players = characters.iter().filter(|row| row.character.character_type == CharacterKind::Pc);
    let last = state.storage.last_roll_at(campaign.campaign_id).await?;
    Ok(CampaignCard {
        id: campaign.campaign_id.to_string(),
        name: campaign.name,
        system: campaign.system.map(|system| system.id.to_string()),
        is_live: state.presence.is_live(campaign.connection_id),
        characters: players.clone().count(),
        assigned: players.filter(|row| row.streamer_id.is_some()).count(),
        streamers: state.storage.streamers_of(campaign.campaign_id).await?.len(),
        last_roll_at: last.map(|at| at.to_string()),
    })
}

async fn connection_rows(
    state: &AppState,
    user: &UserRow,
) -> Result<Vec<pages::ConnectionRow>, ApiError> {
    let mut rows = Vec::new();
    for row in state.storage.connections_of(user.user_id).await? {
        rows.push(connection_row(state, row).await?);
    }
    rows.sort_by_key(|row| row.state == ConnectionState::Revoked);
    Ok(rows)
}

async fn connection_row(
    state: &AppState,
    row: ConnectionRow,
) -> Result<pages::ConnectionRow, ApiError> {
    let connection_id = row.connection.connection_id;
    let campaign = state.storage.campaign_of_connection(connection_id).await?;
    let is_live = state.presence.is_live(connection_id);
    Ok(pages::ConnectionRow {
        id: connection_id.to_string(),
        vtt: "Foundry".to_owned(),
        world_name: row.connection.world.name,
        state: match (row.is_revoked, is_live) {
            (true, _) => ConnectionState::Revoked,
            (false, true) => ConnectionState::Live,
            (false, false) => ConnectionState::Offline,
        },
        campaign_id: campaign.map(|row| row.campaign.campaign_id.to_string()),
        last_seen_at: row.last_seen_at.filter(|_| !is_live).map(|at| at.to_string()),
    })
}

fn login_path(next: &str) -> String {
    let encoded: String = next
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect();
    if next == "/" { "/login".to_owned() } else { format!("/login?next={encoded}") }
}

/// Only paths of ours: `//elsewhere` and `/\elsewhere` lead away.
fn is_own_path(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\")
}
