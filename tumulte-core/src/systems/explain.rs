//! A verdict's reason in one line.

use core::fmt::Write as _;

use crate::model::{Die, Verdict, joined_by};

impl Verdict {
    /// Says why, for people: which rule held, on what values, by which dice.
    ///
    /// Give the dice of the judged roll. A verdict without a reason has nothing to say.
    ///
    /// ```
    /// use tumulte_core::{model::Die, systems::{JudgeInput, judge}};
    ///
    /// let input = JudgeInput::new(vec![Die::new(20, 20)]).with_option("critAt", 19.0);
    /// let verdict = judge("dnd5e", &input)?;
    /// assert_eq!(
    ///     verdict.explain(&input.dice).as_deref(),
    ///     Some(
    ///         "Critical Hit: rollType == 'attack' and nat >= critAt \
    ///          (critAt = 19, nat = 20, rollType = attack) by die 1 (d20 = 20)"
    ///     )
    /// );
    /// # Ok::<(), tumulte_core::systems::SystemsError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, dice: &[Die]) -> Option<String> {
        let reason = self.reason.as_ref()?;
        let mut text =
            format!("{}: {}", self.label.as_deref().unwrap_or("No critical"), reason.when);
        let values: Vec<_> =
            reason.values.iter().map(|(name, value)| format!("{name} = {value}")).collect();
        if !values.is_empty() {
            let _ = write!(text, " ({})", joined_by(&values, ", "));
        }
        let shown_dice: Vec<_> = reason
            .dice
            .iter()
            .filter_map(|index| {
                let shown = dice.get(*index)?;
                let size =
                    if shown.faces == 0 { "die".to_owned() } else { format!("d{}", shown.faces) };
                let kind = shown.kind.as_ref().map(|kind| format!("{kind} ")).unwrap_or_default();
                Some(format!("die {} ({kind}{size} = {})", index + 1, shown.effective()))
            })
            .collect();
        if !shown_dice.is_empty() {
            let _ = write!(text, " by {}", joined_by(&shown_dice, ", "));
        }
        if let Some(disagreement) = &reason.disagreement {
            let _ = write!(text, "; {disagreement}");
        }
        Some(text)
    }
}
