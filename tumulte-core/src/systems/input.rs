//! What a judgement needs to know about a roll.

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};

use super::{SystemsError, value::parse_number};
use crate::model::{Die, HintValue, Hints, Number, Roll, read_json};

/// The roll type of a real roll whose message names none. No gate lists it.
pub(super) const UNTYPED: &str = "generic";

/// One roll to be judged: its dice and whatever is known about it.
///
/// Only `dice` is needed. Keys the shape doesn't know are left alone.
///
/// ```
/// use tumulte_core::systems::{JudgeInput, judge};
///
/// let input = JudgeInput::from_json(
///     r#"{"dice":[{"faces":20,"result":19}],"rollType":"attack","options":{"critAt":19}}"#,
/// )?;
/// assert_eq!(judge("dnd5e", &input)?.label.as_deref(), Some("Critical Hit"));
/// # Ok::<(), tumulte_core::systems::SystemsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct JudgeInput {
    /// Every die in reading order, dropped and rerolled ones included.
    pub dice: Vec<Die>,
    /// The total the tabletop gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<Number>,
    /// What the roll is measured against: a DC, a skill value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Number>,
    /// Thresholds and switches by name; what is absent takes the rule file's default.
    #[serde(default, deserialize_with = "options", skip_serializing_if = "Hints::is_empty")]
    pub options: Hints,
    /// What kind of roll it is in words of the game system. Without one the rule file's usual kind
    /// is taken, unless there is a message: then the roll counts as untyped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roll_type: Option<String>,
    /// The chat message, as Foundry stores it. The hint paths of the rule file are looked up in it;
    /// what `options` says wins. Adapters leave it out: they bring hints.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<serde_json::Value>,
}

impl JudgeInput {
    /// Dice alone.
    #[must_use]
    pub fn new(dice: Vec<Die>) -> Self {
        Self { dice, ..Self::default() }
    }

    /// A roll as an adapter read it. Its hints are the options; a roll without a type is untyped, so
    /// that a skill check nobody labelled is not taken for an attack.
    #[must_use]
    pub fn from_roll(roll: &Roll) -> Self {
        let roll_type = known(roll.roll_type.as_deref()).or_else(|| text(&roll.hints, "rollType"));
        Self {
            dice: roll.dice.clone(),
            total: roll.total,
            target: None,
            options: roll.hints.clone(),
            roll_type: Some(roll_type.unwrap_or(UNTYPED).to_owned()),
            message: None,
        }
    }

    /// Reads the documented JSON shape.
    ///
    /// # Errors
    /// `systems.malformed_input` when a known key has the wrong type or `dice` is missing.
    pub fn from_json(text: &str) -> Result<Self, SystemsError> {
        read_json(text.as_bytes()).map_err(|error| SystemsError::MalformedInput(error.to_string()))
    }

    /// Sets one option, such as `celebrate` or `critAt`.
    #[must_use]
    pub fn with_option(mut self, name: impl Into<String>, value: impl Into<HintValue>) -> Self {
        self.options.insert(name.into(), value.into());
        self
    }

    /// The input as the engine looks at it. The message is not looked at.
    pub(super) fn view(&self) -> View<'_> {
        View {
            dice: &self.dice,
            total: self.total,
            target: self.target,
            options: &self.options,
            roll_type: self.roll_type.as_deref(),
        }
    }
}

/// What the engine looks at, borrowed from an input or from a roll.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) dice: &'a [Die],
    pub(super) total: Option<Number>,
    pub(super) target: Option<Number>,
    pub(super) options: &'a Hints,
    pub(super) roll_type: Option<&'a str>,
}

impl<'a> View<'a> {
    /// As [`JudgeInput::from_roll`] has it.
    pub(super) fn of_roll(roll: &'a Roll) -> Self {
        let roll_type = known(roll.roll_type.as_deref()).or_else(|| text(&roll.hints, "rollType"));
        Self {
            dice: &roll.dice,
            total: roll.total,
            target: None,
            options: &roll.hints,
            roll_type: Some(roll_type.unwrap_or(UNTYPED)),
        }
    }

    /// The roll type given, in its own field or among the options.
    pub(super) fn given_roll_type(&self) -> Option<&'a str> {
        known(self.roll_type).or_else(|| text(self.options, "rollType"))
    }

    /// The target given, in its own field or among the options.
    pub(super) fn given_target(&self) -> Option<f64> {
        let option = || match named(self.options, "target")? {
            HintValue::Number(number) => Some(number.value()),
            HintValue::Text(text) => parse_number(text),
            HintValue::Bool(_) => None,
        };
        self.target.map(Number::value).or_else(option)
    }
}

fn known(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// The option of that name. Texts of another length differ without being looked at: lengths stand in
/// the map itself, names all over the memory, and to order them takes longer than the rest of a
/// judgement.
pub(super) fn named<'a>(options: &'a Hints, name: &str) -> Option<&'a HintValue> {
    options.iter().find(|(given, _)| *given == name).map(|(_, value)| value)
}

fn text<'a>(hints: &'a Hints, name: &str) -> Option<&'a str> {
    match named(hints, name) {
        Some(HintValue::Text(text)) => known(Some(text)),
        _ => None,
    }
}

/// Options by name; one that is null is as good as absent.
fn options<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hints, D::Error> {
    let given = Option::<serde_json::Map<String, serde_json::Value>>::deserialize(deserializer)?;
    let mut options = Hints::new();
    for (name, value) in given.unwrap_or_default() {
        if value.is_null() {
            continue;
        }
        let value = match value {
            serde_json::Value::Bool(switch) => HintValue::Bool(switch),
            serde_json::Value::String(text) => HintValue::Text(text),
            other => {
                let number = other.as_f64().ok_or_else(|| {
                    D::Error::custom(format!(
                        "option `{name}` must be a switch, a number or a text"
                    ))
                })?;
                HintValue::from(number)
            }
        };
        options.insert(name, value);
    }
    Ok(options)
}
