//! Read and judge in one step: what bindings, bots and the sync service share.

use std::sync::{Arc, RwLock};

use serde::{Deserialize, Serialize};

use crate::{
    model::{Map, MessageTables, Roll, SystemId, Verdict, VttKind},
    systems::{Catalog, System},
    vtt::{self, MessageContext, RawMessage, TableSource, VttError, foundry::MessageReader},
};

/// How many prepared readers are kept: more systems than there are, fewer than a joker can invent.
const MAX_READERS: usize = 256;

/// A roll with what the rules of its game system concluded.
///
/// As JSON it is the roll's own fields with `verdict` and `system` beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct JudgedRoll {
    /// The roll as the tabletop told it.
    #[serde(flatten)]
    pub roll: Roll,
    /// What the rules concluded.
    pub verdict: Verdict,
    /// The game system as the tabletop names it.
    pub system: SystemId,
}

impl JudgedRoll {
    /// Puts a roll together with what rules concluded about it.
    pub fn new(roll: Roll, verdict: Verdict, system: impl Into<SystemId>) -> Self {
        Self { roll, verdict, system: system.into() }
    }
}

/// Reads every roll of a raw message and judges each by its game system.
///
/// An unknown system is no error: the fallback rules judge (a single kept d20 showing 20 or 1). A
/// roll that can't be read is left out while any other can be; [`vtt::read_message`] tells of it.
///
/// # Errors
///
/// `vtt.*` and `roll.*`: the message can't be read; `vtt.unknown_provider` for a tabletop without
/// a reader.
///
/// ```
/// use tumulte_core::{model::VttKind, sync::judge_message, vtt::MessageContext};
///
/// let line = b"Mira: [ATTACK (M)] Longsword [d20+7 = 27]";
/// let judged = judge_message(&VttKind::FantasyGrounds, line, &MessageContext::new("dnd5e"))?;
/// assert_eq!(judged[0].verdict.label.as_deref(), Some("Critical Hit"));
/// # Ok::<(), tumulte_core::vtt::VttError>(())
/// ```
pub fn judge_message<'a>(
    kind: &VttKind,
    raw: impl Into<RawMessage<'a>>,
    context: &MessageContext,
) -> Result<Vec<JudgedRoll>, VttError> {
    let system = &context.system;
    if *kind == VttKind::Foundry {
        let FoundryReader { rules, messages } = &*foundry_reader(system);
        let rolls = messages.read(raw, context.actor.as_ref())?.into_rolls()?;
        return Ok(judged(rules, rolls, system));
    }
    judge_message_by(Catalog::built_in().resolve(system), kind, raw, context)
}

/// Reads every roll of a raw message as the tables of its game system say.
pub(super) fn read_rolls<'a>(
    kind: &VttKind,
    raw: impl Into<RawMessage<'a>>,
    context: &MessageContext,
) -> Result<Vec<Roll>, VttError> {
    let system = &context.system;
    if *kind == VttKind::Foundry {
        return foundry_reader(system).messages.read(raw, context.actor.as_ref())?.into_rolls();
    }
    let tables = Catalog::built_in().resolve(system).message_tables(kind);
    vtt::read_message(kind, raw, tables, context)?.into_rolls()
}

/// Reads every roll of a raw message and judges each by these rules, such as those of a
/// [`RuleSet`](crate::systems::RuleSet), in place of its game system's own.
///
/// # Errors
///
/// As [`judge_message`].
///
/// ```
/// use tumulte_core::{model::VttKind, sync::judge_message_by, vtt::MessageContext};
/// use tumulte_core::systems::{Catalog, RuleSet};
///
/// let rules = RuleSet::new("dnd5e").with_override("critAt", 19.0).prepare(Catalog::built_in())?;
/// let line = b"Mira: [ATTACK (M)] Longsword [d20+7 = 26]";
/// let context = MessageContext::new("dnd5e");
/// let judged = judge_message_by(&rules, &VttKind::FantasyGrounds, line, &context).unwrap();
/// assert!(judged[0].verdict.is_critical());
/// # Ok::<(), tumulte_core::systems::RuleError>(())
/// ```
pub fn judge_message_by<'a>(
    rules: &System,
    kind: &VttKind,
    raw: impl Into<RawMessage<'a>>,
    context: &MessageContext,
) -> Result<Vec<JudgedRoll>, VttError> {
    let rolls = vtt::read_message(kind, raw, rules.message_tables(kind), context)?.into_rolls()?;
    Ok(judged(rules, rolls, &context.system))
}

pub(super) fn judged(rules: &System, rolls: Vec<Roll>, system: &SystemId) -> Vec<JudgedRoll> {
    let judge = |roll: Roll| {
        let verdict = rules.judge_roll(&roll);
        JudgedRoll { roll, verdict, system: system.clone() }
    };
    rolls.into_iter().map(judge).collect()
}

/// An adapter reads messages by the rule files of its game systems.
impl TableSource for Catalog {
    fn message_tables(&self, vtt: &VttKind, system: &SystemId) -> MessageTables {
        self.resolve(system).message_tables(vtt).clone()
    }
}

/// Rules of one game system read every message as one of its.
impl TableSource for System {
    fn message_tables(&self, vtt: &VttKind, _system: &SystemId) -> MessageTables {
        Self::message_tables(self, vtt).clone()
    }
}

/// What reads Foundry's messages of one game system, and the rules that judge them.
struct FoundryReader {
    rules: &'static System,
    messages: MessageReader<'static>,
}

/// The reader of a system's messages, prepared at its first message.
fn foundry_reader(system: &SystemId) -> Arc<FoundryReader> {
    static READERS: RwLock<Map<SystemId, Arc<FoundryReader>>> = RwLock::new(Map::new());
    if let Ok(readers) = READERS.read()
        && let Some(reader) = readers.get(system)
    {
        return Arc::clone(reader);
    }
    let rules = Catalog::built_in().resolve(system);
    let messages = MessageReader::new(rules.message_tables(&VttKind::Foundry), system);
    let reader = Arc::new(FoundryReader { rules, messages });
    if let Ok(mut readers) = READERS.write()
        && readers.len() < MAX_READERS
    {
        readers.insert(system.clone(), Arc::clone(&reader));
    }
    reader
}
