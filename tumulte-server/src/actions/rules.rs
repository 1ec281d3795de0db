//! The rules of a campaign: what a game master proposes, what it would change, what holds.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tumulte_core::{
    model::{
        Campaign, CampaignId, Hints, Number, RollId, SystemId, Timestamp, Verdict, Visibility,
    },
    sync::CampaignRules,
    systems::{LabelChange, RuleSet, preview},
};
use utoipa::ToSchema;

use crate::{
    error::ApiError,
    platform,
    state::AppState,
    storage::{PastRoll, RulesRow},
};

/// How many stored rolls new rules are tried on.
const PAST_ROLLS: u32 = 500;

/// How many labels and options one proposal may change.
const MAX_CHANGES: usize = 100;

/// What a game master proposes. An empty one is the game system's own rules as they are.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = RulesProposal)]
pub(crate) struct Proposal {
    /// Options that are different at this table.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "critAt": 19 }))]
    pub overrides: Hints,
    /// Outcomes that are different, by their label.
    #[serde(default)]
    #[schema(value_type = Object, example = json!({ "Critical Hit": { "label": "Kaboom", "severity": "extreme" } }))]
    pub labels: BTreeMap<String, LabelChange>,
    /// Rules of one's own: a rule file as TOML or JSON text, or as an object.
    #[serde(default)]
    pub rules: Option<Value>,
    /// An earlier version to go back to, in place of everything above.
    #[serde(default)]
    pub restore: Option<i64>,
    /// The version the proposal is made on; another one in its place is a conflict.
    #[serde(default)]
    pub version: Option<i64>,
}

/// What rules would change.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = RulesPreview)]
pub(crate) struct Preview {
    /// How many rolls were judged again.
    pub looked: usize,
    /// How many became critical.
    pub gained: usize,
    /// How many stopped to be.
    pub lost: usize,
    /// What comes out differently, newest first.
    pub items: Vec<Tried>,
}

/// One roll that comes out differently.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = TriedRoll)]
pub(crate) struct Tried {
    #[schema(value_type = uuid::Uuid)]
    pub roll_id: RollId,
    #[schema(required)]
    pub name: Option<String>,
    #[schema(required)]
    pub flavor: Option<String>,
    pub formula: String,
    #[schema(value_type = Option<f64>, required)]
    pub result: Option<Number>,
    #[schema(value_type = String)]
    pub visibility: Visibility,
    #[schema(value_type = String, format = DateTime)]
    pub rolled_at: Timestamp,
    pub before: Judged,
    pub after: Judged,
}

/// A verdict and why, in a line.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = TriedVerdict)]
pub(crate) struct Judged {
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub verdict: Verdict,
    #[schema(required)]
    pub why: Option<String>,
}

impl Proposal {
    /// The rule set it stands for in a game system.
    fn rule_set(&self, system: SystemId) -> Result<RuleSet, ApiError> {
        if self.overrides.len() + self.labels.len() > MAX_CHANGES {
            return Err(ApiError::invalid(format!("at most {MAX_CHANGES} changes")));
        }
        let rules = match &self.rules {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(object @ Value::Object(_)) => Some(object.to_string()),
            Some(_) => {
                return Err(ApiError::invalid("expected `rules` as a text or an object"));
            }
        };
        let labels = self.labels.iter().filter(|(_, change)| !change.is_empty());
        Ok(RuleSet {
            overrides: self.overrides.clone(),
            rules,
            labels: labels.map(|(label, change)| (label.clone(), change.clone())).collect(),
            ..RuleSet::new(system)
        })
    }
}

/// The rules that hold for a campaign now.
///
/// # Errors
///
/// `storage.*`.
pub(crate) async fn present_rules(
    state: &AppState,
    campaign: &Campaign,
) -> Result<(RuleSet, Option<RulesRow>), ApiError> {
    let row = state.storage.rules_of(campaign.campaign_id).await?;
    let set = match &row {
        Some(row) => row.set.clone(),
        None => RuleSet::new(system_of(state, campaign).await?),
    };
    Ok((set, row))
}

/// Tells which of the newest rolls would come out differently.
///
/// # Errors
///
/// `rule.*` for rules that can't be read, `request.not_found` for an unknown version.
pub(crate) async fn preview_rules(
    state: &AppState,
    campaign: &Campaign,
    proposal: &Proposal,
) -> Result<Preview, ApiError> {
    let proposed = proposed(state, campaign, proposal).await?;
    let after = CampaignRules::prepare(&proposed)?;
    let (present, _) = present_rules(state, campaign).await?;
    let before = match CampaignRules::prepare(&present) {
        Ok(rules) if rules.is_for(&proposed.system) => rules,
        // What can't be used does not judge today either.
        _ => CampaignRules::prepare(&RuleSet::new(proposed.system.clone()))?,
    };
    let past = state.storage.past_rolls(campaign.campaign_id, PAST_ROLLS).await?;
    let past: Vec<_> = past.into_iter().filter(|past| after.is_for(&past.system_id)).collect();
    let changes = preview(before.system(), after.system(), past.iter().map(|past| &past.roll));
    let mut told = Preview { looked: past.len(), ..Preview::default() };
    for change in changes {
        let Some(past) = past.get(change.place) else { continue };
        match (change.before.is_critical(), change.after.is_critical()) {
            (false, true) => told.gained += 1,
            (true, false) => told.lost += 1,
            _ => {}
        }
        told.items.push(tried(past, change.before, change.after));
    }
    Ok(told)
}

/// Stores a proposal as the campaign's newest rules; they judge from the next roll on.
///
/// # Errors
///
/// `rule.*` for rules that can't be read, `rules.changed` when another version was stored meanwhile,
/// `request.not_found` for an unknown version.
pub(crate) async fn save_rules(
    state: &AppState,
    campaign: &Campaign,
    proposal: &Proposal,
) -> Result<i64, ApiError> {
    let set = proposed(state, campaign, proposal).await?;
    CampaignRules::prepare(&set)?;
    let campaign_id: CampaignId = campaign.campaign_id;
    let saved = state.storage.save_rules(campaign_id, &set, proposal.version, platform::now());
    saved.await?.ok_or_else(|| {
        ApiError::new(
            StatusCode::CONFLICT,
            "rules.changed",
            "the rules were changed meanwhile; reload them and try again",
        )
    })
}

/// The game system of a campaign; before its table has told one, that of its newest roll.
async fn system_of(state: &AppState, campaign: &Campaign) -> Result<SystemId, ApiError> {
    if let Some(system) = &campaign.system {
        return Ok(system.id.clone());
    }
    let newest = state.storage.past_rolls(campaign.campaign_id, 1).await?.pop();
    Ok(newest.map_or_else(|| SystemId::from("unknown"), |newest| newest.system_id))
}

async fn proposed(
    state: &AppState,
    campaign: &Campaign,
    proposal: &Proposal,
) -> Result<RuleSet, ApiError> {
    let Some(version) = proposal.restore.filter(|version| *version != 0) else {
        let system = system_of(state, campaign).await?;
        let is_reset = proposal.restore.is_some();
        return if is_reset { Ok(RuleSet::new(system)) } else { proposal.rule_set(system) };
    };
    let row = state.storage.rules_version(campaign.campaign_id, version).await?;
    Ok(row.ok_or_else(|| ApiError::not_found("version of these rules"))?.set)
}

fn tried(past: &PastRoll, before: Verdict, after: Verdict) -> Tried {
    let PastRoll { roll, .. } = past;
    let judged = |verdict: Verdict| Judged { why: verdict.explain(&roll.dice), verdict };
    Tried {
        roll_id: past.roll_id,
        name: past.character.clone().or_else(|| roll.speaker.alias.clone()),
        flavor: roll.flavor.clone(),
        formula: roll.formula.clone(),
        result: roll.total,
        visibility: roll.visibility,
        rolled_at: past.rolled_at,
        before: judged(before),
        after: judged(after),
    }
}
