//! The dice of a player's metadata become a roll.

use serde_json::Value;

use super::dice::{expression, formula, ids};
use crate::{
    model::{MessageTables, Speaker, Visibility},
    vtt::{
        MessageContext, RawMessage, Reading, VttError,
        field::{id, is_on, text},
        opened::{content_id, open},
        roll_list::{Draft, RollList},
    },
};

const ROLL: &str = "rodeo.owlbear.dice/roll";
const VALUES: &str = "rodeo.owlbear.dice/rollValues";

/// Reads the roll of a player: `{id, name, metadata}`, or the metadata alone.
///
/// There is a roll once every die has come to rest. A hidden one keeps its values to itself: it is
/// a roll without dice. The id is made from the ids of the dice, which every throw draws anew.
///
/// # Errors
///
/// `vtt.malformed` for what has no dice of the extension; `vtt.oversized`, `vtt.too_deep`,
/// `roll.too_many_dice` beyond the limits.
///
/// ```
/// use tumulte_core::model::MessageTables;
/// use tumulte_core::vtt::{MessageContext, owlbear::read_message};
///
/// let player = r#"{"id": "p1", "name": "Mira", "metadata": {
///     "rodeo.owlbear.dice/roll": {"dice": [{"id": "a", "style": "GEM", "type": "D20"}], "bonus": 3},
///     "rodeo.owlbear.dice/rollValues": {"a": 17}}}"#;
/// let rolls = read_message(player, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap().rolls;
/// assert_eq!(rolls[0].total, Some(20.into()));
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let opened = open(raw.into(), "a player's dice", |value| metadata(value).is_some())?;
    let player = &*opened.value;
    let nothing = Value::Null;
    let metadata = metadata(player).unwrap_or(&nothing);
    let roll = metadata.get(ROLL).unwrap_or(&nothing);
    if roll.get("dice").is_none() {
        // The tray was cleared.
        return Ok(Reading::default());
    }
    let values = metadata.get(VALUES).unwrap_or(&nothing);
    let die_ids = ids(roll);
    let is_hidden = roll.get("hidden").is_some_and(is_on);
    let value_of = |id: &str| values.get(id).and_then(crate::vtt::field::number);
    let is_complete = !die_ids.is_empty() && die_ids.iter().all(|id| value_of(id).is_some());
    if !is_complete && !is_hidden {
        return Ok(Reading::default());
    }
    let message_id = match opened.id {
        Some(id) => id,
        None => content_id(die_ids.iter().copied(), 0),
    };
    let speaker = Speaker {
        alias: player.get("name").and_then(text).map(str::to_owned),
        user_id: player.get("id").and_then(id),
        ..Speaker::default()
    };
    let seen = if is_hidden { Visibility::GmOnly } else { Visibility::Public };
    let mut list =
        RollList::new(message_id, speaker, seen).at(opened.at).in_context(tables, context, player);
    let mut draft = Draft { formula: formula(roll), ..Draft::default() };
    if is_complete {
        draft.expression = expression(roll, &value_of);
    }
    list.push(draft)?;
    Ok(list.finish())
}

fn metadata(value: &Value) -> Option<&Value> {
    let has_roll = |value: &&Value| value.get(ROLL).is_some();
    Some(value).filter(has_roll).or_else(|| value.get("metadata").filter(has_roll))
}
