//! One game system: who it is, what its rules say, where tabletops keep the facts they need.

#[cfg(feature = "toml")]
use core::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{
    RuleError, Vector, VectorFailure, expression::Expression, load, locate::Format,
    variable::Variable,
};
use crate::model::{HintValue, Map, MessageTables, Outcome, Severity, SystemId, VttKind};

/// One game system as its rule file describes it, ready to judge.
///
/// The [module documentation](super) explains the file.
///
/// ```
/// use tumulte_core::systems::System;
///
/// let error = System::from_toml("id = 'house'\nname = 'House'\n[[rule.outcomes]]\nwhen = 'nta >= 20'")
///     .unwrap_err();
/// assert_eq!(error.code(), "rule.unknown_name");
/// assert!(error.to_string().starts_with("line 4, column 9: unknown name `nta`"));
/// ```
#[derive(Debug, Clone)]
pub struct System {
    pub(super) id: SystemId,
    pub(super) name: String,
    pub(super) aliases: Vec<SystemId>,
    pub(super) publisher: Option<String>,
    pub(super) mechanism: Option<String>,
    pub(super) roll_types: Vec<String>,
    pub(super) confidence: Confidence,
    pub(super) labels: Labels,
    pub(super) sources: Vec<String>,
    pub(super) rule: Rule,
    pub(super) vtt: Arc<Map<String, MessageTables>>,
    pub(super) vectors: Arc<Vec<Vector>>,
}

impl System {
    /// Reads a rule file: a built-in one, or one a GM wrote.
    ///
    /// # Errors
    /// Every `rule.*` code of [`SystemsError`](super::SystemsError), with line and column.
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str) -> Result<Self, RuleError> {
        load::system(text, Format::Toml)
    }

    /// Reads a rule file written as JSON: the same tables and keys.
    ///
    /// ```
    /// use tumulte_core::systems::System;
    ///
    /// let text = r#"{"id": "house", "name": "House", "rule": {"outcomes": [{"when": "nta >= 20"}]}}"#;
    /// let error = System::from_json(text).unwrap_err();
    /// assert!(error.to_string().starts_with("line 1, column 66: unknown name `nta`"), "{error}");
    /// ```
    ///
    /// # Errors
    /// As [`from_toml`](Self::from_toml).
    pub fn from_json(text: &str) -> Result<Self, RuleError> {
        load::system(text, Format::Json)
    }

    /// Rules that never say anything.
    pub(super) fn silent() -> Self {
        Self {
            id: SystemId::new("_silent"),
            name: "No rules".to_owned(),
            aliases: Vec::new(),
            publisher: None,
            mechanism: None,
            roll_types: Vec::new(),
            confidence: Confidence::Convention,
            labels: Labels::default(),
            sources: Vec::new(),
            rule: Rule::default(),
            vtt: Arc::default(),
            vectors: Arc::default(),
        }
    }

    /// The system's id as Foundry spells it.
    #[must_use]
    pub const fn id(&self) -> &SystemId {
        &self.id
    }

    /// The name people know it by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Ids of forks and older spellings the same rules judge.
    #[must_use]
    pub fn aliases(&self) -> &[SystemId] {
        &self.aliases
    }

    /// Who publishes the game, when known.
    #[must_use]
    pub fn publisher(&self) -> Option<&str> {
        self.publisher.as_deref()
    }

    /// What is rolled, in a phrase.
    #[must_use]
    pub fn mechanism(&self) -> Option<&str> {
        self.mechanism.as_deref()
    }

    /// Which rolls can be critical, in words for people.
    #[must_use]
    pub fn roll_types(&self) -> &[String] {
        &self.roll_types
    }

    /// How sure the rules are.
    #[must_use]
    pub const fn confidence(&self) -> Confidence {
        self.confidence
    }

    /// The words the system has for its outcomes.
    #[must_use]
    pub const fn labels(&self) -> &Labels {
        &self.labels
    }

    /// Where the rules come from.
    #[must_use]
    pub fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The outcome lines in the order they are tried.
    #[must_use]
    pub fn outcomes(&self) -> &[OutcomeRule] {
        &self.rule.outcomes
    }

    /// Names and default values of the options the rules know.
    pub fn options(&self) -> impl Iterator<Item = (&str, Option<&HintValue>)> {
        self.rule.options.iter().map(|option| (option.name.as_str(), option.default.as_ref()))
    }

    /// All these rules tell the reader of a tabletop's messages; empty when nobody looked.
    #[must_use]
    pub fn message_tables(&self, vtt: &VttKind) -> &MessageTables {
        static NONE: MessageTables = MessageTables::new();
        self.vtt.get(vtt.as_str()).unwrap_or(&NONE)
    }

    /// Whether messages of every tabletop are read alike for both, whatever their rules conclude.
    pub(crate) fn reads_as(&self, other: &Self) -> bool {
        self.vtt == other.vtt
    }

    /// The worked examples of the file.
    #[must_use]
    pub fn vectors(&self) -> &[Vector] {
        &self.vectors
    }

    /// Judges the file's own examples and returns those that come out differently.
    #[must_use]
    pub fn failing_vectors(&self) -> Vec<VectorFailure> {
        self.vectors.iter().filter_map(|vector| vector.failure(self)).collect()
    }
}

#[cfg(feature = "toml")]
impl FromStr for System {
    type Err = RuleError;

    fn from_str(text: &str) -> Result<Self, RuleError> {
        Self::from_toml(text)
    }
}

/// How sure a rule file is of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in the system's source code.
    Code,
    /// From the rule book; where a tabletop keeps the facts is uncertain.
    #[default]
    Rules,
    /// The game knows no critical; tables celebrate this.
    Convention,
}

/// The words a system has for its outcomes; the first of each is the usual one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// Words for critical successes.
    #[serde(default)]
    pub success: Vec<String>,
    /// Words for critical failures.
    #[serde(default)]
    pub failure: Vec<String>,
    /// Words for what is worth a name and no critical.
    #[serde(default)]
    pub other: Vec<String>,
}

/// One line of the rules: what has to hold, and what it means.
#[derive(Debug, Clone)]
pub struct OutcomeRule {
    pub(super) when: Arc<Expression>,
    pub(super) outcome: Option<Outcome>,
    pub(super) label: Option<String>,
    pub(super) severity: Severity,
    pub(super) see: Option<String>,
}

impl OutcomeRule {
    /// The test, as the file writes it.
    #[must_use]
    pub fn when(&self) -> &str {
        self.when.source()
    }

    /// What it means; none names a moment that is no critical.
    #[must_use]
    pub const fn outcome(&self) -> Option<Outcome> {
        self.outcome
    }

    /// The system's word for it.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// How much of a moment it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// The rule book's or the system's own text for it.
    #[must_use]
    pub fn see(&self) -> Option<&str> {
        self.see.as_deref()
    }
}

/// A compiled rule. What nobody changes is shared by copies. Values live in slots: the built-in names, then the options, then the variables.
#[derive(Debug, Clone, Default)]
pub(super) struct Rule {
    pub(super) gate: Vec<String>,
    pub(super) never: Vec<String>,
    /// `rollType` when neither the roll nor its message has one.
    pub(super) default_roll_type: Option<String>,
    /// `target` when the roll has none.
    pub(super) default_target: Option<f64>,
    pub(super) options: Vec<RuleOption>,
    /// In an order in which each needs only those before it.
    pub(super) vars: Arc<Vec<Variable>>,
    pub(super) outcomes: Vec<OutcomeRule>,
    pub(super) checks: Arc<Vec<Check>>,
}

/// Names every rule has; a slot's number is the place in this list.
pub(super) const BUILT_IN: [&str; 4] = ["total", "target", "margin", "rollType"];

/// Slots of the built-in names `total` and `target`, which `margin` is made of.
pub(super) const TOTAL_AND_TARGET: [usize; 2] = [0, 1];
pub(super) const MARGIN: usize = 2;

#[derive(Debug, Clone)]
pub(super) struct RuleOption {
    pub(super) name: String,
    pub(super) default: Option<HintValue>,
    /// Whether the default holds whatever the roll says.
    pub(super) is_fixed: bool,
}

/// A test that holds when the tabletop's own outcome and the dice disagree.
#[derive(Debug, Clone)]
pub(super) struct Check {
    pub(super) when: Expression,
    pub(super) note: String,
}

impl Rule {
    /// The name of a slot.
    pub(super) fn name(&self, slot: usize) -> Option<&str> {
        if let Some(name) = BUILT_IN.get(slot) {
            return Some(name);
        }
        let option = slot.checked_sub(BUILT_IN.len())?;
        if let Some(option) = self.options.get(option) {
            return Some(&option.name);
        }
        self.variable(slot).map(|variable| variable.name.as_str())
    }

    pub(super) fn variable(&self, slot: usize) -> Option<&Variable> {
        self.vars.iter().find(|variable| variable.slot == slot)
    }

    pub(super) fn slot_count(&self) -> usize {
        BUILT_IN.len() + self.options.len() + self.vars.len()
    }
}
