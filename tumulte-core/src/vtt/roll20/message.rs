//! Chat messages of any shape become rolls.

use serde_json::Value;

use super::{
    card::{Card, CardRoll},
    hints::hints,
    open::{Found, open},
    push_key, record, sheet,
};
use crate::vtt::field::json_text;
use crate::{
    model::{HintValue, Hints, Map, MessageTables, Roll, TotalCheck},
    roll::{MAX_DICE, RollError},
    vtt::{MessageContext, RawMessage, Reading, VttError, opened::content_id},
};

/// Reads the rolls of one message, or of everything a frame or a page of the archive holds.
///
/// A message is told by its shape, never by a type somebody declared:
///
/// - a chat record of the database, with lists that may have become objects;
/// - the object that `on('chat:message')` hands to a Mod script;
/// - either of them in a relay's envelope such as `{id, ts, msg}`;
/// - a frame of the socket, `{"t":"d","d":{"a":"m","b":{"p":"…/chat/<key>","d":{…}}}}`;
/// - pages of the archive, `[{messageId: message}]`, or the base64 of them;
/// - HTML of the chat log, bare or as `html` in a relay's line; cards of Beacon sheets too.
///
/// The roll of a `/roll` comes first, then the inline rolls, each with its place as its number. An
/// inline roll without dice is a roll as well. A message without an id gets one from its content.
///
/// A roll that can't be read costs no other: it is told in [`Reading::unreadable`]. So is a message
/// beyond the limits where several came at once.
///
/// # Errors
///
/// `vtt.malformed` for what is none of these; `vtt.oversized`, `vtt.too_deep`, `vtt.too_many_rolls`,
/// `roll.too_many_dice`, `roll.too_deep`, `roll.too_many_terms` for what is beyond the limits.
///
/// ```
/// use tumulte_core::model::{MessageTables, TotalCheck};
/// use tumulte_core::vtt::{roll20::read_message, MessageContext};
///
/// let record = r#"{
///     "type": "general", "who": "Ada", "playerid": "-Mplayer", "rolltemplate": "atk",
///     "content": "{{rname=Lance}} {{r1=$[[0]]}} {{normal=1}} charname=Mira",
///     "inlinerolls": {"0": {"expression": "1d20cs>19 + 5[STR]", "results": {"type": "V", "rolls": {
///         "0": {"type": "R", "dice": 1, "sides": 20, "results": {"0": {"v": 19}},
///               "mods": {"customCrit": {"0": {"comp": ">=", "point": 19}}}},
///         "1": {"type": "M", "expr": "+5"}}, "resultType": "sum", "total": 24}}}
/// }"#;
/// let rolls = read_message(record, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap().rolls;
/// assert_eq!(rolls[0].roll_type.as_deref(), Some("attack"));
/// assert_eq!(rolls[0].hints["critAt"], 19.0.into());
/// assert_eq!(rolls[0].speaker.alias.as_deref(), Some("Mira"));
/// assert_eq!(rolls[0].total_check, TotalCheck::Agrees);
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let found = open(raw.into())?;
    let is_alone = found.len() == 1;
    let reader = Reader { tables, context };
    let mut reading = Reading::default();
    let mut nameless = Map::new();
    for found in found {
        match reader.message(&found, &mut nameless) {
            Ok(Reading { rolls, unreadable }) => {
                reading.rolls.extend(rolls);
                reading.unreadable.extend(unreadable);
            }
            Err(error) if is_alone => return Err(error),
            Err(error) => reading.unreadable.push(error),
        }
    }
    Ok(reading)
}

struct Reader<'r> {
    tables: &'r MessageTables,
    context: &'r MessageContext,
}

impl Reader<'_> {
    fn message(&self, found: &Found, nameless: &mut Map<String, u32>) -> Result<Reading, VttError> {
        let mut reading = Reading::default();
        let mut dice = 0;
        for mut card in record::read(&found.record)? {
            if card.id.is_empty() {
                card.id = found.id.clone().unwrap_or_else(|| self.id_of_content(found, nameless));
            }
            card.rolled_at = card.rolled_at.or_else(|| push_key::created_at(&card.id)).or(found.at);
            self.card(card, &mut reading, &mut dice)?;
        }
        Ok(reading)
    }

    /// An id for a message that came without. Equal ones in one document are counted.
    fn id_of_content(&self, found: &Found, nameless: &mut Map<String, u32>) -> String {
        let record = json_text(&Value::Object(found.record.clone()));
        let at = found.at.map(|at| at.to_string()).unwrap_or_default();
        let parts = || [record.as_str(), at.as_str()];
        let seen = nameless.entry(content_id(parts(), 0)).or_default();
        let occurrence = self.context.occurrence.saturating_add(*seen);
        *seen += 1;
        content_id(parts(), occurrence)
    }

    fn card(
        &self,
        mut card: Card,
        reading: &mut Reading,
        dice: &mut usize,
    ) -> Result<(), VttError> {
        let system = self.context.system.as_str();
        let kinds = sheet::understand(&mut card, system);
        let rolls = core::mem::take(&mut card.rolls);
        for (index, (card_roll, kind)) in rolls.into_iter().zip(kinds).enumerate() {
            match self.roll(&card, card_roll, index, kind) {
                Ok(roll) => {
                    *dice += roll.dice.len();
                    if *dice > MAX_DICE {
                        return Err(VttError::Roll { index, source: RollError::TooManyDice });
                    }
                    reading.rolls.push(roll);
                }
                Err(source @ RollError::Malformed { .. }) => {
                    reading.unreadable.push(VttError::Roll { index, source });
                }
                Err(source) => return Err(VttError::Roll { index, source }),
            }
        }
        Ok(())
    }

    fn roll(
        &self,
        card: &Card,
        card_roll: CardRoll,
        index: usize,
        kind: Option<&'static str>,
    ) -> Result<Roll, RollError> {
        let hints = hints(self.tables, &self.context.system, card, &card_roll);
        let rolled = card_roll.rolled?;
        let title = Some(card.title.clone()).filter(|title| !title.is_empty());
        let mut speaker = card.speaker.clone();
        if let Some(actor) = &self.context.actor {
            let known = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
            speaker.alias = speaker.alias.or_else(|| known(&actor.name));
            speaker.actor_id = speaker.actor_id.or_else(|| known(&actor.id));
        }
        let template = Roll {
            vtt_roll_id: format!("{}#{index}", card.id),
            formula: String::new(),
            total: None,
            dice: Vec::new(),
            total_check: TotalCheck::NoTotal,
            roll_type: roll_type(kind, &hints),
            flavor: title.or_else(|| rolled.comment.clone()).or_else(|| card.template.clone()),
            speaker,
            visibility: card.visibility,
            origin: card_roll.origin,
            hints: Hints::new(),
            rolled_at: card.rolled_at,
        };
        let mut roll = rolled.into_roll(Roll { hints, ..template })?;
        if card_roll.is_discarded {
            for die in &mut roll.dice {
                die.active = false;
                die.discarded = !die.rerolled;
            }
        }
        Ok(roll)
    }
}

/// A damage roll is one whatever the hints say; else what the rule file finds counts first.
fn roll_type(kind: Option<&str>, hints: &Hints) -> Option<String> {
    let is_damage = kind.is_some_and(|kind| kind.starts_with("damage"));
    match hints.get("rollType") {
        Some(HintValue::Text(said)) if !said.is_empty() && !is_damage => Some(said.clone()),
        _ => kind.map(str::to_owned),
    }
}
