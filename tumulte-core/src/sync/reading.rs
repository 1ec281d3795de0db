//! Read and judge in one step: what bindings, bots and the sync service share.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, RwLock},
};

use serde::Serialize;

use crate::{
    model::{Roll, SystemId, Verdict, VttKind},
    systems::{Catalog, System},
    vtt::{self, MessageContext, VttError, foundry::MessageReader},
};

/// How many prepared readers are kept: more systems than there are, fewer than a joker can invent.
const MAX_READERS: usize = 256;

/// A roll with what the rules of its game system concluded.
///
/// As JSON it is the roll's own fields with `verdict` and `system` beside them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct JudgedRoll {
    /// The roll as the tabletop told it.
    #[serde(flatten)]
    pub roll: Roll,
    /// What the rules concluded.
    pub verdict: Verdict,
    /// The game system as the tabletop names it.
    pub system: SystemId,
}

/// Reads every roll of a raw message and judges each by its game system.
///
/// An unknown system is no error: the fallback rules judge (a single kept d20 showing 20 or 1).
///
/// # Errors
///
/// `vtt.*` and `roll.*`: the message can't be read; `vtt.unknown_provider` for a tabletop without
/// a reader.
pub fn read_message(
    kind: &VttKind,
    raw: &[u8],
    context: &MessageContext,
) -> Result<Vec<JudgedRoll>, VttError> {
    let system = &context.system;
    let rules = Catalog::built_in().resolve(system);
    let rolls = if *kind == VttKind::Foundry {
        foundry_reader(rules, system).read(raw, context.actor.as_ref())?.into_rolls()?
    } else {
        vtt::parse_message(kind, raw, rules.message_tables(kind), context)?
    };
    Ok(rolls
        .into_iter()
        .map(|roll| {
            let verdict = rules.judge_roll(&roll);
            JudgedRoll { roll, verdict, system: system.clone() }
        })
        .collect())
}

/// The reader of a system's messages, prepared at its first message.
fn foundry_reader(rules: &'static System, system: &SystemId) -> Arc<MessageReader<'static>> {
    static READERS: OnceLock<RwLock<HashMap<SystemId, Arc<MessageReader<'static>>>>> =
        OnceLock::new();
    let readers = READERS.get_or_init(RwLock::default);
    if let Ok(readers) = readers.read()
        && let Some(reader) = readers.get(system)
    {
        return Arc::clone(reader);
    }
    let tables = rules.message_tables(&VttKind::Foundry);
    let reader = Arc::new(MessageReader::new(tables, system));
    if let Ok(mut readers) = readers.write()
        && readers.len() < MAX_READERS
    {
        readers.insert(system.clone(), Arc::clone(&reader));
    }
    reader
}
