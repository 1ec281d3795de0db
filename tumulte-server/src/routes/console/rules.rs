//! `/campaigns/{id}/rules`

use std::collections::BTreeMap;

use axum::{
    Form,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use serde_json::Value;
use tumulte_core::{
    model::{Campaign, HintValue, Severity, Visibility},
    sync::CampaignRules,
    systems::{Catalog, LabelChange, RuleSet},
};

use super::visitor::Visitor;
use crate::{
    actions::{self, Judged, Preview, Proposal},
    auth::Account,
    error::ApiError,
    pages::{
        ChangedRoll, RuleProblem, RulesPage, RulesPreview, VerdictCell, VersionLine, label_fields,
        option_fields, outcome_lines, rules_summary, severity_word, starting_text,
    },
    routes::id,
    state::AppState,
};

/// How many versions the page offers to go back to.
const VERSIONS: u32 = 12;

/// How many changed rolls the page shows.
const SHOWN: usize = 60;

/// `GET /campaigns/{id}/rules`
pub(crate) async fn rules_page(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    Query(query): Query<BTreeMap<String, String>>,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let mut page = page(&state, &visitor, &row.campaign, None).await?;
    if query.contains_key("saved") {
        let notice = page.chrome.say("rules.saved").to_owned();
        page.chrome.notice = Some(notice);
    }
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

/// `POST /campaigns/{id}/rules`: looks what the form would change, saves it, or goes back to an earlier version.
pub(crate) async fn change_rules(
    State(state): State<AppState>,
    Account(user): Account,
    Path(campaign_id): Path<String>,
    visitor: Visitor,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, ApiError> {
    let row = actions::own_campaign(&state, user.user_id, id(&campaign_id)?).await?;
    let campaign = row.campaign;
    let path = format!("/campaigns/{}/rules", campaign.campaign_id);
    let visitor = visitor.at(path.clone());
    let proposal = read(&fields);
    let is_saving = fields.iter().any(|(name, value)| name == "action" && value == "save");
    let tried = match &proposal {
        Err(error) => Err(error.clone()),
        Ok(proposal) if is_saving || proposal.restore.is_some() => {
            match actions::save_rules(&state, &campaign, proposal).await {
                Ok(_) => return Ok(Redirect::to(&format!("{path}?saved=1")).into_response()),
                Err(error) => Err(error),
            }
        }
        Ok(proposal) => actions::preview_rules(&state, &campaign, proposal).await,
    };
    let proposal = proposal.unwrap_or_else(|_| read_what_can_be(&fields));
    let mut page = page(&state, &visitor, &campaign, Some(&proposal)).await?;
    let mut status = StatusCode::OK;
    match tried {
        Ok(preview) => page.preview = Some(shown(preview)),
        Err(error) => {
            status = error.status();
            page.problem = Some(RuleProblem {
                text: page.chrome.locale.error(error.code(), error.message()),
                line: error.location().map(|location| location.line),
                column: error.location().map(|location| location.column),
            });
        }
    }
    Visitor::respond(&[], status, &page)
}

async fn page(
    state: &AppState,
    visitor: &Visitor,
    campaign: &Campaign,
    proposal: Option<&Proposal>,
) -> Result<RulesPage, ApiError> {
    let (present, row) = actions::present_rules(state, campaign).await?;
    let locale = visitor.chrome.locale;
    let catalog = Catalog::built_in();
    let given = catalog.resolve(&present.system);
    let prepared = CampaignRules::prepare(&present);
    let holding = prepared.as_ref().map_or(given, CampaignRules::system);
    let edited = proposal.map_or_else(
        || present.clone(),
        |proposal| RuleSet {
            overrides: proposal.overrides.clone(),
            labels: proposal.labels.clone(),
            rules: proposal.rules.as_ref().and_then(Value::as_str).map(ToOwned::to_owned),
            ..RuleSet::new(present.system.clone())
        },
    );
    // What can be set is what the rules in force know: the table's own, where it has them.
    let base = match &edited.rules {
        None => given.clone(),
        own => RuleSet { rules: own.clone(), ..RuleSet::new(present.system.clone()) }
            .prepare(catalog)
            .unwrap_or_else(|_| given.clone()),
    };
    let history = state.storage.rules_history(campaign.campaign_id, VERSIONS).await?;
    let versions = history.into_iter().skip(1).map(|row| VersionLine {
        version: row.version,
        saved_at: row.saved_at.to_string(),
        summary: rules_summary(locale, &row.set),
    });
    let name = campaign.name.as_str();
    let is_live = state.presence.is_live(campaign.connection_id);
    Ok(RulesPage {
        chrome: visitor.chrome.clone().with_campaign(&campaign.campaign_id, name, is_live),
        id: campaign.campaign_id.to_string(),
        system: given.name().to_owned(),
        mechanism: given.mechanism().unwrap_or_default().to_owned(),
        is_unknown: catalog.get(&present.system).is_none(),
        version: row.as_ref().map_or(0, |row| row.version),
        saved_at: row.as_ref().map(|row| row.saved_at.to_string()),
        is_plain: present.is_plain(),
        broken: prepared.as_ref().err().map(ToString::to_string),
        outcomes: outcome_lines(locale, holding),
        options: option_fields(locale, &base, &edited),
        labels: label_fields(&base, &edited),
        is_own: edited.rules.is_some(),
        own: edited.rules.unwrap_or_default(),
        starting_text: starting_text(&present.system),
        problem: None,
        preview: None,
        versions: versions.collect(),
    })
}

/// Reads the form: `o:critAt` is an option, `l:3:name`, `l:3:label`, `l:3:severity`, `l:3:off` are of one label.
fn read(fields: &[(String, String)]) -> Result<Proposal, ApiError> {
    read_fields(fields, &mut |name, text| {
        Err(ApiError::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "rules.not_a_number",
            format!("`{name}` is a number, found `{text}`"),
        ))
    })
}

fn read_what_can_be(fields: &[(String, String)]) -> Proposal {
    read_fields(fields, &mut |_, _| Ok(())).unwrap_or_default()
}

fn read_fields(
    fields: &[(String, String)],
    wrong: &mut dyn FnMut(&str, &str) -> Result<(), ApiError>,
) -> Result<Proposal, ApiError> {
    let mut proposal = Proposal::default();
    let mut labels: BTreeMap<&str, (String, LabelChange)> = BTreeMap::new();
    let (mut is_own, mut text) = (false, "");
    for (name, value) in fields {
        let value = value.trim();
        match name.split(':').collect::<Vec<_>>().as_slice() {
            ["version"] => proposal.version = value.parse().ok(),
            ["restore"] => proposal.restore = value.parse().ok(),
            ["own"] => is_own = true,
            ["rules"] => text = value,
            ["o", option] if !value.is_empty() => match number_or_switch(value) {
                Some(value) => {
                    proposal.overrides.insert((*option).to_owned(), value);
                }
                None => wrong(option, value)?,
            },
            ["l", place, field] => {
                let (label, change) = labels.entry(place).or_default();
                match *field {
                    "name" => value.clone_into(label),
                    "label" if !value.is_empty() => change.label = Some(value.to_owned()),
                    "severity" => change.severity = severity(value),
                    "off" => change.off = true,
                    _ => {}
                }
            }
            _ => {}
        }
    }
    let changed = labels.into_values().filter(|(_, change)| !change.is_empty());
    proposal.labels = changed.collect();
    // A browser sends line ends as mail does; columns are counted without.
    proposal.rules = is_own.then(|| Value::String(text.replace("\r\n", "\n")));
    Ok(proposal)
}

fn number_or_switch(text: &str) -> Option<HintValue> {
    match HintValue::spelled(&text.replace(',', ".")) {
        HintValue::Text(_) => None,
        value => Some(value),
    }
}

fn severity(word: &str) -> Option<Severity> {
    [Severity::Minor, Severity::Major, Severity::Extreme]
        .into_iter()
        .find(|severity| severity_word(*severity) == word)
}

fn shown(preview: Preview) -> RulesPreview {
    let Preview { looked, gained, lost, items } = preview;
    let changed = items.len();
    let roll = |tried: actions::Tried| ChangedRoll {
        name: tried.name.unwrap_or_default(),
        flavor: tried.flavor.unwrap_or_default(),
        formula: tried.formula,
        result: tried.result.map_or_else(String::new, |result| result.to_string()),
        rolled_at: tried.rolled_at.to_string(),
        is_hidden: tried.visibility != Visibility::Public,
        before: cell(tried.before),
        after: cell(tried.after),
    };
    let rolls = items.into_iter().take(SHOWN).map(roll).collect();
    RulesPreview { looked, gained, lost, changed, rolls }
}

fn cell(judged: Judged) -> VerdictCell {
    VerdictCell {
        label: judged.verdict.label.unwrap_or_default(),
        outcome: judged.verdict.outcome.map(Into::into),
        severity: judged.verdict.severity.map_or("", severity_word),
        why: judged.why.unwrap_or_default(),
    }
}
