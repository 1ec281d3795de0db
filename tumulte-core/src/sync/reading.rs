//! Read and judge in one step: what bindings, bots and the sync service share.

use serde::Serialize;

use crate::{
    model::{Actor, Roll, SystemId, Verdict, VttKind},
    systems::Catalog,
    vtt::{self, MessageContext, VttError},
};

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
    system: &SystemId,
    actor: Option<&Actor>,
) -> Result<Vec<JudgedRoll>, VttError> {
    let rules = Catalog::built_in().resolve(system);
    let context = MessageContext { system: system.clone(), actor: actor.cloned() };
    let rolls = vtt::parse_message(kind, raw, rules.message_tables(kind), &context)?;
    Ok(rolls
        .into_iter()
        .map(|roll| {
            let verdict = rules.judge_roll(&roll);
            JudgedRoll { roll, verdict, system: system.clone() }
        })
        .collect())
}
