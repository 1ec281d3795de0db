//! A chat message of any generation becomes rolls.

use serde_json::Value;

use super::{
    cards::card_rolls,
    envelope::{Envelope, RollSlot},
    hints::{CardPlan, Found, HintPlan},
    html,
    json::{Fault, Scanner},
    limit::{Extent, MESSAGE},
    opened::{OpenedRoll, place},
    paths::{Answers, Values},
    spot::{Trail, push_number},
    visibility::visibility,
    wrapper::wrapped,
};
use crate::vtt::{field::json_text, seek};
use crate::{
    model::{Actor, HintValue, MessageTables, Roll, RollOrigin, Speaker, SystemId, Visibility},
    roll::{MAX_DICE, RollError},
    vtt::{MAX_MESSAGE_BYTES, MAX_MESSAGE_ROLLS, MessageContext, RawMessage, Reading, VttError},
};

/// The hint that says what kind of roll it is.
const ROLL_TYPE: &str = "rollType";

/// The kind of roll that draws from a table.
const TABLE: &str = "table";

/// What Foundry itself says about the kind of roll; the plan answers them first.
const CUSTOMS: [&str; 2] = ["flags.core.initiativeRoll", "flags.core.RollTable"];

/// Reads the rolls of one chat message.
///
/// The message's own rolls come first (`#0`), then the inline rolls of its content (`#i0`), then
/// results the game system keeps on a card (`#attack.0`). An identity names the place, so it stays
/// when a roll before it can't be read and when an update adds more. A message without rolls gives an
/// empty list.
///
/// A roll that can't be read costs no other: it is told in [`Reading::unreadable`].
///
/// What carries messages (a relay's record, an event of a module) is read as the messages inside it.
///
/// # Errors
///
/// `vtt.malformed` for what is no JSON object with an `_id` or `id`; `vtt.oversized`,
/// `vtt.too_deep`, `vtt.too_many_rolls`, `roll.too_many_dice` for what is beyond the limits.
///
/// ```
/// use tumulte_core::model::{MessageTables, TotalCheck, Visibility};
/// use tumulte_core::vtt::{foundry::read_message, MessageContext};
///
/// let message = r#"{
///     "_id": "tXk3", "author": "gm", "whisper": [], "blind": false, "speaker": {"alias": "Mira"},
///     "rolls": ["{\"class\":\"Roll\",\"formula\":\"1d20 + 5\",\"terms\":[{\"class\":\"Die\",\"number\":1,\"faces\":20,\"modifiers\":[],\"results\":[{\"result\":14,\"active\":true}]},{\"class\":\"OperatorTerm\",\"operator\":\"+\"},{\"class\":\"NumericTerm\",\"number\":5}],\"total\":19}"]
/// }"#;
/// let rolls = read_message(message, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap().rolls;
/// assert_eq!(rolls[0].vtt_roll_id, "tXk3#0");
/// assert_eq!(rolls[0].total_check, TotalCheck::Agrees);
/// assert_eq!(rolls[0].visibility, Visibility::Public);
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    MessageReader::new(tables, &context.system).read(raw, context.actor.as_ref())
}

/// Reads the messages of one game system, its tables prepared once.
///
/// ```
/// use tumulte_core::model::MessageTables;
/// use tumulte_core::vtt::foundry::MessageReader;
///
/// let tables = MessageTables::new();
/// let reader = MessageReader::new(&tables, &"dnd5e".into());
/// for message in [r#"{"_id": "a", "rolls": []}"#, r#"{"_id": "b"}"#] {
///     assert!(reader.read(message, None)?.rolls.is_empty());
/// }
/// # Ok::<(), tumulte_core::vtt::VttError>(())
/// ```
#[derive(Debug, Clone)]
pub struct MessageReader<'t> {
    plan: HintPlan<'t>,
    marks: html::Marks,
}

impl<'t> MessageReader<'t> {
    /// Prepares the tables of a game system.
    #[must_use]
    pub fn new(tables: &'t MessageTables, system: &SystemId) -> Self {
        let plan = HintPlan::new(tables, system, &CUSTOMS);
        let marks = html::Marks::new(plan.attributes());
        Self { plan, marks }
    }

    /// Reads the rolls of one chat message, and tells which of them could not be read.
    ///
    /// # Errors
    ///
    /// As [`read_message`].
    pub fn read<'a>(
        &self,
        raw: impl Into<RawMessage<'a>>,
        actor: Option<&Actor>,
    ) -> Result<Reading, VttError> {
        let broken =
            |json: &[u8], at| VttError::Malformed { expected: "JSON", found: place(json, at) };
        let written;
        let text = match raw.into() {
            RawMessage::Text(text) => text,
            RawMessage::Bytes(bytes) if bytes.len() > MAX_MESSAGE_BYTES => {
                return Err(VttError::Oversized { found: bytes.len(), limit: MAX_MESSAGE_BYTES });
            }
            RawMessage::Bytes(bytes) => seek::text(bytes).map_err(|at| broken(bytes, at))?,
            RawMessage::Value(value) => {
                // Writing it down recurses as deep as it nests.
                Extent::of_value(value).check()?;
                written = json_text(value);
                &written
            }
        };
        if text.len() > MAX_MESSAGE_BYTES {
            return Err(VttError::Oversized { found: text.len(), limit: MAX_MESSAGE_BYTES });
        }
        match Envelope::read(&mut Scanner::new(text, MESSAGE), &self.plan) {
            Ok(Some(envelope)) if envelope.is_bare() => match wrapped(text) {
                Some(messages) if envelope.message_id().is_none() || !messages.is_empty() => {
                    self.inside(&messages, actor)
                }
                _ => self.rolls(envelope, actor),
            },
            Ok(Some(envelope)) => self.rolls(envelope, actor),
            Ok(None) => Err(VttError::Malformed {
                expected: "a chat message",
                found: "no object".to_owned(),
            }),
            Err(Fault::Malformed { at }) => Err(broken(text.as_bytes(), at)),
            Err(Fault::TooDeep | Fault::TooManyParts) => Err(VttError::TooDeep),
        }
    }

    /// Reads every message that something else carried. One that can't be read does not cost the others.
    #[cfg_attr(not(target_family = "wasm"), inline)]
    fn inside(&self, messages: &[Value], actor: Option<&Actor>) -> Result<Reading, VttError> {
        let mut reading = Reading::default();
        for message in messages {
            match self.read(message, actor) {
                Ok(Reading { rolls, unreadable }) => {
                    reading.rolls.extend(rolls);
                    reading.unreadable.extend(unreadable);
                }
                Err(error) if messages.len() == 1 => return Err(error),
                Err(error) => reading.unreadable.push(error),
            }
        }
        Ok(reading)
    }

    #[cfg_attr(not(target_family = "wasm"), inline)]
    fn rolls(
        &self,
        mut envelope: Envelope<'_>,
        actor: Option<&Actor>,
    ) -> Result<Reading, VttError> {
        let mut own = core::mem::take(&mut envelope.rolls);
        if self.plan.is_pooled() {
            pool(&mut own);
        }
        let Some(message_id) = envelope.message_id() else {
            return Err(VttError::Malformed {
                expected: "a message with _id or id",
                found: "none".to_owned(),
            });
        };
        let renders = own.is_empty() && self.plan.renders();
        let findings = html::scan(envelope.content, &self.marks, self.plan.attributes(), renders);
        let cards = card_rolls(&self.plan, &envelope.answers, &findings, !own.is_empty());
        let visibility = visibility(envelope.blind, &envelope.whisper, envelope.author_id());
        let message = &envelope.answers;
        let of_core = |custom| message.values.get(custom).is_some_and(HintValue::is_set);
        let mut reader = RollReader {
            plan: &self.plan,
            message,
            attributes: &findings.attributes,
            customary_type: if of_core(0) {
                Some("initiative")
            } else {
                of_core(1).then_some(TABLE)
            },
            envelope: &envelope,
            message_id,
            visibility,
            actor,
            dice: 0,
            seen: 0,
            reading: Reading::default(),
        };
        reader.reading.rolls.reserve_exact(own.len() + findings.rolls.len() + cards.len());
        for (index, roll) in own.into_iter().enumerate() {
            let Some(roll) = roll else {
                reader.count()?;
                continue;
            };
            reader.add(
                roll,
                None,
                Place { origin: RollOrigin::Message, index, is_secret: false },
            )?;
        }
        for (index, inline) in findings.rolls.iter().enumerate() {
            let place = Place { origin: RollOrigin::Inline, index, is_secret: inline.is_secret };
            let roll = match &inline.json {
                Some(json) if json.is_empty() => {
                    reader.count()?;
                    continue;
                }
                Some(json) => OpenedRoll::json(json, &self.plan),
                None => Err(RollError::Malformed { found: "neither text nor object".to_owned() }),
            };
            reader.add(roll, None, place)?;
        }
        for card in cards {
            let place = Place { origin: RollOrigin::Card, index: 0, is_secret: card.is_secret };
            let side = CardSide { plan: card.card, trail: &card.trail, values: &card.values };
            reader.add(card.roll, Some(side), place)?;
        }
        Ok(reader.reading)
    }
}

/// Puts the dice of all rolls into the first that can be read; the places of the others are empty.
fn pool(rolls: &mut [RollSlot]) {
    let mut readable = rolls.iter_mut().filter(|slot| matches!(slot, Some(Ok(_))));
    let Some(Some(Ok(first))) = readable.next() else { return };
    first.absorb(readable.filter_map(|slot| slot.take()?.ok()));
}

/// Where a roll stood.
#[derive(Debug, Clone, Copy)]
struct Place {
    origin: RollOrigin,
    index: usize,
    is_secret: bool,
}

/// What a card adds to its result.
#[derive(Debug, Clone, Copy)]
struct CardSide<'m> {
    plan: &'m CardPlan<'m>,
    trail: &'m Trail,
    values: &'m Values,
}

/// What is the same for all rolls of a message, and what was read so far.
struct RollReader<'m> {
    plan: &'m HintPlan<'m>,
    message: &'m Answers<'m>,
    attributes: &'m [Option<String>],
    /// What Foundry itself says about the kind of roll.
    customary_type: Option<&'static str>,
    envelope: &'m Envelope<'m>,
    message_id: &'m str,
    visibility: Visibility,
    actor: Option<&'m Actor>,
    dice: usize,
    seen: usize,
    reading: Reading,
}

impl RollReader<'_> {
    /// One more place that may hold a roll; gives its number.
    fn count(&mut self) -> Result<usize, VttError> {
        if self.seen >= MAX_MESSAGE_ROLLS {
            return Err(VttError::TooManyRolls);
        }
        self.seen += 1;
        Ok(self.seen - 1)
    }

    #[cfg_attr(not(target_family = "wasm"), inline)]
    fn add(
        &mut self,
        roll: Result<OpenedRoll, RollError>,
        card: Option<CardSide<'_>>,
        place: Place,
    ) -> Result<(), VttError> {
        let index = self.count()?;
        let opened = match roll {
            Ok(opened) => opened,
            Err(source @ RollError::Malformed { .. }) => {
                self.reading.unreadable.push(VttError::Roll { index, source });
                return Ok(());
            }
            Err(source) => return Err(VttError::Roll { index, source }),
        };
        self.dice = self.dice.saturating_add(opened.dice.len());
        if self.dice > MAX_DICE {
            return Err(VttError::Roll { index, source: RollError::TooManyDice });
        }
        let mut hints = self.plan.hints(&Found {
            message: self.message,
            index: (place.origin == RollOrigin::Message).then_some(place.index),
            roll: &opened.values,
            html: self.attributes,
            card: card.map(|side| (side.plan, side.values)),
        });
        let roll_type = self.roll_type(&opened, card, hints.get(ROLL_TYPE));
        if let (Some(said), Some(roll_type)) = (hints.get_mut(ROLL_TYPE), &roll_type)
            && !matches!(said, HintValue::Text(said) if said == roll_type)
        {
            *said = HintValue::Text(roll_type.clone());
        }
        let flavor = &*self.envelope.flavor.0;
        let flavor = if flavor.is_empty() { opened.flavor } else { Some(flavor.to_owned()) };
        let is_hidden = place.is_secret && self.visibility == Visibility::Public;
        self.reading.rolls.push(Roll {
            vtt_roll_id: self.identity(place, card),
            formula: opened.formula,
            total: opened.total.map(Into::into),
            dice: opened.dice,
            total_check: opened.total_check,
            roll_type,
            flavor,
            speaker: speaker(self.envelope, self.actor),
            visibility: if is_hidden { Visibility::GmOnly } else { self.visibility },
            origin: place.origin,
            hints,
            rolled_at: self.envelope.timestamp,
        });
        Ok(())
    }

    fn identity(&self, place: Place, card: Option<CardSide<'_>>) -> String {
        let mut identity = String::with_capacity(self.message_id.len() + 4);
        identity.push_str(self.message_id);
        identity.push('#');
        if place.origin == RollOrigin::Inline {
            identity.push('i');
        }
        match card {
            None => push_number(&mut identity, place.index),
            Some(side) => {
                identity.push_str(&side.plan.table.name);
                identity.push_str(side.trail.as_str());
            }
        }
        identity
    }

    /// A damage roll is one even on a card that calls itself an attack, and a draw from a table is
    /// nothing else; else the system's word counts before Foundry's.
    fn roll_type(
        &self,
        roll: &OpenedRoll,
        card: Option<CardSide<'_>>,
        hint: Option<&HintValue>,
    ) -> Option<String> {
        if roll.is_damage {
            return Some("damage".to_owned());
        }
        let drawn = self.customary_type.filter(|custom| *custom == TABLE);
        if let Some(drawn) = drawn {
            return Some(drawn.to_owned());
        }
        let of_card = || card.and_then(|side| side.plan.table.roll_type.clone());
        of_card().or_else(|| match hint {
            Some(HintValue::Text(said)) if !said.is_empty() => Some(said.clone()),
            Some(HintValue::Number(said)) => Some(said.to_string()),
            _ => self.customary_type.map(str::to_owned),
        })
    }
}

fn speaker(envelope: &Envelope<'_>, actor: Option<&Actor>) -> Speaker {
    let fields = &envelope.speaker;
    let owned = |id: &str| id.to_owned();
    let alias = &*fields.alias.0;
    Speaker {
        alias: (!alias.is_empty())
            .then(|| alias.to_owned())
            .or_else(|| actor.map(|actor| actor.name.clone()).filter(|name| !name.is_empty())),
        user_id: envelope.author_id().map(owned),
        actor_id: fields
            .actor
            .get()
            .map(owned)
            .or_else(|| actor.map(|actor| actor.id.clone()).filter(|id| !id.is_empty())),
        token_id: fields.token.get().map(owned),
    }
}
