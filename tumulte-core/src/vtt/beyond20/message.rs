//! A `rendered-roll` message becomes rolls.

use serde_json::Value;

use super::{
    attack,
    dice::{expression, formula},
};
use crate::{
    model::{HintValue, Hints, MessageTables, Speaker, Visibility},
    vtt::{
        MessageContext, RawMessage, Reading, VttError,
        field::{below, id, items, json_text, number, text, whole},
        opened::{content_id, open},
        roll_list::{Draft, RollList},
    },
};

/// Damage that heals.
const HEALING: u32 = 8;
/// Damage that a critical hit adds.
const CRITICAL: u32 = 16;

/// Reads the rolls of one message, attack rolls first, damage after.
///
/// An attack with advantage is one roll: the discarded throws are part of it, their dice inactive.
/// Both throws of a double roll stand for themselves.
///
/// A roll that can't be read costs no other: it is told in [`Reading::unreadable`].
///
/// # Errors
///
/// `vtt.malformed` for what is no `rendered-roll` message; `vtt.oversized`, `vtt.too_deep`,
/// `vtt.too_many_rolls`, `roll.too_many_dice` beyond the limits.
///
/// ```
/// use tumulte_core::model::MessageTables;
/// use tumulte_core::vtt::{MessageContext, beyond20::read_message};
///
/// let message = r#"{
///     "action": "rendered-roll", "title": "Shortsword", "character": "Mira", "whisper": 0,
///     "attack_rolls": [{
///         "formula": "1d20 + 5", "parts": [{"faces": 20, "rolls": [{"roll": 20}]}, "+", 5],
///         "total": 25, "critical-limit": 19, "discarded": false, "type": "to-hit"
///     }]
/// }"#;
/// let rolls = read_message(message, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap().rolls;
/// assert_eq!(rolls[0].roll_type.as_deref(), Some("attack"));
/// assert_eq!(rolls[0].hints["critAt"], 19.0.into());
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let opened = open(raw.into(), "a rendered-roll message", is_message)?;
    let message = &*opened.value;
    let message_id = match opened.id.or_else(|| id(message.get("id")?)) {
        Some(id) => id,
        None => content_id([json_text(message).as_str()], context.occurrence),
    };
    let mut list = RollList::new(message_id, speaker(message), visibility(message))
        .at(opened.at)
        .in_context(tables, context, message);
    let scene = Scene::new(message);
    for group in attack::groups(&field_items(message, "attack_rolls")) {
        list.push(group.draft(&scene))?;
    }
    for damage in field_items(message, "damage_rolls") {
        damage_roll(damage, &scene, &mut list)?;
    }
    Ok(list.finish())
}

/// Whether this is the message itself, not something around it.
fn is_message(value: &Value) -> bool {
    value.get("attack_rolls").is_some()
        || value.get("damage_rolls").is_some()
        || value.get("action").and_then(Value::as_str) == Some("rendered-roll")
}

/// What the rolls of a message have in common beyond their speaker.
pub(super) struct Scene {
    title: Option<String>,
    hints: Hints,
    /// The request's word for the mode: 3 advantage, 4 disadvantage, 6 and 7 with three dice.
    pub(super) mode: Option<&'static str>,
}

impl Scene {
    fn new(message: &Value) -> Self {
        let request = message.get("request").unwrap_or(&Value::Null);
        let mut hints = Hints::new();
        // Rolled by the page's own copy of the renderer: a VTT that knows the extension rolls again.
        if message.get("rendered").and_then(Value::as_str) == Some("fallback") {
            hints.insert("rendered".to_owned(), HintValue::from("fallback"));
        }
        let title = message.get("title").and_then(text).or_else(|| text(request.get("name")?));
        let mode = match request.get("advantage").and_then(number).map(f64::round) {
            Some(mode) if is_one_of(mode, [3.0, 6.0]) => Some("advantage"),
            Some(mode) if is_one_of(mode, [4.0, 7.0]) => Some("disadvantage"),
            _ => None,
        };
        Self { title: title.map(str::to_owned), hints, mode }
    }

    pub(super) fn draft(&self) -> Draft {
        Draft { flavor: self.title.clone(), hints: self.hints.clone(), ..Draft::default() }
    }
}

fn is_one_of(number: f64, list: [f64; 2]) -> bool {
    list.iter().any(|one| (one - number).abs() < 0.5)
}

/// `[label, ROLL, flags]`; the roll may be a bare number or text, as in a fixed damage of 1.
fn damage_roll(damage: &Value, scene: &Scene, list: &mut RollList) -> Result<(), VttError> {
    let (label, roll, flags) = match damage {
        Value::Array(items) => (items.first(), items.get(1), items.get(2)),
        roll => (None, Some(roll), None),
    };
    let Some(roll) = roll else { return list.skip("damage without a roll") };
    let flags = flags.map_or(0, whole);
    let mut draft = scene.draft();
    draft.flavor = label.and_then(text).map(str::to_owned).or(draft.flavor);
    draft.formula = formula(roll);
    draft.expression = expression(roll);
    if draft.expression.terms.is_empty() && draft.expression.total.is_none() {
        return list.skip("damage without dice or total");
    }
    draft.roll_type = Some(if flags & HEALING == 0 { "damage" } else { "healing" }.to_owned());
    if flags & CRITICAL != 0 {
        draft.hints.insert("isCritical".to_owned(), true.into());
    }
    list.push(draft)
}

fn field_items<'m>(message: &'m Value, name: &str) -> Vec<&'m Value> {
    message.get(name).map(items).unwrap_or_default()
}

fn speaker(message: &Value) -> Speaker {
    let character = message.get("character").unwrap_or(&Value::Null);
    let requested = below(message, "/request/character").unwrap_or(&Value::Null);
    let name = match character {
        Value::Object(fields) => fields.get("name").and_then(text),
        other => text(other),
    };
    Speaker {
        alias: name.or_else(|| text(requested.get("name")?)).map(str::to_owned),
        actor_id: character.get("id").or_else(|| requested.get("id")).and_then(id),
        ..Speaker::default()
    }
}

/// 0 is for everybody. 1 whispers, 3 hides the names too; 2 asked, and nobody knows the answer.
fn visibility(message: &Value) -> Visibility {
    let is_open = |whisper: Option<&Value>| match whisper {
        None | Some(Value::Null) => true,
        Some(value) => number(value).is_some_and(|whisper| whisper == 0.0),
    };
    if is_open(message.get("whisper")) && is_open(below(message, "/request/whisper")) {
        Visibility::Public
    } else {
        Visibility::GmOnly
    }
}
