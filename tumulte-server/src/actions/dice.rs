//! Dice that call by themselves: the app of Pixels asks an address for every roll.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tumulte_core::{
    model::{CampaignId, ConnectionId, SystemId, SystemRef, UserId, VttKind},
    sync::Acknowledgement,
};

use super::{import, own_connection};
use crate::{error::ApiError, platform, state::AppState, storage::NewConnection};

/// The longest name of a table, in characters.
const MAX_NAME: usize = 60;

/// A table of nothing but dice.
#[derive(Debug)]
pub(crate) struct DiceTable {
    /// Its connection.
    pub connection_id: ConnectionId,
    /// Its campaign.
    pub campaign_id: CampaignId,
    /// The address its dice call.
    pub url: String,
}

/// Gives a connection an address for dice; an earlier address ends here.
///
/// # Errors
///
/// `request.not_found`.
pub(crate) async fn make_dice_address(
    state: &AppState,
    owner: UserId,
    connection_id: ConnectionId,
) -> Result<String, ApiError> {
    let row = own_connection(state, owner, connection_id).await?;
    let key = URL_SAFE_NO_PAD.encode(platform::random::<24>());
    let hash = Sha256::digest(key.as_bytes());
    let connection_id = row.connection.connection_id;
    state.storage.put_dice_key(connection_id, &hash, platform::now()).await?;
    Ok(format!("{}/vtt/pixels/{key}", state.public_url))
}

/// Takes a connection's address for dice away.
///
/// # Errors
///
/// `request.not_found`, also when there is none.
pub(crate) async fn remove_dice_address(
    state: &AppState,
    owner: UserId,
    connection_id: ConnectionId,
) -> Result<(), ApiError> {
    let row = own_connection(state, owner, connection_id).await?;
    if state.storage.remove_dice_key(row.connection.connection_id).await? {
        Ok(())
    } else {
        Err(ApiError::not_found("address for dice"))
    }
}

/// Makes a table of nothing but dice, with its campaign and its address.
///
/// # Errors
///
/// `request.invalid` for a name of no or too many letters.
pub(crate) async fn make_dice_table(
    state: &AppState,
    owner: UserId,
    name: &str,
    system: Option<&str>,
) -> Result<DiceTable, ApiError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(ApiError::invalid(format!("expected a name of 1 to {MAX_NAME} characters")));
    }
    let now = platform::now();
    let connection_id = ConnectionId::from_parts(now, platform::random());
    let new = NewConnection {
        connection_id,
        owner_id: owner,
        vtt: VttKind::Pixels,
        world_id: format!("dice-{connection_id}"),
        world_name: name.to_owned(),
        module_version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    let connection_id = state.storage.add_dice_table(&new, now).await?;
    let campaign_id = import(state, owner, connection_id, &new.world_id).await?;
    if let Some(system) = system.map(str::trim).filter(|system| !system.is_empty()) {
        let row = own_connection(state, owner, connection_id).await?;
        let system = SystemRef { id: SystemId::new(system), version: None };
        let payload = serde_json::json!({
            "worldId": new.world_id, "worldName": name, "system": system, "characters": [],
        });
        state.ingest.send(row.connection, "campaign:sync".to_owned(), payload).await;
    }
    let url = make_dice_address(state, owner, connection_id).await?;
    Ok(DiceTable { connection_id, campaign_id, url })
}

/// Takes one roll of a die that called under this key.
///
/// # Errors
///
/// `request.not_found` for a key that is none, `connection.revoked`.
pub(crate) async fn take_die(
    state: &AppState,
    key: &str,
    raw: Value,
) -> Result<Acknowledgement, ApiError> {
    let hash = Sha256::digest(key.as_bytes());
    let row = state.storage.connection_of_dice(&hash).await?;
    let row = row.filter(|row| !row.is_revoked);
    let connection = row.ok_or_else(|| ApiError::not_found("address for dice"))?.connection;
    let mut payload = Map::new();
    // The app repeats a request under its own moment; without one each request is a roll.
    if raw.get("timestamp").is_none_or(Value::is_null) {
        let id = URL_SAFE_NO_PAD.encode(platform::random::<12>());
        payload.insert("id".to_owned(), id.into());
    }
    let world_id = connection.world.vtt_campaign_id.clone();
    payload.insert("worldId".to_owned(), world_id.into());
    payload.insert("source".to_owned(), "pixels".into());
    payload.insert("ts".to_owned(), platform::now().as_millis().into());
    payload.insert("raw".to_owned(), raw);
    Ok(state.ingest.send(connection, "relay:message".to_owned(), payload.into()).await)
}
