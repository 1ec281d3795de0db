//! What a tabletop's message says about a roll beyond its dice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Number;

/// One named fact: a threshold, a target, a roll type, a switch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum HintValue {
    /// A switch.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A word.
    Text(String),
}

impl From<f64> for HintValue {
    fn from(value: f64) -> Self {
        Self::Number(Number::new(value))
    }
}

impl From<bool> for HintValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<&str> for HintValue {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}

/// Facts about one roll by name, such as `critAt = 19`. Names are the option names of the rules.
pub type Hints = BTreeMap<String, HintValue>;

/// Where a tabletop's message holds each named fact: alternatives, first hit wins.
///
/// A path starts with where to look: `message.` (the chat message), `roll.` (this roll's own
/// JSON), `html.` (an attribute of the message's content, first occurrence), and on Roll20
/// `template.` (a field of the sheet's template). `{system}` stands for the system's id. Rule files
/// carry these tables; adapters walk them.
pub type HintPaths = BTreeMap<String, Vec<String>>;
