//! `/campaigns/{id}`: live feed, streamers, characters.

use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tumulte_core::{
    model::{CampaignId, CharacterKind, RollId, SystemId},
    systems::Catalog,
};

use super::{members::members_panel, visitor::Visitor};
use crate::{
    actions::{self, Sample},
    auth::Account,
    error::ApiError,
    pages::{self, CampaignPage, CharacterRow, CharactersPage, Chrome, RollRow, StreamerRow},
    routes::id,
    state::AppState,
    storage::{CampaignRow, RollFilter},
};

/// How many rolls a campaign's page shows at first.
const LATEST_ROLLS: u32 = 40;

/// Which part of the history is asked for.
#[derive(Debug, Clone, Default, Deserialize)]
pub(crate) struct FeedQuery {
    #[serde(default)]
    character: String,
    #[serde(default)]
    show: String,
    before: Option<String>,
}

impl FeedQuery {
    fn filter(&self) -> RollFilter {
        RollFilter {
            character: self.character.parse().ok(),
            only_critical: self.show == "critical",
            only_hidden: self.show == "secret",
        }
    }

    /// The address of what comes before a roll, filtered alike.
    fn older(&self, before: RollId) -> String {
        let Self { character, show, .. } = self;
        let words = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        format!("?character={}&show={}&before={before}", words(character), words(show))
    }
}

/// `GET /campaigns/{id}`
pub(crate) async fn campaign(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Query(query): Query<FeedQuery>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let page = campaign_page(&state, visitor.chrome, row, &query).await?;
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `GET /campaigns/{id}/characters`
pub(crate) async fn characters(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let campaign = row.campaign;
    let is_live = state.presence.is_live(campaign.connection_id);
    let page = CharactersPage {
        chrome: visitor.chrome.with_campaign(&campaign.campaign_id, &campaign.name, is_live),
        id: campaign.campaign_id.to_string(),
        synced_at: row.synced_at.map(|at| at.to_string()),
        characters: character_rows(&state, campaign.campaign_id).await?,
        streamers: streamer_rows(&state, campaign.campaign_id).await?,
    };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `GET /campaigns/{id}/overlay`: the studio of the first streamer, or where the first one is added.
pub(crate) async fn overlay(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Redirect, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let campaign_id = row.campaign.campaign_id;
    let streamers = state.storage.streamers_of(campaign_id).await?;
    // A streamer with an account has a studio of their own.
    let first = streamers.iter().find(|streamer| streamer.user_id.is_none());
    Ok(Redirect::to(&match first {
        Some(streamer) => format!("/streamers/{}/overlay", streamer.streamer_id),
        None => format!("/campaigns/{campaign_id}#streamers"),
    }))
}

/// What is rolled to see the overlay at work, and by whom.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TestForm {
    sample: Sample,
    #[serde(default)]
    character_id: String,
}

/// `POST /campaigns/{id}/test-roll`
pub(crate) async fn test_roll(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
    Form(form): Form<TestForm>,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let character = form.character_id.parse().ok();
    let flavor = visitor.chrome.say("test_roll.flavor").to_owned();
    let rolled = actions::test_roll(&state, &row.campaign, form.sample, character, &flavor).await;
    back_to_campaign(&state, visitor, row, rolled.map(|_| ())).await
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
pub(super) async fn back_to_campaign(
    state: &AppState,
    visitor: Visitor,
    row: CampaignRow,
    done: Result<(), ApiError>,
) -> Result<Response, ApiError> {
    let path = format!("/campaigns/{}", row.campaign.campaign_id);
    let Err(error) = done else { return Ok(Redirect::to(&path).into_response()) };
    let chrome = visitor.at(path).chrome.with_error(error.code(), error.message());
    let page = campaign_page(state, chrome, row, &FeedQuery::default()).await?;
    Visitor::respond(&[], error.status(), &page)
}

async fn campaign_page(
    state: &AppState,
    chrome: Chrome,
    row: CampaignRow,
    query: &FeedQuery,
) -> Result<CampaignPage, ApiError> {
    let campaign = row.campaign;
    let campaign_id = campaign.campaign_id;
    // The cursor first: a roll that comes in between is shown twice and found by its id, not lost.
    let cursor = state.storage.newest_cursor().await?;
    let before = query.before.as_deref().map(id).transpose()?;
    let rolls =
        state.storage.rolls_like(campaign_id, &query.filter(), before, LATEST_ROLLS).await?;
    let is_full = u32::try_from(rolls.len()).is_ok_and(|found| found >= LATEST_ROLLS);
    let is_live = state.presence.is_live(campaign.connection_id);
    Ok(CampaignPage {
        chrome: chrome.with_campaign(&campaign_id, &campaign.name, is_live),
        id: campaign_id.to_string(),
        name: campaign.name,
        system: campaign.system.map(|system| system_name(&system.id)),
        is_live,
        members: members_panel(state, campaign_id).await?,
        synced_at: row.synced_at.map(|at| at.to_string()),
        characters: character_rows(state, campaign_id).await?,
        streamers: streamer_rows(state, campaign_id).await?,
        older: rolls.last().filter(|_| is_full).map(|row| query.older(row.roll_id)),
        rolls: rolls
            .iter()
            .filter(|row| !row.is_retracted)
            .filter_map(|row| serde_json::from_str(&row.view).ok())
            .map(|view| RollRow::from_gm_roll(&view))
            .collect(),
        is_blank: state.storage.is_campaign_blank(campaign_id).await?,
        feed_cursor: Some(cursor.to_string()),
        character: query.character.clone(),
        show: query.show.clone(),
        is_past: before.is_some(),
    })
}

async fn character_rows(
    state: &AppState,
    campaign_id: CampaignId,
) -> Result<Vec<CharacterRow>, ApiError> {
    let rows = state.storage.characters_of(campaign_id).await?;
    let row = |row: crate::storage::CharacterRow| CharacterRow {
        id: row.character_id.to_string(),
        name: row.character.name,
        avatar_url: row.character.avatar_url.filter(|url| pages::is_reachable(url)),
        is_player: row.character.character_type == CharacterKind::Pc,
        streamer_id: row.streamer_id.map(|id| id.to_string()),
    };
    Ok(rows.into_iter().map(row).collect())
}

async fn streamer_rows(
    state: &AppState,
    campaign_id: CampaignId,
) -> Result<Vec<StreamerRow>, ApiError> {
    let rows = state.storage.streamers_of(campaign_id).await?;
    // The overlay of a streamer with an account is theirs alone.
    let ours = |row: &crate::storage::StreamerRow, link: String| match row.user_id {
        None => link,
        Some(_) => String::new(),
    };
    let row = |row: crate::storage::StreamerRow| StreamerRow {
        id: row.streamer_id.to_string(),
        overlay_url: ours(&row, actions::overlay_url(state, &row)),
        overlay_path: ours(&row, format!("/overlay/{}/dice", row.overlay_key)),
        name: row.name,
    };
    Ok(rows.into_iter().map(row).collect())
}

/// The name people know a game system by; its id where there is none.
pub(super) fn system_name(system: &SystemId) -> String {
    let known = Catalog::built_in().get(system);
    known.map_or_else(|| system.to_string(), |known| known.name().to_owned())
}
