//! Which of the two forms it is.

use serde_json::Value;

use super::{entry, socket};
use crate::{
    model::{HintPaths, Roll, TotalCheck},
    roll::{Expression, evaluate},
    vtt::{MessageContext, RawMessage, Reading, VttError, opened::open},
};

/// Reads the rolls of one message of the socket, or of one entry of the game log.
///
/// A roll that still lies on the table (`pending`, `deferred`), and a message about something else
/// than dice, give no roll and no error.
///
/// # Errors
///
/// `vtt.malformed` for what is neither; `vtt.oversized`, `vtt.too_deep`, `vtt.too_many_rolls`,
/// `roll.too_many_dice` beyond the limits; `roll.malformed` when there are rolls but none can be
/// read.
///
/// ```
/// use tumulte_core::model::HintPaths;
/// use tumulte_core::vtt::{MessageContext, ddb::parse_message};
///
/// let entry = r#"{"title": "LONGBOW: TO HIT", "rollType": "2d20kh1+6", "rollLong": "(4, 20) + 6",
///     "rollShort": "26", "rollVantage": "advantage", "sender": "Mira", "time": "1/2/2030 7:00 PM"}"#;
/// let rolls = parse_message(entry, &HintPaths::new(), &MessageContext::new("dnd5e")).unwrap();
/// assert!(rolls[0].dice[0].discarded);
/// assert_eq!(rolls[0].dice[1].result, 20.into());
/// ```
pub fn parse_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    paths: &HintPaths,
    context: &MessageContext,
) -> Result<Vec<Roll>, VttError> {
    read_message(raw, paths, context)?.into_rolls()
}

/// Reads the rolls of one message, and tells which of them could not be read.
///
/// # Errors
///
/// As [`parse_message`], except that rolls which can't be read are no error here.
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    paths: &HintPaths,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let opened = open(raw.into(), "a message of the game log", |value| {
        is_entry(value) || is_socket_message(value)
    })?;
    if is_entry(&opened.value) {
        entry::read(&opened, paths, context)
    } else {
        socket::read(&opened, paths, context)
    }
}

fn is_entry(value: &Value) -> bool {
    value.get("rollLong").is_some() || value.get("rollShort").is_some()
}

fn is_socket_message(value: &Value) -> bool {
    value.get("eventType").is_some() || value.pointer("/data/rolls").is_some()
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
