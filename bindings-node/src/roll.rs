//! Messages of tabletops in, judged rolls out.

use std::{cell::RefCell, sync::Arc};

use napi::{Env, bindgen_prelude::FromNapiValue};
use napi_derive::napi;
use tumulte_core::{
    model::{SystemId, VttKind},
    sync::JudgedRoll,
    systems::System,
    vtt::{
        MessageContext, VttError,
        document::{Piece, Splitter},
        read_actor,
    },
};
use tumulte_node_reader::{Reader, pack, tape::Tape, text::Room};

use crate::convert::{Packed, packed, read};
use crate::error::{Failure, detail, failure};
use crate::quick::{Quick, argument, quick};

thread_local! {
    /// Where texts of this thread become UTF-8.
    static ROOM: RefCell<Room> = const { RefCell::new(Room::new()) };
}

/// Reads messages of one tabletop and judges them by one game system or by a table's own rules.
#[napi]
#[derive(Debug, Clone)]
pub struct NativeReader {
    reader: Reader,
    context: MessageContext,
}

impl NativeReader {
    pub(crate) fn by_rules(vtt: &str, system: SystemId, rules: Arc<System>) -> Self {
        let reader = Reader::by_rules(VttKind::from(vtt.to_owned()), rules);
        Self { reader, context: MessageContext::new(system) }
    }

    fn one(&self, raw: &[u8], actor: Option<String>) -> Result<Packed, Failure> {
        let mut tape = Tape::new();
        let read = match actor {
            None => self.reader.read(raw, &self.context, &mut tape),
            Some(actor) => read_actor(actor.as_bytes()).and_then(|actor| {
                let context = self.context.clone().with_actor(Some(actor));
                self.reader.read(raw, &context, &mut tape)
            }),
        };
        read.map_err(failure)?;
        Ok(packed(tape))
    }

    /// A function that reads a text of some units, so many, which become UTF-8 as is told.
    fn reading_units<'env, U>(
        &self,
        env: &'env Env,
        utf8: impl for<'a> Fn(&'a mut Room, &'a [U]) -> &'a [u8] + 'static,
    ) -> napi::Result<Quick<'env>>
    where
        for<'a> &'a [U]: FromNapiValue,
    {
        let reader = self.clone();
        quick(env, "read", move |call| {
            let (units, length): (&[U], u32) = (argument(call, 0)?, argument(call, 1)?);
            let actor = argument(call, 2)?;
            let message = units.get(..length as usize).unwrap_or_default();
            ROOM.with_borrow_mut(|room| reader.one(utf8(room, message), actor))
        })
    }

    fn document(&self, document: &[u8]) -> Vec<Packed> {
        let mut splitter = Splitter::new(self.reader.vtt());
        let mut pieces = splitter.push(document);
        pieces.extend(splitter.finish());
        let read = |piece: Piece| {
            let context = self.context.clone().with_occurrence(piece.occurrence);
            let mut tape = Tape::new();
            let read = piece.content.and_then(|raw| self.reader.read(&raw, &context, &mut tape));
            if let Err(error) = read {
                refused(&mut tape, error);
            }
            packed(tape)
        };
        pieces.into_iter().map(read).collect()
    }
}

#[napi]
impl NativeReader {
    /// A reader that judges by the rules of a game system.
    #[napi(factory)]
    pub fn of(vtt: String, system: String) -> Self {
        let context = MessageContext::new(system.as_str());
        Self { reader: Reader::new(VttKind::from(vtt), &context.system), context }
    }

    /// A function that reads every roll of a message that is bytes, with the actor's JSON.
    #[napi]
    pub fn reading<'env>(&self, env: &'env Env) -> napi::Result<Quick<'env>> {
        let reader = self.clone();
        quick(env, "read", move |call| reader.one(argument(call, 0)?, argument(call, 1)?))
    }

    /// The same for a text of Latin-1: of some bytes, so many.
    #[napi]
    pub fn reading_latin<'env>(&self, env: &'env Env) -> napi::Result<Quick<'env>> {
        self.reading_units(env, Room::latin)
    }

    /// The same for any text: of some units of UTF-16, so many.
    #[napi]
    pub fn reading_wide<'env>(&self, env: &'env Env) -> napi::Result<Quick<'env>> {
        self.reading_units(env, |room, units| room.wide(units))
    }

    /// Reads the messages of a document that is text.
    #[napi]
    pub fn document_text(&self, document: String) -> Vec<Packed> {
        self.document(document.as_bytes())
    }

    /// Reads the messages of a document that is bytes.
    #[napi]
    pub fn document_bytes(&self, document: &[u8]) -> Vec<Packed> {
        self.document(document)
    }
}

/// Why there are no rolls of a message among others; behind two zeros, with which no rolls begin.
fn refused(tape: &mut Tape, error: VttError) {
    tape.count(0);
    tape.count(0);
    tape.text(&detail(&error.into()));
}

/// A roll that was written as JSON.
#[napi]
pub fn pack_roll(json: String) -> Result<Packed, Failure> {
    let JudgedRoll { roll, verdict, system, .. } = read(&json, "a judged roll")?;
    let mut tape = Tape::new();
    pack::roll(&mut tape, &roll, &verdict, &system);
    Ok(packed(tape))
}

/// Why the verdict of a roll, given as JSON, is what it is.
#[napi]
pub fn explain_roll(json: String) -> Result<Option<String>, Failure> {
    let judged: JudgedRoll = read(&json, "a judged roll")?;
    Ok(judged.verdict.explain(&judged.roll.dice))
}
