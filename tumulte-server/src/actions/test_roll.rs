//! A made-up roll that travels the road of every real one: judged, stored, shown on every overlay.

#[cfg(test)]
mod example;
mod sample;
mod shape;

use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tumulte_core::{
    model::{Campaign, CharacterId, Connection, Outcome, RollId},
    sync::{Acknowledgement, CampaignRules},
};
use utoipa::ToSchema;

use super::present_rules;
use crate::{error::ApiError, platform, state::AppState};

/// After this long a test roll is taken back: the longest stream delay is over, and it shall not stay in the history.
const KEPT: Duration = Duration::from_secs(90);

/// What a test roll shall turn out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = TestRollSample)]
pub(crate) enum Sample {
    /// A critical success.
    Success,
    /// A critical failure.
    Failure,
    /// Neither.
    Plain,
    /// A critical success that only the game master sees.
    Secret,
}

impl Sample {
    /// What the rules have to say of it.
    const fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Success | Self::Secret => Some(Outcome::Success),
            Self::Failure => Some(Outcome::Failure),
            Self::Plain => None,
        }
    }
}

/// What was rolled.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TestRoll {
    #[schema(value_type = uuid::Uuid)]
    roll_id: RollId,
    /// After so many seconds it is taken back.
    kept_seconds: u64,
}

/// Rolls for the campaign, as one of its characters if one is named.
///
/// # Errors
///
/// `request.not_found` for a character of another campaign, `rules.no_sample` when no dice make the rules of this
/// campaign say what is asked for, whatever the road answers.
pub(crate) async fn test_roll(
    state: &AppState,
    campaign: &Campaign,
    sample: Sample,
    character: Option<CharacterId>,
    flavor: &str,
) -> Result<TestRoll, ApiError> {
    let row = state.storage.connection(campaign.connection_id).await?;
    let connection = row.ok_or_else(|| ApiError::not_found("connection"))?.connection;
    let (set, _) = present_rules(state, campaign).await?;
    let system = set.system.clone();
    let rules = CampaignRules::prepare(&set)?;
    let actor = actor(state, campaign, character).await?;
    let message_id = message_id();
    let mut message =
        sample::find(&rules, &system, &connection.vtt, sample.outcome()).ok_or_else(|| {
            ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "rules.no_sample",
                "no simple roll makes these rules say that",
            )
        })?;
    address(&mut message, &message_id, &actor, flavor, sample == Sample::Secret);
    let world_id = connection.world.vtt_campaign_id.clone();
    let payload = json!({
        "worldId": world_id, "timestamp": platform::now().as_millis(),
        "system": { "id": system, "version": null }, "message": message, "actor": actor,
    });
    let answer = send(state, &connection, "dice:roll", payload).await?;
    let roll_id = answer.body.pointer("/rolls/0/rollId").and_then(Value::as_str);
    let roll_id =
        roll_id.and_then(|id| id.parse().ok()).ok_or_else(|| ApiError::not_found("roll"))?;
    tokio::spawn(take_back(
        state.clone(),
        connection,
        json!({ "worldId": world_id, "messageId": message_id }),
    ));
    Ok(TestRoll { roll_id, kept_seconds: KEPT.as_secs() })
}

async fn take_back(state: AppState, connection: Connection, payload: Value) {
    tokio::select! {
        () = tokio::time::sleep(KEPT) => {}
        () = state.stopping.cancelled() => {}
    }
    // One that stays is a roll too many in the history, and says so by its text.
    let _stays = send(&state, &connection, "dice:delete", payload).await;
}

async fn send(
    state: &AppState,
    connection: &Connection,
    event: &str,
    payload: Value,
) -> Result<Acknowledgement, ApiError> {
    let answer = state.ingest.send(connection.clone(), event.to_owned(), payload).await;
    match answer.code {
        None => Ok(answer),
        Some(code) => Err(ApiError::new(
            StatusCode::SERVICE_UNAVAILABLE,
            code,
            answer.message.unwrap_or_default(),
        )),
    }
}

/// Who rolls: a character of the campaign, or somebody who is none.
async fn actor(
    state: &AppState,
    campaign: &Campaign,
    character: Option<CharacterId>,
) -> Result<Value, ApiError> {
    let Some(character_id) = character else {
        return Ok(json!({ "id": "tumulteTestActor", "name": "Tumulte", "img": null,
            "type": "character", "hasPlayerOwner": true }));
    };
    let characters = state.storage.characters_of(campaign.campaign_id).await?;
    let found = characters.into_iter().find(|row| row.character_id == character_id);
    let character = found.ok_or_else(|| ApiError::not_found("character"))?.character;
    Ok(json!({ "id": character.vtt_character_id, "name": character.name,
        "img": character.avatar_url, "type": "character", "hasPlayerOwner": true }))
}

/// Writes on a message who sends it, and to whom.
fn address(message: &mut Value, id: &str, actor: &Value, flavor: &str, is_secret: bool) {
    let whisper = if is_secret { vec![shape::AUTHOR, "tumulteTestGmBBB"] } else { Vec::new() };
    message["_id"] = id.into();
    message["timestamp"] = platform::now().as_millis().into();
    message["flavor"] = flavor.into();
    message["whisper"] = whisper.into();
    let speaker =
        json!({ "scene": null, "token": null, "actor": actor["id"], "alias": actor["name"] });
    message["speaker"] = speaker;
}

/// Foundry's kind of id: sixteen letters and digits.
fn message_id() -> String {
    let random = u64::from_ne_bytes(platform::random());
    format!("{random:016x}")
}
