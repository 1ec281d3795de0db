//! `/campaigns/{id}`: live feed, streamers, characters.

use axum::{
    Form,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use tumulte_core::model::CharacterKind;

use super::{members::members_panel, visitor::Visitor};
use crate::{
    actions,
    auth::Account,
    error::ApiError,
    pages::{CampaignPage, CharacterRow, Chrome, RollRow, StreamerRow},
    routes::id,
    state::AppState,
    storage::CampaignRow,
};

/// How many rolls a campaign's page shows at first.
const LATEST_ROLLS: u32 = 30;

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
        members: members_panel(state, campaign_id).await?,
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
            .map(|row| {
                // The overlay of a streamer with an account is theirs alone.
                let is_ours = row.user_id.is_none();
                let path = is_ours.then(|| format!("/overlay/{}/dice", row.overlay_key));
                let url = is_ours.then(|| actions::overlay_url(state, &row));
                StreamerRow {
                    id: row.streamer_id.to_string(),
                    overlay_url: url.unwrap_or_default(),
                    overlay_path: path.unwrap_or_default(),
                    name: row.name,
                }
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
