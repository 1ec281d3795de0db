//! `/mj/campaigns…`

use axum::{
    Json,
    extract::{Path, Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tumulte_core::model::{Campaign, CampaignId, CharacterId, ConnectionId, RollId, StreamerId};

use super::{Body, id};
use crate::{
    actions::{self, Sample, TestRoll},
    auth::Account,
    error::ApiError,
    state::AppState,
    storage::{RollFilter, StreamerRow},
};

/// How many rolls a page has at most.
const MAX_PAGE: u32 = 200;

/// Which world to import.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Imported {
    vtt_connection_id: ConnectionId,
    vtt_campaign_id: String,
}

/// Who streams a character.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Assigned {
    streamer_id: StreamerId,
}

/// A new member: a name, or the overlay key of a streamer that exists.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewMember {
    #[serde(default)]
    name: String,
    overlay_key: Option<String>,
}

/// A page of a history.
#[derive(Deserialize)]
pub(crate) struct Page {
    cursor: Option<RollId>,
    limit: Option<u32>,
    character: Option<CharacterId>,
    #[serde(default)]
    critical: bool,
    #[serde(default)]
    hidden: bool,
}

/// A made-up roll to see the overlay at work.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tested {
    sample: Sample,
    character_id: Option<CharacterId>,
}

/// A streamer as the GM of its campaign sees it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MemberView {
    streamer_id: StreamerId,
    overlay_url: String,
    name: String,
    overlay_key: String,
}

impl MemberView {
    fn new(state: &AppState, streamer: StreamerRow) -> Self {
        let overlay_url = actions::overlay_url(state, &streamer);
        let StreamerRow { streamer_id, name, overlay_key } = streamer;
        Self { streamer_id, overlay_url, name, overlay_key }
    }
}

/// `POST /mj/campaigns`
pub(crate) async fn import(
    State(state): State<AppState>,
    Account(user): Account,
    Body(body): Body<Imported>,
) -> Result<(StatusCode, Json<Campaign>), ApiError> {
    let connection_id = body.vtt_connection_id;
    let campaign_id =
        actions::import(&state, user.user_id, connection_id, &body.vtt_campaign_id).await?;
    let row = actions::own_campaign(&state, user.user_id, campaign_id).await?;
    Ok((StatusCode::CREATED, Json(row.campaign)))
}

/// `GET /mj/campaigns`
pub(crate) async fn list(
    State(state): State<AppState>,
    Account(user): Account,
) -> Result<Json<Value>, ApiError> {
    let rows = state.storage.campaigns_of(user.user_id).await?;
    let items: Vec<_> = rows.into_iter().map(|row| row.campaign).collect();
    Ok(Json(json!({ "items": items, "cursor": null })))
}

/// `GET /mj/campaigns/{id}`
pub(crate) async fn show(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Campaign>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    Ok(Json(row.campaign))
}

/// `POST /mj/campaigns/{id}/sync`
pub(crate) async fn sync(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let characters = actions::sync_characters(&state, row.campaign.connection_id).await?;
    Ok(Json(json!({ "characters": characters })))
}

/// `GET /mj/campaigns/{id}/characters`
pub(crate) async fn characters(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let rows = state.storage.characters_of(row.campaign.campaign_id).await?;
    let items: Vec<_> = rows
        .into_iter()
        .map(|row| {
            let mut item = json!(row.character);
            if let Some(item) = item.as_object_mut() {
                item.insert("characterId".to_owned(), json!(row.character_id));
                item.insert("streamerId".to_owned(), json!(row.streamer_id));
            }
            item
        })
        .collect();
    Ok(Json(json!({ "items": items, "cursor": null })))
}

/// `POST /mj/campaigns/{id}/characters/{characterId}/assign`
pub(crate) async fn assign(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, character_id)): Path<(String, String)>,
    Body(body): Body<Assigned>,
) -> Result<StatusCode, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let character_id: CharacterId = id(&character_id)?;
    let campaign_id: CampaignId = row.campaign.campaign_id;
    actions::assign_character(&state, campaign_id, character_id, Some(body.streamer_id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /mj/campaigns/{id}/characters/{characterId}/assign`
pub(crate) async fn unassign(
    State(state): State<AppState>,
    Account(user): Account,
    Path((campaign_id, character_id)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let character_id: CharacterId = id(&character_id)?;
    actions::assign_character(&state, row.campaign.campaign_id, character_id, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /mj/campaigns/{id}/rolls`: newest first, each as its GM was told last.
pub(crate) async fn rolls(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Query(page): Query<Page>,
) -> Result<Json<Value>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let limit = page.limit.unwrap_or(50).clamp(1, MAX_PAGE);
    let filter = RollFilter {
        character: page.character,
        only_critical: page.critical,
        only_hidden: page.hidden,
    };
    let campaign_id = row.campaign.campaign_id;
    let rows = state.storage.rolls_like(campaign_id, &filter, page.cursor, limit).await?;
    let is_last = rows.len() < limit as usize;
    let cursor = rows.last().filter(|_| !is_last).map(|row| row.roll_id);
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let mut item: Value = serde_json::from_str(&row.view).unwrap_or_default();
        if let Some(item) = item.as_object_mut() {
            item.insert("isRetracted".to_owned(), json!(row.is_retracted));
        }
        items.push(item);
    }
    Ok(Json(json!({ "items": items, "cursor": cursor })))
}

/// `POST /mj/campaigns/{id}/test-roll`
pub(crate) async fn test_roll(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(tested): Body<Tested>,
) -> Result<(StatusCode, Json<TestRoll>), ApiError> {
    let campaign = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?.campaign;
    let Tested { sample, character_id } = tested;
    let rolled = actions::test_roll(&state, &campaign, sample, character_id, "Test").await?;
    Ok((StatusCode::CREATED, Json(rolled)))
}

/// `GET /mj/campaigns/{id}/members`
pub(crate) async fn members(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let rows = state.storage.streamers_of(row.campaign.campaign_id).await?;
    let items: Vec<_> = rows.into_iter().map(|row| MemberView::new(&state, row)).collect();
    Ok(Json(json!({ "items": items, "cursor": null })))
}

/// `POST /mj/campaigns/{id}/members`
pub(crate) async fn add_member(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(body): Body<NewMember>,
) -> Result<(StatusCode, Json<MemberView>), ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let key = body.overlay_key.as_deref();
    let campaign_id = row.campaign.campaign_id;
    let streamer = actions::add_streamer(&state, campaign_id, &body.name, key).await?;
    Ok((StatusCode::CREATED, Json(MemberView::new(&state, streamer))))
}
