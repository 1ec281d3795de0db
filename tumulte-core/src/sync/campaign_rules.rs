//! The rules a game master gave a campaign, ready to judge what its table sends.

use std::sync::Arc;

use super::{JudgedRoll, judge_message_by, reading};
use crate::{
    model::{Campaign, SystemId, VttKind},
    systems::{Catalog, RuleError, RuleSet, System},
    vtt::{MessageContext, RawMessage, VttError},
};

/// Prepared rules of a campaign; a store keeps them and hands them out with the campaign.
///
/// They judge messages of the game system they were written for. A world that plays another one by now is judged by
/// that one's own rules.
///
/// ```
/// use tumulte_core::{sync::CampaignRules, systems::RuleSet};
///
/// let rules = CampaignRules::prepare(&RuleSet::new("dnd5e").with_override("critAt", 19.0))?;
/// assert!(rules.is_for(&"dnd5e-2024".into()));
/// assert!(!rules.is_for(&"pf2e".into()));
/// # Ok::<(), tumulte_core::systems::RuleError>(())
/// ```
#[derive(Debug)]
pub struct CampaignRules {
    given: SystemId,
    system: System,
    reads_as_given: bool,
}

impl CampaignRules {
    /// Prepares a rule set.
    ///
    /// # Errors
    ///
    /// As [`RuleSet::prepare`].
    pub fn prepare(set: &RuleSet) -> Result<Self, RuleError> {
        let catalog = Catalog::built_in();
        let system = set.prepare(catalog)?;
        let given = catalog.resolve(&set.system).id().clone();
        let reads_as_given = system.reads_as(catalog.resolve(&set.system));
        Ok(Self { given, system, reads_as_given })
    }

    /// The rules themselves.
    #[must_use]
    pub const fn system(&self) -> &System {
        &self.system
    }

    /// Whether messages of this game system are judged by these rules.
    #[must_use]
    pub fn is_for(&self, system: &SystemId) -> bool {
        *Catalog::built_in().resolve(system).id() == self.given
    }

    /// Reads every roll of a raw message and judges each by these rules, as
    /// [`judge_message_by`] does; messages of other game systems by their own.
    ///
    /// # Errors
    ///
    /// As [`judge_message`](super::judge_message).
    pub fn judge_message<'a>(
        &self,
        kind: &VttKind,
        raw: impl Into<RawMessage<'a>>,
        context: &MessageContext,
    ) -> Result<Vec<JudgedRoll>, VttError> {
        if !self.is_for(&context.system) {
            return super::judge_message(kind, raw, context);
        }
        if self.reads_as_given {
            let rolls = reading::read_rolls(kind, raw, context)?;
            return Ok(reading::judged(&self.system, rolls, &context.system));
        }
        judge_message_by(&self.system, kind, raw, context)
    }
}

/// A campaign with the rules its game master gave it.
#[derive(Debug, Clone)]
pub struct RuledCampaign {
    /// The campaign.
    pub campaign: Campaign,
    /// Its rules; none where its game system's own judge as they are.
    pub rules: Option<Arc<CampaignRules>>,
}

impl From<Campaign> for RuledCampaign {
    fn from(campaign: Campaign) -> Self {
        Self { campaign, rules: None }
    }
}
