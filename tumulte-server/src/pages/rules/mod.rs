//! A campaign's rules: what holds, what the game master changes, what that would have changed.

mod starting_text;
mod words;

use askama::Template;
use tumulte_core::{
    model::{HintValue, Outcome, Severity},
    systems::{LabelChange, RuleSet, System},
};

pub(crate) use starting_text::starting_text;

use super::{Chrome, Locale, RollOutcome};

/// One line of the rules as they hold.
#[derive(Debug, Clone)]
pub struct OutcomeLine {
    /// The test in words.
    pub words: String,
    /// The test as the file writes it.
    pub when: String,
    /// The word for it; empty where it has none.
    pub label: String,
    /// Which way it goes; none names a moment that is no critical.
    pub outcome: Option<RollOutcome>,
    /// How much of a moment it is.
    pub severity: &'static str,
    /// Where that stands in the rule book.
    pub see: String,
}

/// An option of the rules that can be set for the table.
#[derive(Debug, Clone)]
pub struct OptionField {
    /// Its name in the rules.
    pub name: String,
    /// Its title for people.
    pub title: String,
    /// What it is without a decision.
    pub default: String,
    /// What the game master decided.
    pub value: String,
    /// Whether it is on or off, not a number.
    pub is_switch: bool,
    /// Whether it is a threshold people know, rather than a fact about single rolls.
    pub is_common: bool,
}

/// The outcomes of one label, and what the table changes about them.
#[derive(Debug, Clone)]
pub struct LabelField {
    /// The system's own word.
    pub name: String,
    /// Which way it goes.
    pub outcome: Option<RollOutcome>,
    /// The system's own weight.
    pub default_severity: &'static str,
    /// What the game master decided.
    pub change: LabelChange,
}

impl LabelField {
    /// The table's own word, if it has one.
    #[must_use]
    pub fn label(&self) -> &str {
        self.change.label.as_deref().unwrap_or_default()
    }

    /// Whether this weight was chosen.
    #[must_use]
    pub fn is_chosen(&self, severity: &str) -> bool {
        self.change.severity.is_some_and(|chosen| severity_word(chosen) == severity)
    }

    /// Which way it goes, as a word of class names.
    #[must_use]
    pub fn outcome_word(&self) -> &'static str {
        self.outcome.map_or("", RollOutcome::as_str)
    }
}

/// What is wrong with what was typed.
#[derive(Debug, Clone, Default)]
pub struct RuleProblem {
    /// In words.
    pub text: String,
    /// The line in the text of one's own rules, where it is there.
    pub line: Option<usize>,
    /// The column.
    pub column: Option<usize>,
}

/// A verdict in the table of changes.
#[derive(Debug, Clone, Default)]
pub struct VerdictCell {
    /// The word; empty where the rules say nothing.
    pub label: String,
    /// Which way it goes.
    pub outcome: Option<RollOutcome>,
    /// How much of a moment.
    pub severity: &'static str,
    /// Why.
    pub why: String,
}

impl VerdictCell {
    /// Which way it goes, as a word of class names.
    #[must_use]
    pub fn outcome_word(&self) -> &'static str {
        self.outcome.map_or("", RollOutcome::as_str)
    }
}

/// A roll that would come out differently.
#[derive(Debug, Clone)]
pub struct ChangedRoll {
    /// Who rolled.
    pub name: String,
    /// The text the table shows beside it.
    pub flavor: String,
    /// The formula.
    pub formula: String,
    /// The total.
    pub result: String,
    /// When, RFC 3339.
    pub rolled_at: String,
    /// Whether it was rolled in secret.
    pub is_hidden: bool,
    /// What the rules say today.
    pub before: VerdictCell,
    /// What they would say.
    pub after: VerdictCell,
}

/// What the rules typed in would change.
#[derive(Debug, Clone, Default)]
pub struct RulesPreview {
    /// How many rolls were judged again.
    pub looked: usize,
    /// How many became critical.
    pub gained: usize,
    /// How many stopped to be.
    pub lost: usize,
    /// How many come out differently in all.
    pub changed: usize,
    /// The newest of those.
    pub rolls: Vec<ChangedRoll>,
}

/// A version of the rules that can be gone back to.
#[derive(Debug, Clone)]
pub struct VersionLine {
    /// Its number; 0 is the game system's own rules.
    pub version: i64,
    /// When it was saved, RFC 3339.
    pub saved_at: String,
    /// What it changes, in a line.
    pub summary: String,
}

/// The page at `/campaigns/{id}/rules`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "rules.html")]
pub struct RulesPage {
    /// The frame.
    pub chrome: Chrome,
    /// The campaign's id.
    pub id: String,
    /// The game system's name.
    pub system: String,
    /// What is rolled, in a phrase.
    pub mechanism: String,
    /// Whether no rules are known for this system and the fallback judges.
    pub is_unknown: bool,
    /// The version that holds; 0 before anything was decided.
    pub version: i64,
    /// When it was saved, RFC 3339.
    pub saved_at: Option<String>,
    /// Whether the system's own rules judge as they are.
    pub is_plain: bool,
    /// What can't be used of what was saved.
    pub broken: Option<String>,
    /// The rules as they hold.
    pub outcomes: Vec<OutcomeLine>,
    /// What can be set.
    pub options: Vec<OptionField>,
    /// What can be called something else.
    pub labels: Vec<LabelField>,
    /// Rules of the table's own.
    pub own: String,
    /// Whether those take the place of the system's.
    pub is_own: bool,
    /// What those start from.
    pub starting_text: String,
    /// What is wrong with what was typed.
    pub problem: Option<RuleProblem>,
    /// What it would change.
    pub preview: Option<RulesPreview>,
    /// What can be gone back to, newest first.
    pub versions: Vec<VersionLine>,
}

impl RulesPage {
    /// The weights, in their order.
    pub const SEVERITIES: [&'static str; 3] = ["minor", "major", "extreme"];

    /// The options people know, or the others.
    pub fn options(&self, is_common: bool) -> impl Iterator<Item = &OptionField> {
        self.options.iter().filter(move |option| option.is_common == is_common)
    }

    /// Whether anything was changed among the options that are folded away.
    #[must_use]
    pub fn has_other_options(&self) -> bool {
        self.options.iter().any(|option| !option.is_common)
    }

    /// Whether one of the options that are folded away is set.
    #[must_use]
    pub fn is_other_set(&self) -> bool {
        self.options.iter().any(|option| !option.is_common && !option.value.is_empty())
    }

    /// The text key of a weight.
    #[must_use]
    pub fn severity_key(&self, severity: &str) -> String {
        format!("rules.severity.{severity}")
    }

    /// The text of rules of one's own to begin with.
    #[must_use]
    pub fn own_text(&self) -> &str {
        if self.own.is_empty() { &self.starting_text } else { &self.own }
    }
}

/// The lines of the rules as they hold, in words.
#[must_use]
pub(crate) fn outcome_lines(locale: Locale, system: &System) -> Vec<OutcomeLine> {
    let value = |name: &str| {
        let (_, default) = system.options().find(|(option, _)| *option == name)?;
        match default? {
            HintValue::Number(number) => Some(number.to_string()),
            _ => None,
        }
    };
    let line = |outcome: &tumulte_core::systems::OutcomeRule| OutcomeLine {
        words: words::in_words(locale, outcome.when(), &value),
        when: outcome.when().to_owned(),
        label: outcome.label().unwrap_or_default().to_owned(),
        outcome: outcome.outcome().map(Into::into),
        severity: severity_word(outcome.severity()),
        see: outcome.see().unwrap_or_default().to_owned(),
    };
    system.outcomes().iter().map(line).collect()
}

/// The options of a game system, with what a rule set decides about them.
#[must_use]
pub(crate) fn option_fields(locale: Locale, given: &System, set: &RuleSet) -> Vec<OptionField> {
    let field = |(name, default): (&str, Option<&HintValue>)| {
        let default = default.filter(|value| !matches!(value, HintValue::Text(_)))?;
        let key = format!("rules.option.{name}");
        let said = locale.say(&key);
        let is_common = said != key;
        Some(OptionField {
            name: name.to_owned(),
            title: if is_common { said.to_owned() } else { name.to_owned() },
            default: option_word(locale, default),
            value: set.overrides.get(name).map_or_else(String::new, typed),
            is_switch: matches!(default, HintValue::Bool(_)),
            is_common,
        })
    };
    given.options().filter_map(field).collect()
}

/// The labels of a game system, with what a rule set decides about them.
#[must_use]
pub(crate) fn label_fields(given: &System, set: &RuleSet) -> Vec<LabelField> {
    let mut fields: Vec<LabelField> = Vec::new();
    for outcome in given.outcomes() {
        let Some(name) = outcome.label() else { continue };
        if fields.iter().any(|field| field.name == name) {
            continue;
        }
        fields.push(LabelField {
            name: name.to_owned(),
            outcome: outcome.outcome().map(Into::into),
            default_severity: severity_word(outcome.severity()),
            change: set.labels.get(name).cloned().unwrap_or_default(),
        });
    }
    fields
}

/// What a version changes, in a line.
#[must_use]
pub(crate) fn rules_summary(locale: Locale, set: &RuleSet) -> String {
    let mut parts = Vec::new();
    if set.rules.is_some() {
        parts.push(locale.say("rules.summary_own").to_owned());
    }
    for (name, value) in &set.overrides {
        let key = format!("rules.option.{name}");
        let said = locale.say(&key);
        let title = if said == key { name.as_str() } else { said };
        parts.push(format!("{title}: {}", option_word(locale, value)));
    }
    for (name, change) in &set.labels {
        let mut said = Vec::new();
        if change.off {
            said.push(locale.say("rules.label_off").to_owned());
        }
        said.extend(change.label.as_ref().map(|label| format!("“{label}”")));
        said.extend(change.severity.map(|severity| {
            locale.say(&format!("rules.severity.{}", severity_word(severity))).to_owned()
        }));
        parts.push(format!("{name}: {}", said.join(", ")));
    }
    if parts.is_empty() { locale.say("rules.summary_plain").to_owned() } else { parts.join(" · ") }
}

/// The word on the wire and in class names.
#[must_use]
pub(crate) const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Minor => "minor",
        Severity::Major => "major",
        Severity::Extreme => "extreme",
    }
}

impl From<Outcome> for RollOutcome {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Success => Self::Success,
            Outcome::Failure => Self::Failure,
        }
    }
}

fn option_word(locale: Locale, value: &HintValue) -> String {
    match value {
        HintValue::Bool(true) => locale.say("rules.yes").to_owned(),
        HintValue::Bool(false) => locale.say("rules.no").to_owned(),
        other => other.to_string(),
    }
}

/// A decision as its field holds it.
fn typed(value: &HintValue) -> String {
    match value {
        HintValue::Bool(switch) => switch.to_string(),
        other => other.to_string(),
    }
}
