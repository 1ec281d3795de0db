//! What other rules would have made of rolls that were judged already.

use std::borrow::Cow;

use serde::Serialize;

use super::{JudgeInput, System};
use crate::model::{Roll, Verdict};

/// A roll that comes out differently.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The roll's place among those given.
    pub place: usize,
    /// What the old rules say.
    pub before: Verdict,
    /// What the new rules say.
    pub after: Verdict,
}

/// Judges rolls by two rules and tells which of them would change: another outcome, label, severity
/// or further label. Rolls may be [`Roll`]s or [`JudgeInput`]s.
///
/// ```
/// use tumulte_core::{model::Die, systems::{Catalog, JudgeInput, RuleSet, preview}};
///
/// let past = [18, 19, 20].map(|face| JudgeInput::new(vec![Die::new(20, face)]));
/// let before = RuleSet::new("dnd5e").prepare(Catalog::built_in())?;
/// let after = RuleSet::new("dnd5e").with_override("critAt", 19.0).prepare(Catalog::built_in())?;
/// let changes = preview(&before, &after, &past);
/// assert_eq!(changes.len(), 1);
/// assert_eq!((changes[0].place, changes[0].after.label.as_deref()), (1, Some("Critical Hit")));
/// # Ok::<(), tumulte_core::systems::RuleError>(())
/// ```
pub fn preview<'r, R: Into<Cow<'r, JudgeInput>>>(
    before: &System,
    after: &System,
    rolls: impl IntoIterator<Item = R>,
) -> Vec<Change> {
    let rolls = rolls.into_iter().enumerate();
    let change = |(place, roll): (usize, R)| {
        let input = roll.into();
        let (before, after) = (before.judge(&input), after.judge(&input));
        let same = before.outcome == after.outcome
            && before.label == after.label
            && before.severity == after.severity
            && before.also == after.also;
        (!same).then_some(Change { place, before, after })
    };
    rolls.filter_map(change).collect()
}

impl<'a> From<&'a JudgeInput> for Cow<'a, JudgeInput> {
    fn from(input: &'a JudgeInput) -> Self {
        Cow::Borrowed(input)
    }
}

impl<'a> From<&'a Roll> for Cow<'a, JudgeInput> {
    fn from(roll: &'a Roll) -> Self {
        Cow::Owned(JudgeInput::from_roll(roll))
    }
}
