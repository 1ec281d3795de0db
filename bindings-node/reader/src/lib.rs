//! The way of a message, compiled for speed: its text comes in, its judged rolls go out on a tape.
//!
//! The add-on is compiled for size, its readers of messages are not: they are generic or `#[inline]`,
//! so each crate that calls them compiles them in its own way, and this one compiles nothing that is
//! called rarely. See the profile `addon` of the workspace.

pub mod pack;
pub mod tape;
pub mod text;

use std::sync::Arc;

use tumulte_core::{
    model::{Roll, SystemId, VttKind},
    systems::{Catalog, System},
    vtt::{self, MessageContext, VttError, foundry::MessageReader},
};

use self::tape::Tape;

/// Reads messages of one tabletop and judges them by one game system or by a table's own rules.
#[derive(Debug, Clone)]
pub struct Reader {
    vtt: VttKind,
    rules: Rules,
}

#[derive(Debug, Clone)]
enum Rules {
    /// Those of a game system, with what reads its messages of Foundry where that is asked for.
    BuiltIn(&'static System, Option<Arc<MessageReader<'static>>>),
    Own(Arc<System>),
}

impl Reader {
    /// A reader that judges by the rules of a game system.
    #[must_use]
    pub fn new(vtt: VttKind, system: &SystemId) -> Self {
        let rules = Catalog::built_in().resolve(system);
        let is_foundry = vtt == VttKind::Foundry;
        let foundry =
            is_foundry.then(|| Arc::new(MessageReader::new(rules.message_tables(&vtt), system)));
        Self { vtt, rules: Rules::BuiltIn(rules, foundry) }
    }

    /// A reader that judges by these rules.
    #[must_use]
    pub const fn by_rules(vtt: VttKind, rules: Arc<System>) -> Self {
        Self { vtt, rules: Rules::Own(rules) }
    }

    /// The tabletop whose messages it reads.
    #[must_use]
    pub const fn vtt(&self) -> &VttKind {
        &self.vtt
    }

    /// Reads every roll of a message and writes each, judged, on a tape.
    ///
    /// # Errors
    ///
    /// As [`judge_message`](tumulte_core::sync::judge_message); then nothing is written.
    pub fn read(
        &self,
        message: &[u8],
        context: &MessageContext,
        tape: &mut Tape,
    ) -> Result<(), VttError> {
        let rolls = self.rolls(message, context)?;
        let rules = match &self.rules {
            Rules::BuiltIn(rules, _) => rules,
            Rules::Own(rules) => &**rules,
        };
        pack::rolls(tape, &rolls, rules, &context.system);
        Ok(())
    }

    fn rolls(&self, message: &[u8], context: &MessageContext) -> Result<Vec<Roll>, VttError> {
        let reading = match &self.rules {
            Rules::BuiltIn(_, Some(foundry)) => foundry.read(message, context.actor.as_ref()),
            Rules::BuiltIn(rules, None) => self.any(message, rules, context),
            Rules::Own(rules) => self.any(message, rules, context),
        };
        reading?.into_rolls()
    }

    fn any(
        &self,
        message: &[u8],
        rules: &System,
        context: &MessageContext,
    ) -> Result<vtt::Reading, VttError> {
        vtt::read_message(&self.vtt, message, rules.message_tables(&self.vtt), context)
    }
}
