//! A combat as streams see it: who stands in the order for everybody at the table.

use serde::Serialize;

use super::news::Step;
use crate::model::{Combat, Combatant, Disposition, Number};

/// Somebody in a combat as a stream sees them.
///
/// A monster has no initiative, no ids of its actor and token, and a name and picture only where
/// everybody at the table can read the name; the order itself says whose turn it is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamCombatant {
    id: String,
    name: Option<String>,
    img: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    initiative: Option<Number>,
    is_player: bool,
    is_defeated: bool,
}

impl StreamCombatant {
    fn of(combatant: &Combatant) -> Self {
        let is_named = combatant.is_player || combatant.is_name_public;
        let name = combatant.name.clone();
        Self {
            id: combatant.id.clone(),
            name: Some(name).filter(|name| is_named && !name.is_empty()),
            img: combatant.img.clone().filter(|_| is_named),
            initiative: combatant.initiative.filter(|_| combatant.is_player),
            is_player: combatant.is_player,
            is_defeated: combatant.is_defeated,
        }
    }
}

/// A combat as streams see it. It can only be made by [`stream_combat`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamCombat {
    vtt_combat_id: String,
    round: u32,
    started: bool,
    combatants: Vec<StreamCombatant>,
    current: Option<String>,
}

impl StreamCombat {
    /// What a stream sees happen since it saw `before`; none when nothing looks different.
    ///
    /// By what is seen, never by what the table says: a turn that passes among those who are hidden is no news.
    pub(super) fn step_from(&self, before: Option<&Self>) -> Option<Step> {
        let Some(before) = before else {
            return Some(if self.started { Step::Start } else { Step::Update });
        };
        if before == self {
            None
        } else if self.started && !before.started {
            Some(Step::Start)
        } else if self.round != before.round {
            Some(Step::Round)
        } else if self.current != before.current {
            Some(Step::Turn)
        } else {
            Some(Step::Update)
        }
    }
}

/// Makes the stream's view of a combat.
///
/// Whoever is hidden is missing, and so is a monster whose token nobody sent: its disposition may be
/// secret. While somebody who is missing takes their turn, the turn stays with the last one who is
/// not, so that equal views come before and after; whoever publishes them tells only what differs.
#[must_use]
pub fn stream_combat(combat: &Combat) -> StreamCombat {
    let place = combat
        .current
        .as_ref()
        .and_then(|current| combat.combatants.iter().position(|one| one.id == *current));
    let mut so_far = combat.combatants.iter().take(place.map_or(0, |place| place + 1));
    let shown = || combat.combatants.iter().filter(|one| is_shown(one));
    let current = place.and_then(|_| {
        let last = so_far.rfind(|one| is_shown(one));
        last.or_else(|| shown().next()).map(|one| one.id.clone())
    });
    StreamCombat {
        vtt_combat_id: combat.vtt_combat_id.clone(),
        round: combat.round,
        started: combat.started,
        combatants: shown().map(StreamCombatant::of).collect(),
        current,
    }
}

fn is_shown(combatant: &Combatant) -> bool {
    let is_open = |side| side != Disposition::Secret;
    let is_known = combatant.is_player && combatant.disposition.is_none();
    !combatant.is_hidden && (is_known || combatant.disposition.is_some_and(is_open))
}
