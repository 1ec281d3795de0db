//! The rules of one campaign.

use serde::{Deserialize, Serialize};

use super::{
    Catalog, LabelChange, RuleError, System,
    error::RuleProblem,
    label_change, load,
    locate::{Format, Step},
};
use crate::model::{HintValue, Hints, Map, SystemId};

/// What a game master decided for a campaign: a game system, what is different at this table, or
/// rules of one's own.
///
/// An override beats what a roll says of itself: where the table plays with criticals from 19 on,
/// a message that says 20 changes nothing.
///
/// ```
/// use tumulte_core::systems::{Catalog, JudgeInput, RuleSet};
///
/// let rules = RuleSet::new("dnd5e").with_override("critAt", 19.0);
/// let system = rules.prepare(Catalog::built_in())?;
/// let input = JudgeInput::from_json(r#"{"dice":[{"faces":20,"result":19}],"rollType":"attack"}"#)?;
/// assert!(system.judge(&input).is_critical());
///
/// let wrong = RuleSet::new("dnd5e").with_override("critat", 19.0).prepare(Catalog::built_in());
/// assert!(wrong.unwrap_err().to_string().contains("did you mean `critAt`?"));
/// # Ok::<(), tumulte_core::systems::SystemsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleSet {
    /// The game system as the tabletop names it.
    pub system: SystemId,
    /// Options that are different at this table, such as `critAt` or `celebrate`.
    #[serde(default, skip_serializing_if = "Hints::is_empty")]
    pub overrides: Hints,
    /// A rule file that takes the place of the system's own, as TOML or as JSON.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// What is different about the outcomes of a label: its word, its weight.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub labels: Map<String, LabelChange>,
}

impl RuleSet {
    /// The rules of a game system as they are.
    #[must_use]
    pub fn new(system: impl Into<SystemId>) -> Self {
        Self { system: system.into(), overrides: Hints::new(), rules: None, labels: Map::new() }
    }

    /// Sets an option for the whole campaign.
    #[must_use]
    pub fn with_override(mut self, name: impl Into<String>, value: impl Into<HintValue>) -> Self {
        self.overrides.insert(name.into(), value.into());
        self
    }

    /// Puts a rule file in the place of the system's own.
    #[must_use]
    pub fn with_rules(mut self, text: impl Into<String>) -> Self {
        self.rules = Some(text.into());
        self
    }

    /// Changes the outcomes of a label.
    #[must_use]
    pub fn with_label(mut self, label: impl Into<String>, change: LabelChange) -> Self {
        self.labels.insert(label.into(), change);
        self
    }

    /// Whether the system's own rules judge as they are.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.overrides.is_empty() && self.rules.is_none() && self.labels.is_empty()
    }

    /// Reads a rule set from JSON and checks it against a catalog.
    ///
    /// # Errors
    /// As [`prepare`](Self::prepare); line and column are those of this text, except for what is
    /// wrong inside a rule file of one's own: they count in that file.
    pub fn from_json(text: &str, catalog: &Catalog) -> Result<Self, RuleError> {
        Self::read(text, Format::Json, catalog)
    }

    /// Reads a rule set from TOML and checks it against a catalog.
    ///
    /// # Errors
    /// As [`from_json`](Self::from_json).
    #[cfg(feature = "toml")]
    pub fn from_toml(text: &str, catalog: &Catalog) -> Result<Self, RuleError> {
        Self::read(text, Format::Toml, catalog)
    }

    fn read(text: &str, format: Format, catalog: &Catalog) -> Result<Self, RuleError> {
        load::limit_bytes(text)?;
        let rules: Self = format.read(text)?;
        let place =
            |table: &str, name: &str| format.place(text, &[Step::Key(table), Step::Key(name)]);
        rules.build(catalog, &place).map(|_| rules)
    }

    /// The rules, ready to judge: the system's own or one's own, with the overrides in place. An
    /// unknown system is the catalog's fallback. Rules of one's own that say nothing of where
    /// tabletops keep their facts find them where the system's do.
    ///
    /// # Errors
    /// Every `rule.*` code for a rule file of one's own; `rule.unknown_name` for an override of an
    /// option or a change of a label the rules do not know; `rule.syntax` for one of the wrong kind.
    pub fn prepare(&self, catalog: &Catalog) -> Result<System, RuleError> {
        self.build(catalog, &|_, _| None)
    }

    fn build(
        &self,
        catalog: &Catalog,
        place: &dyn Fn(&str, &str) -> Option<super::Location>,
    ) -> Result<System, RuleError> {
        let given = catalog.resolve(&self.system);
        let mut system = match &self.rules {
            Some(text) => load::system(text, Format::of(text))?,
            None => given.clone(),
        };
        if system.vtt.is_empty() {
            system.vtt.clone_from(&given.vtt);
        }
        for (name, value) in &self.overrides {
            fix(&mut system, name, value)
                .map_err(|problem| RuleError::new(place("overrides", name), problem))?;
        }
        label_change::apply(&self.labels, &mut system)
            .map_err(|(label, problem)| RuleError::new(place("labels", label), problem))?;
        Ok(system)
    }
}

/// Sets an option for good.
fn fix(system: &mut System, name: &str, value: &HintValue) -> Result<(), RuleProblem> {
    let options = &mut system.rule.options;
    let Some(option) = options.iter_mut().find(|option| option.name == name) else {
        let known = options.iter().map(|option| option.name.as_str());
        return Err(RuleProblem::unknown(name, known));
    };
    let fits = match &option.default {
        Some(default) => core::mem::discriminant(default) == core::mem::discriminant(value),
        None => true,
    };
    // A number may stand where the file only has a switch: "no net hits" is a switch, five a number.
    if !fits
        && !matches!((&option.default, value), (Some(HintValue::Bool(_)), HintValue::Number(_)))
    {
        let kind = |value: &HintValue| match value {
            HintValue::Bool(_) => "a switch",
            HintValue::Number(_) => "a number",
            HintValue::Text(_) => "a text",
        };
        let expected = option.default.as_ref().map_or("", kind);
        let message = format!("the option `{name}` is {expected}, found {} ({value})", kind(value));
        return Err(RuleProblem::Syntax(message));
    }
    option.default = Some(value.clone());
    option.is_fixed = true;
    Ok(())
}
