//! What a game system's rules concluded about a roll.

use serde::{Deserialize, Serialize};

use super::{HintValue, Map};

/// Which way a critical went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Critical success.
    Success,
    /// Critical failure.
    Failure,
}

/// How much of a moment it is; overlays scale with it.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A nod: celebrated by convention only.
    Minor,
    /// A proper critical.
    #[default]
    Major,
    /// The best or worst the system knows.
    Extreme,
}

/// What the rules concluded about one roll.
///
/// A roll that is not critical may still carry a label, such as "Hard Success".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Verdict {
    /// Critical success, critical failure, or none.
    #[serde(rename = "type")]
    pub outcome: Option<Outcome>,
    /// The system's word for it: "Critical Hit", "Natural 20".
    pub label: Option<String>,
    /// How much of a moment it is; only for criticals.
    pub severity: Option<Severity>,
    /// Labels of further outcomes that hold at the same time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<String>,
    /// Which rule said so, and by what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
}

impl Verdict {
    /// Whether the roll is a critical success or a critical failure.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.outcome.is_some()
    }
}

/// Why a verdict is what it is: the answer to a player's "how so?".
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reason {
    /// The id of the game system whose rules judged.
    pub system: String,
    /// The test that held, as the rule file writes it: `nat >= critAt`.
    pub when: String,
    /// Indices of the dice the rule looked at.
    #[serde(default)]
    pub dice: Vec<usize>,
    /// The values the test saw: `nat = 20`, `critAt = 19`.
    #[serde(default)]
    pub values: Map<String, HintValue>,
    /// What the tabletop's own outcome and the dice disagree about, when they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disagreement: Option<String>,
}
