//! One die and what it showed.

use serde::{Deserialize, Serialize};

use super::Number;

/// One die: its faces, what it showed, and what became of it.
///
/// The shape is also what [`judge`](crate::systems::judge) takes: only `faces` and `result` are
/// needed.
///
/// ```
/// use tumulte_core::model::Die;
///
/// let die: Die = serde_json::from_str(r#"{"faces":20,"result":7}"#).unwrap();
/// assert!(die.active);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "independent marks of the tabletop's own format")]
pub struct Die {
    /// How many faces; 0 where the tabletop did not say.
    #[serde(default)]
    pub faces: u32,
    /// The face result, before any modifier.
    pub result: Number,
    /// What the die stands for where that matters: `tens`, `units`, `fate`, `coin`, `hope` …
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether it counts. Dropped and rerolled dice do not.
    #[serde(default = "yes")]
    pub active: bool,
    /// The value a minimum or maximum put in place of the result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Number>,
    /// What it adds to the total where that is not its value: successes counted, a tens die's 40.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Number>,
    /// Removed by keep or drop.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub discarded: bool,
    /// Replaced by a new roll.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub rerolled: bool,
    /// Brought one more die.
    #[serde(default, skip_serializing_if = "core::ops::Not::not")]
    pub exploded: bool,
    /// Whether it counted as a success, where successes are counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success: Option<bool>,
    /// Index of the dice term it belongs to, in reading order.
    #[serde(default)]
    pub term: u32,
}

const fn yes() -> bool {
    true
}

impl Die {
    /// A plain, active die.
    #[must_use]
    pub fn new(faces: u32, result: impl Into<Number>) -> Self {
        Self {
            faces,
            result: result.into(),
            kind: None,
            active: true,
            value: None,
            count: None,
            discarded: false,
            rerolled: false,
            exploded: false,
            success: None,
            term: 0,
        }
    }

    /// The value rules look at: the clamped value when there is one, else the face result.
    #[must_use]
    pub fn effective(&self) -> Number {
        self.value.unwrap_or(self.result)
    }
}
