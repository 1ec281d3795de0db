//! A chat message of any generation becomes rolls.

use serde::{Deserialize, de::DeserializeSeed};
use serde_json::Value;

use super::{
    envelope::{ClosedRoll, Envelope, Opened, Opening},
    formula::formula,
    hints::{Answers, HintPlan},
    html,
    lenient::number_in,
    limit::Extent,
    node::Node,
    roll::{expression, is_roll},
    visibility::{id, visibility},
};
use crate::{
    model::{HintValue, Hints, MessageTables, Roll, RollOrigin, Speaker, Timestamp, Visibility},
    roll::{Evaluation, MAX_DICE, RollError, evaluate},
    vtt::{MAX_MESSAGE_ROLLS, MessageContext, RawMessage, Reading, VttError},
};

/// The most objects and lists one roll may consist of.
const MAX_ROLL_PARTS: usize = 32_768;

/// The hint that says what kind of roll it is.
const ROLL_TYPE: &str = "rollType";

/// Reads the rolls of one chat message.
///
/// The message's own rolls come first, then the inline rolls of its content, numbered on; the index
/// is the place in the message, so it stays the same when a roll before it can't be read. A message
/// without rolls gives an empty list.
///
/// A roll that can't be read does not cost its neighbours: it is left out while any other can be
/// read. [`read_message`] tells about the ones left out.
///
/// # Errors
///
/// `vtt.malformed` for what is no JSON object with an `_id` or `id`; `vtt.oversized`,
/// `vtt.too_deep`, `vtt.too_many_rolls`, `roll.too_many_dice` for what is beyond the limits;
/// `roll.*` when there are rolls but none can be read.
///
/// ```
/// use tumulte_core::model::{MessageTables, TotalCheck, Visibility};
/// use tumulte_core::vtt::{foundry::parse_message, MessageContext};
///
/// let message = r#"{
///     "_id": "tXk3", "author": "gm", "whisper": [], "blind": false, "speaker": {"alias": "Mira"},
///     "rolls": ["{\"class\":\"Roll\",\"formula\":\"1d20 + 5\",\"terms\":[{\"class\":\"Die\",\"number\":1,\"faces\":20,\"modifiers\":[],\"results\":[{\"result\":14,\"active\":true}]},{\"class\":\"OperatorTerm\",\"operator\":\"+\"},{\"class\":\"NumericTerm\",\"number\":5}],\"total\":19}"]
/// }"#;
/// let rolls = parse_message(message, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap();
/// assert_eq!(rolls[0].vtt_roll_id, "tXk3#0");
/// assert_eq!(rolls[0].total_check, TotalCheck::Agrees);
/// assert_eq!(rolls[0].visibility, Visibility::Public);
/// ```
pub fn parse_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Vec<Roll>, VttError> {
    read_message(raw, tables, context)?.into_rolls()
}

/// Reads the rolls of one chat message, and tells which of them could not be read.
///
/// # Errors
///
/// As [`parse_message`], except that rolls which can't be read are no error here.
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let plan = HintPlan::new(
        tables,
        &context.system,
        &["flags.core.initiativeRoll", "flags.core.RollTable"],
    );
    let (initiative, table) = (0, 1);
    let mut envelope = open(raw.into(), &plan)?;
    let message_id = id(&envelope.id).ok_or_else(|| VttError::Malformed {
        expected: "a message with _id or id",
        found: "none".to_owned(),
    })?;

    let findings = html::scan(&envelope.content, plan.attributes());
    let speaker = speaker(&envelope, context);
    let reader = RollReader {
        plan: &plan,
        message: &envelope.answers,
        attributes: &findings.attributes,
        customary_type: if is_set(envelope.answers.get(initiative)) {
            Some("initiative")
        } else {
            is_set(envelope.answers.get(table)).then_some("table")
        },
        template: Roll {
            vtt_roll_id: message_id.to_owned(),
            formula: String::new(),
            total: None,
            dice: Vec::new(),
            total_check: crate::model::TotalCheck::NoTotal,
            roll_type: None,
            flavor: text(&envelope.flavor),
            visibility: visibility(&envelope.blind, &envelope.whisper, speaker.user_id.as_deref()),
            speaker,
            origin: RollOrigin::Message,
            hints: Hints::new(),
            rolled_at: timestamp(&envelope.timestamp),
        },
    };
    let inline = findings.rolls.into_iter().map(|roll| {
        let closed = roll.json.map_or(ClosedRoll::Senseless, |json| ClosedRoll::Text(json.into()));
        (closed, RollOrigin::Inline, roll.is_secret)
    });
    let own = core::mem::take(&mut envelope.rolls);
    let own = own.into_iter().map(|roll| (roll, RollOrigin::Message, false));
    reader.read_all(own.chain(inline))
}

fn open<'a>(raw: RawMessage<'a>, plan: &HintPlan<'_>) -> Result<Envelope<'a>, VttError> {
    let opened = match raw {
        RawMessage::Bytes(bytes) => {
            Extent::of_text(bytes).check()?;
            let mut json = serde_json::Deserializer::from_slice(bytes);
            Opening(plan.message()).deserialize(&mut json).and_then(|opened| {
                json.end()?;
                Ok(opened)
            })
        }
        RawMessage::Value(value) => {
            Extent::of_value(value).check()?;
            Opening(plan.message()).deserialize(value)
        }
    };
    match opened {
        Ok(Opened::Message(envelope)) => Ok(*envelope),
        Ok(Opened::NoObject) => {
            Err(VttError::Malformed { expected: "a chat message", found: "no object".to_owned() })
        }
        Err(error) => Err(VttError::Malformed { expected: "JSON", found: place(&error) }),
    }
}

/// Where JSON broke. Its own words may quote the message, which must not reach a log.
fn place(error: &serde_json::Error) -> String {
    format!("an error in line {}, column {}", error.line(), error.column())
}

/// What is the same for all rolls of a message.
struct RollReader<'m> {
    plan: &'m HintPlan<'m>,
    message: &'m Answers,
    attributes: &'m [Option<String>],
    /// What Foundry itself says about the kind of roll.
    customary_type: Option<&'static str>,
    template: Roll,
}

impl RollReader<'_> {
    fn read_all<'r>(
        &self,
        closed: impl Iterator<Item = (ClosedRoll<'r>, RollOrigin, bool)>,
    ) -> Result<Reading, VttError> {
        let mut reading = Reading::default();
        let mut dice = 0_usize;
        for (index, (closed, origin, is_secret)) in closed.enumerate() {
            if index >= MAX_MESSAGE_ROLLS {
                return Err(VttError::TooManyRolls);
            }
            let mut roll = match self.read(index, closed) {
                Ok(Some(roll)) => roll,
                Ok(None) => continue,
                Err(source @ RollError::Malformed { .. }) => {
                    reading.unreadable.push(VttError::Roll { index, source });
                    continue;
                }
                Err(source) => return Err(VttError::Roll { index, source }),
            };
            dice = dice.saturating_add(roll.dice.len());
            if dice > MAX_DICE {
                return Err(VttError::Roll { index, source: RollError::TooManyDice });
            }
            roll.vtt_roll_id = format!("{}#{index}", self.template.vtt_roll_id);
            roll.origin = origin;
            if is_secret && roll.visibility == Visibility::Public {
                roll.visibility = Visibility::GmOnly;
            }
            reading.rolls.push(roll);
        }
        Ok(reading)
    }

    fn read(&self, index: usize, closed: ClosedRoll<'_>) -> Result<Option<Roll>, RollError> {
        let malformed = |found: &str| RollError::Malformed { found: found.to_owned() };
        let broken = |error: serde_json::Error| RollError::Malformed { found: place(&error) };
        let mut answers = self.plan.roll().answers();
        match closed {
            ClosedRoll::Nothing => Ok(None),
            ClosedRoll::Senseless => Err(malformed("neither text nor object")),
            ClosedRoll::Text(text) => {
                within_limits(Extent::of_text(text.as_bytes()))?;
                if !text.trim_start().starts_with('{') {
                    return Err(malformed("text that is no JSON object"));
                }
                let node: Node<'_> = serde_json::from_str(&text).map_err(broken)?;
                if !self.plan.roll().is_empty() {
                    let mut json = serde_json::Deserializer::from_str(&text);
                    self.plan.roll().pick(&mut json, &mut answers).map_err(broken)?;
                }
                self.roll(index, &node, &answers).map(Some)
            }
            ClosedRoll::Tree(value) => {
                within_limits(Extent::of_value(&value))?;
                let node = Node::deserialize(&value).map_err(broken)?;
                self.plan.roll().pick(&value, &mut answers).map_err(broken)?;
                self.roll(index, &node, &answers).map(Some)
            }
        }
    }

    fn roll(&self, index: usize, node: &Node<'_>, answers: &Answers) -> Result<Roll, RollError> {
        if !is_roll(node) {
            return Err(RollError::Malformed { found: "an object without any of them".to_owned() });
        }
        let Evaluation { dice, total_check } = evaluate(expression(node, self.plan.kinds()))?;
        let mut hints = self.plan.hints(index, self.message, answers, self.attributes);
        let roll_type = self.roll_type(&node.class.0, hints.get(ROLL_TYPE));
        if let (Some(said), Some(roll_type)) = (hints.get_mut(ROLL_TYPE), &roll_type) {
            *said = HintValue::Text(roll_type.clone());
        }
        let own_flavor = &node.options.flavor.0;
        let flavor = self.template.flavor.clone();
        Ok(Roll {
            formula: formula(node),
            total: node.total.0.map(Into::into),
            dice,
            total_check,
            roll_type,
            flavor: flavor.or_else(|| (!own_flavor.is_empty()).then(|| own_flavor.to_string())),
            hints,
            ..self.template.clone()
        })
    }

    /// A damage roll is one even on a card that calls itself an attack; else the system's word
    /// counts before Foundry's.
    fn roll_type(&self, class: &str, hint: Option<&HintValue>) -> Option<String> {
        if class.contains("DamageRoll") || class.contains("DamageInstance") {
            return Some("damage".to_owned());
        }
        match hint {
            Some(HintValue::Text(said)) if !said.is_empty() => Some(said.clone()),
            Some(HintValue::Number(said)) => Some(said.to_string()),
            _ => self.customary_type.map(str::to_owned),
        }
    }
}

fn within_limits(extent: Extent) -> Result<(), RollError> {
    if extent.depth > crate::roll::MAX_DEPTH {
        return Err(RollError::TooDeep);
    }
    if extent.containers > MAX_ROLL_PARTS {
        let found = extent.containers;
        return Err(RollError::TooManyTerms { limit: MAX_ROLL_PARTS, found });
    }
    Ok(())
}

/// Whether a flag of Foundry's is set, whatever its type.
fn is_set(answer: Option<&HintValue>) -> bool {
    match answer {
        None | Some(HintValue::Bool(false)) => false,
        Some(HintValue::Text(text)) => !text.is_empty(),
        Some(HintValue::Number(number)) => number.value() != 0.0,
        Some(HintValue::Bool(true)) => true,
    }
}

fn speaker(envelope: &Envelope<'_>, context: &MessageContext) -> Speaker {
    let actor = context.actor.as_ref();
    // Some worlds hold broken speakers: a list, empty or with nothing in it.
    let speaker = match &envelope.speaker {
        Value::Array(list) => list.first().unwrap_or(&Value::Null),
        other => other,
    };
    let field = |name: &str| speaker.get(name).unwrap_or(&Value::Null);
    let owned = |id: &str| id.to_owned();
    Speaker {
        alias: text(field("alias"))
            .or_else(|| actor.map(|actor| actor.name.clone()).filter(|name| !name.is_empty())),
        user_id: id(&envelope.author).or_else(|| id(&envelope.user)).map(owned),
        actor_id: id(field("actor"))
            .map(owned)
            .or_else(|| actor.map(|actor| actor.id.clone()).filter(|id| !id.is_empty())),
        token_id: id(field("token")).map(owned),
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

#[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
fn timestamp(value: &Value) -> Option<Timestamp> {
    let millis = match value {
        Value::Number(number) => number.as_f64()?,
        Value::String(text) => match number_in(text) {
            Some(millis) => millis,
            None => return text.parse().ok(),
        },
        _ => return None,
    };
    (millis > 0.0).then(|| Timestamp::from_millis(millis as i64))
}
