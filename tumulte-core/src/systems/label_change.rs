//! What a table changes about the outcomes of one label.

use serde::{Deserialize, Serialize};

use super::{OutcomeRule, System, error::RuleProblem};
use crate::model::{Map, Set, Severity, gathered};

/// The longest word for an outcome, in characters: it has to fit on a card.
const MAX_LABEL: usize = 60;

/// Another word, another weight, or silence for every outcome of one label.
///
/// ```
/// use tumulte_core::{model::Die, systems::{Catalog, JudgeInput, LabelChange, RuleSet}};
///
/// let change = LabelChange { label: Some("Coup critique".into()), ..LabelChange::default() };
/// let rules = RuleSet::new("dnd5e").with_label("Critical Hit", change);
/// let system = rules.prepare(Catalog::built_in())?;
/// let verdict = system.judge(&JudgeInput::new(vec![Die::new(20, 20)]));
/// assert_eq!(verdict.label.as_deref(), Some("Coup critique"));
/// # Ok::<(), tumulte_core::systems::RuleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelChange {
    /// The word this table uses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// How much of a moment it is here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Whether these outcomes are passed over, as if the rules had no such line.
    #[serde(default, skip_serializing_if = "is_false")]
    pub off: bool,
}

impl LabelChange {
    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn check(&self) -> Result<(), RuleProblem> {
        let Some(label) = &self.label else { return Ok(()) };
        let length = label.chars().count();
        if label.trim().is_empty() || length > MAX_LABEL || label.chars().any(char::is_control) {
            let message =
                format!("found a label of {length} characters, expected 1 to {MAX_LABEL}");
            return Err(RuleProblem::Syntax(message));
        }
        Ok(())
    }
}

/// Changes the outcomes of a system by their labels; a wrong change is told with its label.
pub(super) fn apply<'c>(
    changes: &'c Map<String, LabelChange>,
    system: &mut System,
) -> Result<(), (&'c str, RuleProblem)> {
    for (name, change) in changes {
        let known: Set<_> = gathered(system.outcomes().iter().filter_map(OutcomeRule::label));
        if !known.contains(name.as_str()) {
            return Err((name, RuleProblem::unknown(name, known.into_iter())));
        }
        change.check().map_err(|problem| (name.as_str(), problem))?;
    }
    let change = |outcome: &OutcomeRule| changes.get(outcome.label()?);
    let outcomes = &mut system.rule.outcomes;
    outcomes.retain(|outcome| !change(outcome).is_some_and(|change| change.off));
    for outcome in outcomes {
        let Some(change) = change(outcome) else { continue };
        outcome.severity = change.severity.unwrap_or(outcome.severity);
        if let Some(label) = &change.label {
            outcome.label = Some(label.clone());
        }
    }
    Ok(())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the shape serde asks for")]
const fn is_false(value: &bool) -> bool {
    !*value
}
