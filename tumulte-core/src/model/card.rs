//! Results that a tabletop keeps outside the rolls of a message.

use serde::{Deserialize, Serialize};

use super::HintPaths;

/// One kind of result on a chat card: where it stands and how it is read.
///
/// Some systems never hand their dice to the tabletop: an attack card holds its rolls among its
/// own data, a test only the number that fell, an old card only what a browser shows.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CardTable {
    /// A word of its own within the file. It is part of the rolls' identity, so it never changes.
    pub name: String,
    /// The place: a path as hints have it, `*` for each of a list or an object. `html.NAME` is the
    /// JSON in an attribute; `html` the dice a browser shows, as the tabletop itself renders them.
    pub at: String,
    /// The way from the place to a serialised roll, text or object; empty when it stands right there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll: Option<String>,
    /// Dice that are plain numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dice: Vec<CardDice>,
    /// The way from the place to the total.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<String>,
    /// The way from the place to the formula; without one it is written from the dice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// The kind of roll, where the card itself says it.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub roll_type: Option<String>,
    /// Whether it is read although the message has rolls of its own. Most cards repeat those.
    #[serde(default)]
    pub beside: bool,
    /// Facts of the card, before those of the message; `card.` starts at the place.
    #[serde(default, skip_serializing_if = "HintPaths::is_empty")]
    pub hints: HintPaths,
}

/// Dice of a card that are plain numbers, or objects with a `result`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardDice {
    /// The way from the card's place to the number, a list of them, or with `*` to each of them.
    pub at: String,
    /// How many faces each has.
    pub faces: u32,
    /// What they stand for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}
