//! `/mj/campaigns/{id}/rules…`

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use serde_json::{Value, json};
use tumulte_core::{
    model::{Campaign, Timestamp},
    sync::CampaignRules,
    systems::{Catalog, OutcomeRule, RuleError, System},
};
use utoipa::ToSchema;

use super::{Body, id};
use crate::{
    actions::{self, Preview, Proposal},
    auth::Account,
    error::ApiError,
    openapi::Reason,
    state::AppState,
};

/// How many versions are told of.
const VERSIONS: u32 = 50;

/// What was decided about a campaign's rules, what its game system has, and what holds of the two together.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = Rules)]
pub(crate) struct RulesView {
    /// Counts from one; 0 before anything was decided.
    version: i64,
    #[schema(value_type = Option<String>, format = DateTime, required)]
    saved_at: Option<Timestamp>,
    /// The decision: the game system, and what is different from it.
    rule_set: Value,
    system: GivenRules,
    /// The lines of the rules as they hold, in the order in which they are tried.
    outcomes: Vec<OutcomeView>,
    /// What can be gone back to, newest first.
    versions: Vec<VersionView>,
    /// Why the decision can't be used any more; then the system's own rules judge.
    #[schema(required)]
    problem: Option<Reason>,
}

/// The game system's own rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GivenRules {
    id: String,
    name: String,
    options: Vec<OptionView>,
}

/// What can be set, and what it is unless it is set.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OptionView {
    name: String,
    default: Value,
}

/// One line of the rules.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OutcomeView {
    /// The test that has to hold.
    when: String,
    /// `success`, `failure`, or nothing for a moment that is no critical.
    #[serde(rename = "type")]
    outcome: Value,
    #[schema(required)]
    label: Option<String>,
    #[schema(value_type = String)]
    severity: tumulte_core::model::Severity,
    /// Where that stands in the rule book.
    #[schema(required)]
    see: Option<String>,
}

/// A version that can be gone back to.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct VersionView {
    version: i64,
    #[schema(value_type = String, format = DateTime)]
    saved_at: Timestamp,
}

/// The rules of a campaign.
#[utoipa::path(
    get, path = "/mj/campaigns/{id}/rules", tag = "campaigns", operation_id = "rules", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    responses((status = 200, description = "Its rules.", body = RulesView)),
)]
pub(crate) async fn show(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
) -> Result<Json<RulesView>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    Ok(Json(view(&state, &row.campaign).await?))
}

/// Decides about the rules of a campaign. They judge from the next roll on; what is wrong in a file of rules is told with
/// line and column.
#[utoipa::path(
    put, path = "/mj/campaigns/{id}/rules", tag = "campaigns", operation_id = "save_rules", security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = Proposal,
    responses((status = 200, description = "Its rules as they hold now.", body = RulesView)),
)]
pub(crate) async fn save(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Body(proposal): Body<Proposal>,
) -> Result<Json<RulesView>, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    actions::save_rules(&state, &row.campaign, &proposal).await?;
    Ok(Json(view(&state, &row.campaign).await?))
}

/// Tells which of the last 500 rolls would come out differently, and why. Nothing is saved.
#[utoipa::path(
    post, path = "/mj/campaigns/{id}/rules/preview", tag = "campaigns", operation_id = "preview_rules",
    security(("session" = [])),
    params(("id" = uuid::Uuid, Path, description = "The campaign.")),
    request_body = Proposal,
    responses((status = 200, description = "What would change.", body = Preview)),
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

async fn view(state: &AppState, campaign: &Campaign) -> Result<RulesView, ApiError> {
    let (set, row) = actions::present_rules(state, campaign).await?;
    let given = Catalog::built_in().resolve(&set.system);
    let prepared = CampaignRules::prepare(&set);
    let holding = prepared.as_ref().map_or(given, CampaignRules::system);
    let versions = state.storage.rules_history(campaign.campaign_id, VERSIONS).await?;
    let version = |row: crate::storage::RulesRow| VersionView {
        version: row.version,
        saved_at: row.saved_at,
    };
    Ok(RulesView {
        version: row.as_ref().map_or(0, |row| row.version),
        saved_at: row.as_ref().map(|row| row.saved_at),
        rule_set: json!(set),
        system: given.into(),
        outcomes: holding.outcomes().iter().map(OutcomeView::from).collect(),
        versions: versions.into_iter().map(version).collect(),
        problem: prepared.as_ref().err().map(reason),
    })
}

fn reason(error: &RuleError) -> Reason {
    Reason { code: error.code().to_owned(), message: error.to_string() }
}

impl From<&System> for GivenRules {
    fn from(system: &System) -> Self {
        let option = |(name, default): (&str, Option<_>)| OptionView {
            name: name.to_owned(),
            default: json!(default),
        };
        Self {
            id: system.id().to_string(),
            name: system.name().to_owned(),
            options: system.options().map(option).collect(),
        }
    }
}

impl From<&OutcomeRule> for OutcomeView {
    fn from(outcome: &OutcomeRule) -> Self {
        Self {
            when: outcome.when().to_owned(),
            outcome: json!(outcome.outcome()),
            label: outcome.label().map(ToOwned::to_owned),
            severity: outcome.severity(),
            see: outcome.see().map(ToOwned::to_owned),
        }
    }
}
