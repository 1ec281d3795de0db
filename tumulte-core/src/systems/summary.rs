//! A game system in a line.

use serde::Serialize;

use super::System;
use crate::model::SystemId;

/// What a list of game systems shows of each.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SystemSummary {
    /// The id, as Foundry spells it.
    pub id: SystemId,
    /// The name people know it by.
    pub name: String,
    /// Ids of forks and older spellings the same rules judge.
    pub aliases: Vec<SystemId>,
}

impl System {
    /// The system in a line.
    #[must_use]
    pub fn summary(&self) -> SystemSummary {
        SystemSummary {
            id: self.id().clone(),
            name: self.name().to_owned(),
            aliases: self.aliases().to_vec(),
        }
    }
}
