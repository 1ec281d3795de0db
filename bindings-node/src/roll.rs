//! Messages of tabletops in, judged rolls out.

use napi::bindgen_prelude::{Either, Uint8Array};
use napi_derive::napi;
use tumulte_core::{
    model::{Actor, SystemId, VttKind},
    sync::{JudgedRoll, judge_message, judge_message_by},
    vtt::{MessageContext, RawMessage, VttError, document::Splitter, read_actor},
};

use crate::convert::read;
use crate::error::{Failure, detail, failure};
use crate::pack;
use crate::rule_set::NativeRules;
use crate::tape::{Packed, Tape};

/// Whose rules judge: those of a game system, or a table's own.
pub(crate) enum Judge<'a> {
    System(String),
    Rules(&'a NativeRules),
}

impl Judge<'_> {
    fn system(&self) -> SystemId {
        match self {
            Self::System(id) => SystemId::new(id.as_str()),
            Self::Rules(rules) => rules.set().system.clone(),
        }
    }

    fn message<'r>(
        &self,
        vtt: &VttKind,
        raw: impl Into<RawMessage<'r>>,
        context: &MessageContext,
    ) -> Result<Vec<JudgedRoll>, VttError> {
        match self {
            Self::System(_) => judge_message(vtt, raw, context),
            Self::Rules(rules) => judge_message_by(rules.prepared(), vtt, raw, context),
        }
    }

    /// Reads and judges one message.
    pub(crate) fn one<'r>(
        &self,
        vtt: String,
        raw: impl Into<RawMessage<'r>>,
        actor: Option<String>,
    ) -> Result<Packed, Failure> {
        let actor: Option<Result<Actor, _>> = actor.map(|actor| read_actor(actor.as_bytes()));
        let actor = actor.transpose().map_err(failure)?;
        let context = MessageContext::new(self.system()).with_actor(actor);
        let rolls = self.message(&VttKind::from(vtt), raw, &context).map_err(failure)?;
        let mut tape = Tape::new();
        write(&mut tape, &rolls);
        Ok(tape.pack())
    }

    /// Reads and judges a list of messages.
    pub(crate) fn many(&self, vtt: String, raws: &[Raw]) -> Packed {
        let (vtt, context) = (VttKind::from(vtt), MessageContext::new(self.system()));
        let mut tape = Tape::new();
        for raw in raws {
            let rolls = match raw {
                Either::A(text) => self.message(&vtt, text.as_str(), &context),
                Either::B(bytes) => self.message(&vtt, bytes.as_ref(), &context),
            };
            write_each(&mut tape, rolls);
        }
        tape.pack()
    }

    /// Reads and judges the messages of a whole document.
    pub(crate) fn document(&self, vtt: String, document: &[u8]) -> Packed {
        let (vtt, system) = (VttKind::from(vtt), self.system());
        let mut splitter = Splitter::new(&vtt);
        let mut tape = Tape::new();
        let mut pieces = splitter.push(document);
        pieces.extend(splitter.finish());
        for piece in pieces {
            let context = MessageContext::new(system.clone()).with_occurrence(piece.occurrence);
            let rolls = piece.content.and_then(|raw| self.message(&vtt, &raw, &context));
            write_each(&mut tape, rolls);
        }
        tape.pack()
    }
}

/// A message of a list.
pub(crate) type Raw = Either<String, Uint8Array>;

fn write_each(tape: &mut Tape, rolls: Result<Vec<JudgedRoll>, VttError>) {
    match rolls {
        Ok(rolls) => {
            tape.count(0);
            tape.part(|part| write(part, &rolls));
        }
        Err(error) => {
            tape.count(1);
            tape.text(&detail(&error.into()).to_string());
        }
    }
}

fn write(tape: &mut Tape, rolls: &[JudgedRoll]) {
    for roll in rolls {
        tape.part(|part| pack::roll(part, roll));
    }
}

/// Reads every roll of a message that is JSON text and judges it by a game system's rules.
#[napi]
pub fn parse_text(
    vtt: String,
    raw: String,
    system: String,
    actor: Option<String>,
) -> Result<Packed, Failure> {
    Judge::System(system).one(vtt, raw.as_str(), actor)
}

/// Reads every roll of a message that is bytes and judges it by a game system's rules.
#[napi]
pub fn parse_bytes(
    vtt: String,
    raw: &[u8],
    system: String,
    actor: Option<String>,
) -> Result<Packed, Failure> {
    Judge::System(system).one(vtt, raw, actor)
}

/// Reads many messages.
#[napi]
pub fn parse_many(vtt: String, raws: Vec<Raw>, system: String) -> Packed {
    Judge::System(system).many(vtt, &raws)
}

/// Reads the messages of a document that is text.
#[napi]
pub fn parse_document_text(vtt: String, document: String, system: String) -> Packed {
    Judge::System(system).document(vtt, document.as_bytes())
}

/// Reads the messages of a document that is bytes.
#[napi]
pub fn parse_document_bytes(vtt: String, document: &[u8], system: String) -> Packed {
    Judge::System(system).document(vtt, document)
}

/// A roll that was written as JSON.
#[napi]
pub fn pack_roll(json: String) -> Result<Packed, Failure> {
    let roll: JudgedRoll = read(&json, "a judged roll")?;
    let mut tape = Tape::new();
    pack::roll(&mut tape, &roll);
    Ok(tape.pack())
}

/// Why the verdict of a roll, given as JSON, is what it is.
#[napi]
pub fn explain_roll(json: String) -> Result<Option<String>, Failure> {
    let judged: JudgedRoll = read(&json, "a judged roll")?;
    Ok(judged.verdict.explain(&judged.roll.dice))
}
