//! Which of the two forms it is.

use std::borrow::Cow;

use serde_json::Value;

use super::{entry, socket};
use crate::{
    model::{MessageTables, TotalCheck},
    roll::{Expression, evaluate},
    vtt::{
        MessageContext, RawMessage, Reading, VttError,
        field::below,
        opened::{Opened, open},
    },
};

/// Reads the rolls of one message of the socket, of one entry of the game log, or of a list of them
/// as the log's history comes.
///
/// A roll that still lies on the table (`pending`, `deferred`), and a message about something else
/// than dice, give no roll and no error.
///
/// A roll that can't be read costs no other: it is told in [`Reading::unreadable`].
///
/// # Errors
///
/// `vtt.malformed` for what is neither; `vtt.oversized`, `vtt.too_deep`, `vtt.too_many_rolls`,
/// `roll.too_many_dice` beyond the limits.
///
/// ```
/// use tumulte_core::model::MessageTables;
/// use tumulte_core::vtt::{MessageContext, ddb::read_message};
///
/// let entry = r#"{"title": "LONGBOW: TO HIT", "rollType": "2d20kh1+6", "rollLong": "(4, 20) + 6",
///     "rollShort": "26", "rollVantage": "advantage", "sender": "Mira", "time": "1/2/2030 7:00 PM"}"#;
/// let rolls = read_message(entry, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap().rolls;
/// assert!(rolls[0].dice[0].discarded);
/// assert_eq!(rolls[0].dice[1].result, 20.into());
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let opened = open(raw.into(), "a message of the game log", |value| {
        is_message(value) || history(value).is_some()
    })?;
    let Some(messages) = history(&opened.value) else { return one(&opened, tables, context) };
    let mut reading = Reading::default();
    for message in messages.iter().filter(|message| is_message(message)) {
        let opened = Opened { value: Cow::Borrowed(message), id: None, at: opened.at };
        match one(&opened, tables, context) {
            Ok(Reading { rolls, unreadable }) => {
                reading.rolls.extend(rolls);
                reading.unreadable.extend(unreadable);
            }
            Err(error) => reading.unreadable.push(error),
        }
    }
    Ok(reading)
}

fn one(
    opened: &Opened<'_>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    if is_entry(&opened.value) {
        entry::read(opened, tables, context)
    } else {
        socket::read(opened, tables, context)
    }
}

/// The messages of an answer about what was rolled before, `{"data": [message], "lastKey": …}`.
fn history(value: &Value) -> Option<&Vec<Value>> {
    let list = value.get("data").or_else(|| value.get("messages")).unwrap_or(value).as_array()?;
    list.iter().any(is_message).then_some(list)
}

fn is_message(value: &Value) -> bool {
    is_entry(value) || is_socket_message(value)
}

fn is_entry(value: &Value) -> bool {
    value.get("rollLong").is_some() || value.get("rollShort").is_some()
}

fn is_socket_message(value: &Value) -> bool {
    value.get("eventType").is_some() || below(value, "/data/rolls").is_some()
}

/// The roll with its dice dropped as the notation says, or with all of them where only that explains
/// the total: the log writes `6d6kh1` over damage rolled with advantage, and adds up all six.
pub(super) fn explained(build: impl Fn(bool) -> Expression) -> Expression {
    let check = |roll: &Expression| evaluate(roll.clone()).map(|found| found.total_check);
    let kept = build(true);
    if matches!(check(&kept), Ok(TotalCheck::Differs { .. })) {
        let all = build(false);
        if check(&all) == Ok(TotalCheck::Agrees) {
            return all;
        }
    }
    kept
}
