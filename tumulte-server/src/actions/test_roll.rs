//! A made-up roll that travels the road of every real one: judged, stored, shown on every overlay.

use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tumulte_core::{
    model::{Campaign, CharacterId, Connection, Outcome, RollId, VttKind},
    sync::{Acknowledgement, CampaignRules},
    vtt::MessageContext,
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
    let message = dice()
        .map(|dice| message(&message_id, &dice, system.as_str(), sample, &actor, flavor))
        .find(|message| is_as_wanted(&rules, &connection.vtt, message, sample, &set.system))
        .ok_or_else(|| {
            ApiError::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "rules.no_sample",
                "no simple roll makes these rules say that",
            )
        })?;
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

fn is_as_wanted(
    rules: &CampaignRules,
    vtt: &VttKind,
    message: &Value,
    sample: Sample,
    system: &tumulte_core::model::SystemId,
) -> bool {
    let context = MessageContext::new(system.clone());
    let text = message.to_string();
    let judged = rules.judge_message(vtt, text.as_bytes(), &context).unwrap_or_default();
    let [judged] = judged.as_slice() else { return false };
    match sample {
        Sample::Success | Sample::Secret => judged.verdict.outcome == Some(Outcome::Success),
        Sample::Failure => judged.verdict.outcome == Some(Outcome::Failure),
        Sample::Plain => judged.verdict.outcome.is_none(),
    }
}

/// Dice to try: the usual ones of all game systems, at their ends and in the middle.
fn dice() -> impl Iterator<Item = Vec<(u32, u32)>> {
    let ends = |faces: u32| [faces, 1, faces / 2 + 1];
    let single = [20, 100, 10, 12, 6]
        .into_iter()
        .flat_map(move |faces| ends(faces).map(|shown| vec![(faces, shown)]));
    let pools = [(6, 2), (6, 3), (6, 5), (6, 8), (10, 4), (10, 8), (12, 2), (20, 2), (20, 3)];
    let pools = pools
        .into_iter()
        .flat_map(move |(faces, count)| ends(faces).map(|shown| vec![(faces, shown); count]));
    single.chain(pools)
}

/// A chat message as Foundry stores it, with the facts that most systems look for.
fn message(
    message_id: &str,
    dice: &[(u32, u32)],
    system: &str,
    sample: Sample,
    actor: &Value,
    flavor: &str,
) -> Value {
    let (faces, total) =
        (dice.first().map_or(20, |die| die.0), dice.iter().map(|die| die.1).sum::<u32>());
    let results: Vec<_> =
        dice.iter().map(|(_, shown)| json!({ "result": shown, "active": true })).collect();
    let formula = format!("{}d{faces}", dice.len());
    let outcome = match sample {
        Sample::Success | Sample::Secret => "criticalSuccess",
        Sample::Failure => "criticalFailure",
        Sample::Plain => "success",
    };
    let roll = json!({
        "class": "Roll", "options": { "rollType": "attack" }, "dice": [], "formula": formula, "total": total,
        "evaluated": true, "terms": [{ "class": "Die", "options": {}, "evaluated": true,
            "number": dice.len(), "faces": faces, "modifiers": [], "results": results }],
    });
    let gm = if sample == Sample::Secret {
        vec!["tumulteTestGmAAA", "tumulteTestGmBBB"]
    } else {
        vec![]
    };
    json!({
        "_id": message_id, "type": "base", "style": 0, "author": "tumulteTestGmAAA",
        "timestamp": platform::now().as_millis(), "flavor": flavor, "content": total.to_string(),
        "speaker": { "scene": null, "token": null, "actor": actor["id"], "alias": actor["name"] },
        "whisper": gm, "blind": false, "rolls": [roll.to_string()], "system": {},
        "flags": { system: { "roll": { "type": "attack" },
            "context": { "type": "attack-roll", "outcome": outcome } } },
    })
}

/// Foundry's kind of id: sixteen letters and digits.
fn message_id() -> String {
    let random = u64::from_ne_bytes(platform::random());
    format!("{random:016x}")
}

#[cfg(test)]
mod tests {
    use tumulte_core::systems::{Catalog, RuleSet};

    use super::*;

    fn found(system: &str, sample: Sample) -> bool {
        let set = RuleSet::new(system);
        let rules = CampaignRules::prepare(&set).unwrap();
        let actor = json!({ "id": "a", "name": "Mira" });
        dice()
            .map(|dice| message("m", &dice, system, sample, &actor, ""))
            .any(|message| is_as_wanted(&rules, &VttKind::Foundry, &message, sample, &set.system))
    }

    #[test]
    fn common_systems_have_every_sample() {
        for system in ["dnd5e", "pf2e", "unknown"] {
            for sample in [Sample::Success, Sample::Failure, Sample::Plain, Sample::Secret] {
                assert!(found(system, sample), "{system} has no {sample:?}");
            }
        }
    }

    #[test]
    fn half_of_all_systems_have_a_critical_to_show() {
        let systems = Catalog::built_in().summaries();
        let shown = systems.iter().filter(|one| found(one.id.as_str(), Sample::Success)).count();
        assert!(shown * 2 > systems.len(), "{shown} of {}", systems.len());
    }
}
