//! `/mj/campaigns/{id}/rules…`

use axum::{
    Json,
    extract::{Path, State},
};
use serde_json::{Value, json};
use tumulte_core::{model::Campaign, sync::CampaignRules, systems::Catalog};

use super::{Body, id};
use crate::{
    actions::{self, Preview, Proposal},
    auth::Account,
    error::ApiError,
    state::AppState,
};

/// How many versions are told of.
const VERSIONS: u32 = 50;

/// The rules of a campaign: what was decided, what the game system has, what holds of the two together.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/rules", operation_id = "rules", tag = "campaigns", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "What holds.", body = Object)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<Value>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    Ok(Json(view(&state, &row.campaign).await?))
}

/// Judges by these rules from the next roll on.
#[utoipa::path(
    put, path = "/mj/campaigns/{id}/rules", operation_id = "save_rules", tag = "campaigns", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = Proposal,
    responses((status = 200, description = "What holds now.", body = Object)),
)]
pub(crate) async fn save(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(proposal): Body<Proposal>,
) -> Result<Json<Value>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    actions::save_rules(&state, &row.campaign, &proposal).await?;
    Ok(Json(view(&state, &row.campaign).await?))
}

/// Tries rules on the last 500 rolls of the campaign; nothing is saved.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/rules/preview", operation_id = "preview_rules", tag = "campaigns", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = Proposal,
    responses((status = 200, description = "What would come out differently.", body = Preview)),
)]
pub(crate) async fn preview(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(proposal): Body<Proposal>,
) -> Result<Json<Preview>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    Ok(Json(actions::preview_rules(&state, &row.campaign, &proposal).await?))
}

/// What was decided, what the game system has, and what holds of the two together.
async fn view(state: &AppState, campaign: &Campaign) -> Result<Value, ApiError> {
    let (set, row) = actions::present_rules(state, campaign).await?;
    let given = Catalog::built_in().resolve(&set.system);
    let prepared = CampaignRules::prepare(&set);
    let system = prepared.as_ref().map_or(given, CampaignRules::system);
    let defaults: Vec<_> = given
        .options()
        .map(|(name, default)| json!({ "name": name, "default": default }))
        .collect();
    let outcomes: Vec<_> = system
        .outcomes()
        .iter()
        .map(|outcome| {
            json!({
                "when": outcome.when(),
                "type": outcome.outcome(),
                "label": outcome.label(),
                "severity": outcome.severity(),
                "see": outcome.see(),
            })
        })
        .collect();
    let versions: Vec<_> = state
        .storage
        .rules_history(campaign.campaign_id, VERSIONS)
        .await?
        .into_iter()
        .map(|row| json!({ "version": row.version, "savedAt": row.saved_at }))
        .collect();
    Ok(json!({
        "version": row.as_ref().map_or(0, |row| row.version),
        "savedAt": row.as_ref().map(|row| row.saved_at),
        "ruleSet": set,
        "system": { "id": given.id(), "name": given.name(), "options": defaults },
        "outcomes": outcomes,
        "versions": versions,
        "problem": prepared.err().map(|error| json!({ "code": error.code(), "message": error.to_string() })),
    }))
}
