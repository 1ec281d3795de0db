//! Campaigns, their characters and their streamers.

use axum::http::StatusCode;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::json;
use tumulte_core::model::{
    Campaign, CampaignId, CharacterId, ConnectionId, StreamerId, SystemId, SystemRef, UserId,
};

use super::{adapter, own_connection};
use crate::{
    error::ApiError,
    overlay::Signal,
    platform, realtime,
    state::AppState,
    storage::{CampaignRow, StreamerRow},
};

/// The longest streamer name, in characters.
const MAX_NAME: usize = 60;

/// Finds a campaign of this GM; anybody else's looks like none.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn own_campaign(
    state: &AppState,
    owner: UserId,
    campaign_id: CampaignId,
) -> Result<CampaignRow, ApiError> {
    let row = state.storage.campaign_by_id(campaign_id).await?;
    row.filter(|row| row.owner_id == owner).ok_or_else(|| ApiError::not_found("campaign"))
}

/// Imports the world of a connection as a campaign and, when its table is there, takes over its characters.
/// An imported world gives back its campaign.
///
/// # Errors
///
/// `request.not_found` for a foreign connection or another world, `connection.revoked`.
pub(crate) async fn import(
    state: &AppState,
    owner: UserId,
    connection_id: ConnectionId,
    vtt_campaign_id: &str,
) -> Result<CampaignId, ApiError> {
    let campaign_id = import_world(state, owner, connection_id, vtt_campaign_id).await?;
    // A table that is away sends its characters when it comes back.
    let _later = sync_characters(state, connection_id).await;
    Ok(campaign_id)
}

/// Imports the world of a connection as a campaign, without waiting for its characters.
///
/// # Errors
///
/// As [`import`].
pub(crate) async fn import_world(
    state: &AppState,
    owner: UserId,
    connection_id: ConnectionId,
    vtt_campaign_id: &str,
) -> Result<CampaignId, ApiError> {
    let row = own_connection(state, owner, connection_id).await?;
    if row.is_revoked {
        return Err(ApiError::new(
            StatusCode::CONFLICT,
            "connection.revoked",
            "this connection is revoked; pair the world again",
        ));
    }
    let world = row.connection.world;
    if world.vtt_campaign_id != vtt_campaign_id {
        return Err(ApiError::not_found("world on this connection"));
    }
    let campaign = Campaign {
        campaign_id: CampaignId::from_parts(platform::now(), platform::random()),
        connection_id,
        vtt_campaign_id: world.vtt_campaign_id,
        name: world.name,
        system: world.system,
    };
    let campaign_id = state.storage.add_campaign(&campaign, owner, platform::now()).await?;
    realtime::announce_import(state, connection_id, &campaign_id);
    Ok(campaign_id)
}

/// Asks the table for its characters and takes them over; gives back how many there are.
///
/// # Errors
///
/// `vtt.not_connected` when no table is there, `vtt.timeout`, `vtt.unexpected_answer`.
pub(crate) async fn sync_characters(
    state: &AppState,
    connection_id: ConnectionId,
) -> Result<usize, ApiError> {
    let row = state.storage.connection(connection_id).await?;
    let connection = row.ok_or_else(|| ApiError::not_found("connection"))?.connection;
    let adapter = adapter(state, &connection)?;
    let world = adapter.get_campaign(&connection.world.vtt_campaign_id).await?;
    let characters = adapter.list_characters(&world.vtt_campaign_id).await?;
    let system = world.system.or_else(|| connection.world.system.clone());
    let system =
        system.unwrap_or_else(|| SystemRef { id: SystemId::from("unknown"), version: None });
    let payload = json!({
        "worldId": world.vtt_campaign_id,
        "worldName": world.name,
        "system": system,
        "characters": characters,
    });
    let taken = state.ingest.send(connection, "campaign:sync".to_owned(), payload).await;
    match taken.code {
        None => Ok(characters.len()),
        Some(code) => Err(ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            code,
            taken.message.unwrap_or_default(),
        )),
    }
}

/// Adds a streamer to a campaign. With the overlay key of a streamer that exists, that one becomes a member.
///
/// # Errors
///
/// `streamer.name_length`, `request.not_found` for an unknown key.
pub(crate) async fn add_streamer(
    state: &AppState,
    campaign_id: CampaignId,
    name: &str,
    overlay_key: Option<&str>,
) -> Result<StreamerRow, ApiError> {
    let now = platform::now();
    if let Some(key) = overlay_key {
        let known = state.storage.streamer_by_key(key).await?;
        let known = known.ok_or_else(|| ApiError::not_found("streamer"))?;
        state.storage.join_campaign(campaign_id, known.streamer_id, now).await?;
        return Ok(known);
    }
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "streamer.name_length",
            format!("a streamer's name has 1 to {MAX_NAME} characters"),
        ));
    }
    let streamer = StreamerRow {
        streamer_id: StreamerId::from_parts(now, platform::random()),
        name: name.to_owned(),
        overlay_key: URL_SAFE_NO_PAD.encode(platform::random::<24>()),
    };
    state.storage.add_streamer(campaign_id, &streamer, now).await?;
    Ok(streamer)
}

/// Assigns a character to a streamer of the same campaign, or to nobody.
///
/// # Errors
///
/// `request.not_found` when either is not of the campaign.
pub(crate) async fn assign_character(
    state: &AppState,
    campaign_id: CampaignId,
    character_id: CharacterId,
    streamer_id: Option<StreamerId>,
) -> Result<(), ApiError> {
    let now = platform::now();
    let done = state.storage.assign_character(campaign_id, character_id, streamer_id, now).await?;
    if !done {
        return Err(ApiError::not_found("character or streamer in this campaign"));
    }
    // Whoever had it until now is told as well.
    let streamers = state.storage.streamers_of(campaign_id).await?;
    state.tell_overlays(streamers.into_iter().map(|row| row.streamer_id), Signal::Changed);
    Ok(())
}

/// The address a streamer puts into OBS.
#[must_use]
pub(crate) fn overlay_url(state: &AppState, streamer: &StreamerRow) -> String {
    overlay_view_url(state, streamer, "dice")
}

/// The address of one of a streamer's overlays: `dice`, `combat`, `characters` or `all`.
#[must_use]
pub(crate) fn overlay_view_url(state: &AppState, streamer: &StreamerRow, view: &str) -> String {
    format!("{}/overlay/{}/{view}", state.public_url, streamer.overlay_key)
}
