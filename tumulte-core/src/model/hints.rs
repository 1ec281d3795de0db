//! What a tabletop's message says about a roll beyond its dice.

use core::fmt;
use serde::{Deserialize, Serialize};

use super::{CardTable, Map, Number, Scalar, parse_real};

/// One named fact: a threshold, a target, a roll type, a switch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged, from = "Scalar")]
pub enum HintValue {
    /// A switch.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A word.
    Text(String),
}

impl HintValue {
    /// The value a text spells: a switch, a number, else the text itself.
    #[must_use]
    pub fn spelled(text: &str) -> Self {
        match text {
            "true" => Self::Bool(true),
            "false" => Self::Bool(false),
            _ => match parse_real(text) {
                Some(number) if number.is_finite() => Self::from(number),
                _ => Self::from(text),
            },
        }
    }

    /// Whether it is neither false, 0 nor empty.
    #[must_use]
    pub fn is_set(&self) -> bool {
        match self {
            Self::Bool(switch) => *switch,
            Self::Number(number) => number.value() != 0.0,
            Self::Text(text) => !text.is_empty(),
        }
    }
}

/// As people read it: a switch is yes or no.
impl fmt::Display for HintValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bool(true) => f.write_str("yes"),
            Self::Bool(false) => f.write_str("no"),
            Self::Number(number) => fmt::Display::fmt(number, f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

impl From<Scalar> for HintValue {
    fn from(value: Scalar) -> Self {
        match value {
            Scalar::Flag(switch) => Self::Bool(switch),
            Scalar::Number(number) => Self::from(number),
            Scalar::Text(text) => Self::Text(text),
        }
    }
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
pub type Hints = Map<String, HintValue>;

/// Where a tabletop's message holds each named fact: alternatives, first hit wins.
///
/// A path starts with where to look: `message.` (the chat message), `roll.` (this roll's own
/// JSON), on Roll20 `template.` (a field of the sheet's template), `html.` (an attribute of the message's content, first occurrence; what follows a further
/// dot is a path into the JSON it holds). `{system}` stands for the system's id, `{roll}` for the
/// roll's own place among the message's rolls, `*` for any key or place in a list, `x[0]` is `x.0`,
/// and a key with dots in it counts as the keys between them. With
/// `-> word` behind it the path only has to lead to something that is neither false, 0 nor empty,
/// and the fact is the word. Rule files carry these tables; adapters walk them.
pub type HintPaths = Map<String, Vec<String>>;

/// What the words of a tabletop mean to the rules, by hint: `weapon-test` is `attack`. The word `*`
/// stands for every other; a word that is not listed stays as it is.
pub type HintWords = Map<String, Map<String, HintValue>>;

/// What a die stands for, by what the tabletop says of it: its class (`WildDie`), the size of a die
/// without a class of its own (`d10`), or its flavour (`[stunt]`, in lower case). Nothing (`""`)
/// makes it a plain die. Flavour beats size, size beats class.
pub type DieKinds = Map<String, String>;

/// All a rule file tells the reader of one tabletop's messages: its table `[vtt.NAME]`.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageTables {
    /// Where the facts are.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub hints: HintPaths,
    /// What their words mean.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub words: HintWords,
    /// What dice stand for.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub kinds: DieKinds,
    /// Results outside the message's rolls.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<CardTable>,
    /// Whether all rolls of a message are one pool: some systems throw each die as a roll of its own.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub pooled: bool,
}

impl MessageTables {
    /// Tables that say nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            hints: Map::new(),
            words: Map::new(),
            kinds: Map::new(),
            cards: Vec::new(),
            pooled: false,
        }
    }

    /// What a word found for a hint means to the rules. Of several words, as the classes of a page
    /// are, the first that is known counts.
    #[must_use]
    pub fn word(&self, hint: &str, found: HintValue) -> HintValue {
        let Some(words) = self.words.get(hint) else { return found };
        let known = match &found {
            HintValue::Text(text) => words
                .get(text.as_str())
                .or_else(|| text.split_ascii_whitespace().find_map(|word| words.get(word))),
            HintValue::Number(number) => words.get(&number.to_string()),
            HintValue::Bool(switch) => words.get(if *switch { "true" } else { "false" }),
        };
        known.or_else(|| words.get("*")).cloned().unwrap_or(found)
    }
}

impl From<HintPaths> for MessageTables {
    fn from(hints: HintPaths) -> Self {
        Self { hints, ..Self::new() }
    }
}
