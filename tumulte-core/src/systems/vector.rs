//! Worked examples: a roll, and what the rules make of it.

use core::fmt;

use serde::{Deserialize, Serialize};

use super::{JudgeInput, System};
use crate::model::{Outcome, Quoted, Severity, Verdict};

/// One example. Rule files carry them; `tests/vectors/criticals` has them for every language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// What it shows, as a sentence.
    pub name: String,
    /// The roll.
    pub input: JudgeInput,
    /// What must come out.
    #[serde(default)]
    pub expect: Expectation,
}

/// What must come out of a judgement; what is absent is not looked at, except type and label.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Expectation {
    /// Critical success, critical failure, or none.
    #[serde(rename = "type", default)]
    pub outcome: Option<Outcome>,
    /// The label, or none.
    #[serde(default)]
    pub label: Option<String>,
    /// How much of a moment it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<Severity>,
    /// Labels of further outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub also: Option<Vec<String>>,
    /// Whether the tabletop's own outcome and the dice disagree.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disagrees: Option<bool>,
}

impl Expectation {
    /// Whether a verdict is as expected.
    #[must_use]
    pub fn is_met_by(&self, verdict: &Verdict) -> bool {
        let disagrees = verdict.reason.as_ref().is_some_and(|reason| reason.disagreement.is_some());
        self.outcome == verdict.outcome
            && self.label == verdict.label
            && (self.severity.is_none() || self.severity == verdict.severity)
            && self.also.as_ref().is_none_or(|also| *also == verdict.also)
            && self.disagrees.is_none_or(|expected| expected == disagrees)
    }
}

/// An example that came out differently.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct VectorFailure {
    /// The example's name.
    pub name: String,
    /// What it expects.
    pub expected: Expectation,
    /// What the rules say.
    pub found: Verdict,
}

impl Vector {
    pub(super) fn failure(&self, system: &System) -> Option<VectorFailure> {
        let found = system.judge(&self.input);
        (!self.expect.is_met_by(&found)).then(|| VectorFailure {
            name: self.name.clone(),
            expected: self.expect.clone(),
            found,
        })
    }
}

impl fmt::Display for VectorFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let say = |outcome: Option<Outcome>, label: &Option<String>| {
            let outcome = match outcome {
                Some(Outcome::Success) => "critical success",
                Some(Outcome::Failure) => "critical failure",
                None => "no critical",
            };
            format!("{outcome} {}", Quoted(label.as_deref().unwrap_or_default()))
        };
        write!(
            f,
            "{}: found {}, expected {}",
            Quoted(&self.name),
            say(self.found.outcome, &self.found.label),
            say(self.expected.outcome, &self.expected.label),
        )
    }
}
