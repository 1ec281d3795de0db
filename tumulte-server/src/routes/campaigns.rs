//! `/mj/campaigns…`

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tumulte_core::model::{Campaign, CampaignId, CharacterId, ConnectionId, RollId, StreamerId};
use utoipa::{IntoParams, ToSchema};

use super::{Body, Parameters, id};
use crate::{
    actions::{self, Sample, TestRoll},
    auth::Account,
    error::ApiError,
    openapi::{Listed, System},
    state::AppState,
    storage::{CharacterRow, RollFilter, StreamerRow},
};

/// How many rolls a page has at most.
const MAX_PAGE: u32 = 200;

/// Which world to import.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Imported {
    #[schema(value_type = uuid::Uuid)]
    vtt_connection_id: ConnectionId,
    vtt_campaign_id: String,
}

/// Who streams a character.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Assigned {
    #[schema(value_type = uuid::Uuid)]
    streamer_id: StreamerId,
}

/// A new member: a name, or the overlay key of a streamer that exists.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewMember {
    #[serde(default)]
    name: String,
    overlay_key: Option<String>,
}

/// A page of a history.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Page {
    /// Where the page before ended.
    #[param(value_type = Option<uuid::Uuid>)]
    cursor: Option<RollId>,
    /// How many at most; never more than 200.
    limit: Option<u32>,
    /// Those of one character alone.
    #[param(value_type = Option<uuid::Uuid>)]
    character: Option<CharacterId>,
    /// Criticals alone.
    #[serde(default)]
    #[param(required = false)]
    critical: bool,
    /// What streams see a mask of alone.
    #[serde(default)]
    #[param(required = false)]
    hidden: bool,
}

/// A made-up roll to see the overlay at work.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TestRollRequest)]
pub(crate) struct Tested {
    sample: Sample,
    #[schema(value_type = Option<uuid::Uuid>)]
    character_id: Option<CharacterId>,
}

/// A campaign of a game master.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Campaign)]
pub(crate) struct CampaignView {
    #[schema(value_type = uuid::Uuid)]
    campaign_id: CampaignId,
    #[schema(value_type = uuid::Uuid)]
    connection_id: ConnectionId,
    /// The tabletop's id of the world.
    vtt_campaign_id: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    system: Option<System>,
}

impl From<Campaign> for CampaignView {
    fn from(campaign: Campaign) -> Self {
        let Campaign { campaign_id, connection_id, vtt_campaign_id, name, system } = campaign;
        Self { campaign_id, connection_id, vtt_campaign_id, name, system: system.map(Into::into) }
    }
}

/// How many characters a table sent.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Synced {
    characters: usize,
}

/// A character with who streams it, and all that its tabletop tells of it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Character)]
pub(crate) struct CharacterView {
    #[schema(value_type = uuid::Uuid)]
    character_id: CharacterId,
    #[schema(value_type = Option<uuid::Uuid>, required)]
    streamer_id: Option<StreamerId>,
    #[serde(flatten)]
    #[schema(value_type = Object)]
    character: Value,
}

impl From<CharacterRow> for CharacterView {
    fn from(row: CharacterRow) -> Self {
        let CharacterRow { character_id, character, streamer_id } = row;
        Self { character_id, streamer_id, character: json!(character) }
    }
}

/// A streamer as the GM of its campaign sees it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Member)]
pub(crate) struct MemberView {
    #[schema(value_type = uuid::Uuid)]
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

/// Imports the world of a connection as a campaign; an imported one stays as it is.
#[utoipa::path(
    post, path = "/mj/campaigns", tag = "campaigns", operation_id = "import_campaign", security(("session" = [])),
    request_body = Imported,
    responses((status = 201, description = "The campaign.", body = CampaignView)),
)]
pub(crate) async fn import(
    State(state): State<AppState>,
    Account(user): Account,
    Body(body): Body<Imported>,
) -> Result<(StatusCode, Json<CampaignView>), ApiError> {
    let connection_id = body.vtt_connection_id;
    let campaign_id =
        actions::import(&state, user.user_id, connection_id, &body.vtt_campaign_id).await?;
    let row = actions::own_campaign(&state, user.user_id, campaign_id).await?;
    Ok((StatusCode::CREATED, Json(row.campaign.into())))
}

/// The campaigns of the signed-in game master.
#[utoipa::path(
    get, path = "/mj/campaigns", tag = "campaigns", operation_id = "campaigns", security(("session" = [])),
    responses((status = 200, description = "All of them.", body = Listed<CampaignView>)),
)]
pub(crate) async fn list(
    State(state): State<AppState>,
    Account(user): Account,
) -> Result<Json<Listed<CampaignView>>, ApiError> {
    let rows = state.storage.campaigns_of(user.user_id).await?;
    Ok(Json(Listed::all(rows.into_iter().map(|row| row.campaign.into()).collect())))
}

/// A campaign.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}", tag = "campaigns", operation_id = "campaign", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "The campaign.", body = CampaignView)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<CampaignView>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    Ok(Json(row.campaign.into()))
}

/// Asks the table for its characters and takes them over.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/sync", tag = "campaigns", operation_id = "sync_campaign", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "They are taken over.", body = Synced)),
)]
pub(crate) async fn sync(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Synced>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let characters = actions::sync_characters(&state, row.campaign.connection_id).await?;
    Ok(Json(Synced { characters }))
}

/// The characters of a campaign, player characters first.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/characters", tag = "campaigns", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "All of them.", body = Listed<CharacterView>)),
)]
pub(crate) async fn characters(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Listed<CharacterView>>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let rows = state.storage.characters_of(row.campaign.campaign_id).await?;
    Ok(Json(Listed::all(rows.into_iter().map(Into::into).collect())))
}

/// Lets a streamer of the campaign show a character.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/characters/{character_id}/assign", tag = "campaigns", operation_id = "assign_character", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("character_id" = uuid::Uuid, Path, description = "The character."),
    ),
    request_body = Assigned,
    responses((status = 204, description = "The streamer shows it.")),
)]
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

/// Lets nobody show a character any more.
#[utoipa::path(
    delete, path = "/mj/campaigns/{id}/characters/{character_id}/assign", tag = "campaigns", operation_id = "unassign_character", security(("session" = [])),
    params(
        ("id" = uuid::Uuid, Path, description = "The campaign."),
        ("character_id" = uuid::Uuid, Path, description = "The character."),
    ),
    responses((status = 204, description = "Nobody shows it.")),
)]
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

/// The rolls of a campaign, newest first, each as its game master was told last.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/rolls", tag = "campaigns", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign."), Page),
    responses((status = 200, description = "A page of them; `isRetracted` says whether it was deleted at the table.", body = Listed<Object>)),
)]
pub(crate) async fn rolls(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Parameters(page): Parameters<Page>,
) -> Result<Json<Listed<Value>>, ApiError> {
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
    let cursor = rows.last().filter(|_| !is_last).map(|row| row.roll_id.to_string());
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        let mut item: Value = serde_json::from_str(&row.view).unwrap_or_default();
        if let Some(item) = item.as_object_mut() {
            item.insert("isRetracted".to_owned(), json!(row.is_retracted));
        }
        items.push(item);
    }
    Ok(Json(Listed { items, cursor }))
}

/// Makes up a roll that travels the road of every real one, to see the overlays at work. It is taken back by itself.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/test-roll", tag = "campaigns", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = Tested,
    responses((status = 201, description = "It was rolled.", body = TestRoll)),
)]
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

/// Who streams a campaign.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/members", tag = "members", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "All of them.", body = Listed<MemberView>)),
)]
pub(crate) async fn members(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Listed<MemberView>>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let rows = state.storage.streamers_of(row.campaign.campaign_id).await?;
    Ok(Json(Listed::all(rows.into_iter().map(|row| MemberView::new(&state, row)).collect())))
}

/// Adds a streamer: a new one by name, or one that exists by its overlay key.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/members", tag = "members", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = NewMember,
    responses((status = 201, description = "The streamer, with its overlay.", body = MemberView)),
)]
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
