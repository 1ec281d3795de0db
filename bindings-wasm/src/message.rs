//! Messages of tabletops in, judged rolls out.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tumulte_core::{
    model::{JsonError, Roll, SystemId, Verdict, VttKind},
    sync::{JudgedRoll, judge_message, judge_message_by},
    vtt::{MessageContext, RawMessage, VttError, document::Splitter},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{Argument, answer, leave, refuse, with_arguments, with_list};
use crate::convert::{actor, raw, read};
use crate::error::Failure;
use crate::pack;
use crate::systems::Judges;

/// A judged roll as the script keeps it, whose fields JSON has all on one level.
#[derive(Serialize)]
struct Record<'r> {
    roll: &'r Roll,
    verdict: &'r Verdict,
    system: &'r SystemId,
}

/// A judged roll as the script gives it back.
#[derive(Deserialize)]
struct Given {
    roll: Roll,
    verdict: Verdict,
    system: SystemId,
}

/// Reads a judged roll that the script kept, or that was stored as JSON.
///
/// # Errors
///
/// `vtt.malformed`
pub(crate) fn judged(given: &Value) -> Result<JudgedRoll, VttError> {
    let malformed =
        |error: JsonError| VttError::Malformed { expected: "a roll", found: error.to_string() };
    let Given { roll, verdict, system } = read(given).map_err(malformed)?;
    Ok(JudgedRoll::new(roll, verdict, system))
}

/// Reads every roll of a message: of a tabletop, the message, the rules, the actor.
#[wasm_bindgen(js_name = parseMessage)]
pub fn parse_message(length: usize) -> i32 {
    with_arguments(length, |[vtt, message, system, beside]| {
        let rolls = || {
            let judges = Judges::of(&system);
            let context = MessageContext::new(judges.id()).with_actor(actor(beside)?);
            judges.read(&kind(&vtt), raw(&message), &context)
        };
        match rolls() {
            Ok(rolls) => leave(|outbox| put(&rolls, outbox)),
            Err(error) => refuse(&error.into()),
        }
    })
}

/// Reads many messages: of a tabletop, the rules, then every message. What can't be read is an error
/// in its place.
#[wasm_bindgen(js_name = parseMessages)]
pub fn parse_messages(length: usize) -> i32 {
    with_list(length, |given| {
        let mut given = given.into_iter();
        let mut next = || given.next().unwrap_or(Argument::Value(Value::Null));
        let (vtt, judges) = (kind(&next()), Judges::of(&next()));
        let context = MessageContext::new(judges.id());
        leave(|outbox| {
            for message in given.by_ref() {
                place(judges.read(&vtt, raw(&message), &context), outbox);
            }
        })
    })
}

/// Reads every message of a dump: of a tabletop, the rules, the dump.
#[wasm_bindgen(js_name = parseDump)]
pub fn parse_dump(length: usize) -> i32 {
    with_arguments(length, |[vtt, system, dump]| {
        let (vtt, judges) = (kind(&vtt), Judges::of(&system));
        let mut splitter = Splitter::new(&vtt);
        let mut pieces = splitter.push(dump.given_bytes().unwrap_or_default());
        pieces.extend(splitter.finish());
        leave(|outbox| {
            for piece in pieces.drain(..) {
                let context = MessageContext::new(judges.id()).with_occurrence(piece.occurrence);
                let read = piece
                    .content
                    .and_then(|content| judges.read(&vtt, RawMessage::from(&content), &context));
                place(read, outbox);
            }
        })
    })
}

/// Reads a judged roll that was stored as JSON.
#[wasm_bindgen(js_name = rollFrom)]
pub fn roll_from(length: usize) -> i32 {
    with_arguments(length, |[stored]| match judged(&stored.into_value()) {
        Ok(roll) => leave(|outbox| put(core::slice::from_ref(&roll), outbox)),
        Err(error) => refuse(&error.into()),
    })
}

/// Says why the verdict of a roll is what it is.
#[wasm_bindgen(js_name = explainRoll)]
pub fn explain_roll(length: usize) -> i32 {
    with_arguments(length, |[kept]| {
        let explain = |judged: JudgedRoll| judged.verdict.explain(&judged.roll.dice);
        answer(judged(&kept.into_value()).map(explain))
    })
}

pub(crate) fn kind(name: &Argument<'_>) -> VttKind {
    VttKind::from(name.text().to_owned())
}

impl Judges {
    /// Reads every roll of a message and judges each.
    fn read(
        &self,
        vtt: &VttKind,
        message: RawMessage<'_>,
        context: &MessageContext,
    ) -> Result<Vec<JudgedRoll>, VttError> {
        match self {
            Self::System(_) => judge_message(vtt, message, context),
            Self::Rules(rules) => judge_message_by(&rules.system, vtt, message, context),
        }
    }
}

/// Puts the rolls of one of many messages, or its error, into a frame.
fn place(read: Result<Vec<JudgedRoll>, VttError>, outbox: &mut Vec<u8>) {
    pack::frame(outbox, |bytes| match read {
        Ok(rolls) => put(&rolls, bytes),
        Err(error) => pack::write(&Failure::from(error), bytes),
    });
}

/// Puts rolls into a list of frames, which nothing else begins like.
fn put(rolls: &[JudgedRoll], outbox: &mut Vec<u8>) {
    outbox.push(0);
    for JudgedRoll { roll, verdict, system, .. } in rolls {
        pack::frame(outbox, |bytes| pack::write(&Record { roll, verdict, system }, bytes));
    }
}
