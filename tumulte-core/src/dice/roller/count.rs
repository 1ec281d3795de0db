//! What each die adds: successes, failures, limits, matches.

use super::Roller;
use crate::dice::{
    Comparison, Dialect, Dice, DiceProblem as Problem, Modifier, Pick, RolledDie, Test,
    rolled::Marks,
};
use crate::model::{Map, sort_by};

impl<D: Dice + ?Sized> Roller<'_, '_, D> {
    /// A modifier that throws no dice, on those from `start` on.
    pub(super) fn apply(&mut self, start: usize, step: &[Modifier]) -> Result<(), Problem> {
        let Some(modifier) = step.first() else { return Ok(()) };
        let is_foundry = self.formula.dialect == Dialect::Foundry;
        let face = |die: &RolledDie| if is_foundry { die.result } else { die.value };
        let passes = |die: &RolledDie, test: Test| test.passes(face(die), die.highest());
        match *modifier {
            Modifier::Keep(_) | Modifier::Drop(_) => self.keep_or_drop(start, step)?,
            Modifier::Advantage(_) => {
                self.keep_or_drop(start, &[Modifier::Keep(Pick::Highest(1))])?;
            }
            Modifier::Disadvantage(_) => {
                self.keep_or_drop(start, &[Modifier::Keep(Pick::Lowest(1))])?;
            }
            Modifier::Minimum(least) => {
                let least = i32::try_from(least).unwrap_or(i32::MAX);
                self.clamp(start, |value| value.max(least));
            }
            Modifier::Maximum(most) => {
                let most = i32::try_from(most).unwrap_or(i32::MAX);
                self.clamp(start, |value| value.min(most));
            }
            Modifier::Success(test) => {
                self.count(start, |die| Some(verdict(passes(die, test), Marks::SUCCESS)));
            }
            Modifier::Failure(test) => {
                self.count(start, |die| Some(verdict(passes(die, test), Marks::FAILURE)));
            }
            Modifier::DeductFailure(test) => {
                self.count(start, |die| passes(die, test).then_some((-1, Marks::FAILURE)));
            }
            Modifier::SubtractFailure(test) => self.count(start, |die| {
                passes(die, test).then_some((die.result.saturating_neg(), Marks::FAILURE))
            }),
            Modifier::Even => {
                self.count(start, |die| Some(verdict(die.result % 2 == 0, Marks::SUCCESS)));
            }
            Modifier::Odd => {
                self.count(start, |die| Some(verdict(die.result % 2 != 0, Marks::SUCCESS)));
            }
            Modifier::CallCoin(call) => {
                let call = i32::try_from(call).unwrap_or(i32::MAX);
                self.count(start, |die| Some(verdict(die.result == call, Marks::SUCCESS)));
            }
            Modifier::MarkCritical(test) => self.highlight(start, test, Marks::CRITICAL),
            Modifier::MarkFumble(test) => self.highlight(start, test, Marks::FUMBLE),
            Modifier::Match { counts, least, test } => self.matches(start, counts, least, test),
            Modifier::Sort { ascending } => {
                sort_by(self.dice_from(start), |one, other| {
                    let order = one.value.cmp(&other.value);
                    if ascending { order } else { order.reverse() }
                });
            }
            Modifier::Margin(_) | Modifier::Reroll { .. } | Modifier::Explode { .. } => {}
        }
        Ok(())
    }

    /// What the dice from `start` on add up to.
    pub(super) fn worth(&mut self, start: usize, modifiers: &[Modifier]) -> f64 {
        let sum: i64 = self.dice_from(start).iter().map(|die| i64::from(die.worth())).sum();
        #[expect(clippy::cast_precision_loss, reason = "10,000 dice of 31 bits take 45")]
        let sum = sum as f64;
        modifiers.iter().fold(sum, |sum, modifier| match modifier {
            Modifier::Margin(Test { comparison, target: Some(target) }) => match comparison {
                Comparison::Less | Comparison::LessOrEqual => f64::from(*target) - sum,
                _ => sum - f64::from(*target),
            },
            _ => sum,
        })
    }

    /// Foundry clamps whatever lies there, Avrae what still counts.
    fn clamp(&mut self, start: usize, clamped: impl Fn(i32) -> i32) {
        let is_foundry = self.formula.dialect == Dialect::Foundry;
        for die in self.dice_from(start) {
            let before = if is_foundry { die.result } else { die.value };
            let value = clamped(before);
            if value != before && (is_foundry || die.is_active()) {
                die.value = value;
                die.worth = value;
            }
        }
    }

    /// Sets what active dice count: none leaves a die as it is.
    fn count(&mut self, start: usize, count: impl Fn(&RolledDie) -> Option<(i32, Marks)>) {
        for die in self.dice_from(start).iter_mut().filter(|die| die.is_active()) {
            if let Some((worth, mark)) = count(die) {
                die.worth = worth;
                die.marks.clear(Marks::SUCCESS);
                die.marks.clear(Marks::FAILURE);
                die.marks.set(Marks::COUNTED);
                die.marks.set(mark);
            }
        }
    }

    fn highlight(&mut self, start: usize, test: Test, mark: Marks) {
        for die in self.dice_from(start) {
            if test.passes(die.result, die.highest()) {
                die.marks.set(mark);
            }
        }
    }

    /// Marks equal faces, and counts how many matches there are.
    fn matches(&mut self, start: usize, counts: bool, least: u32, test: Option<Test>) {
        let takes_part = |die: &RolledDie| {
            die.is_active() && test.is_none_or(|test| test.passes(die.value, die.highest()))
        };
        let mut seen: Map<i32, u32> = Map::new();
        for die in self.dice_from(start).iter().filter(|die| takes_part(die)) {
            *seen.entry(die.value).or_default() += 1;
        }
        seen.retain(|_, count| *count >= least);
        for die in self.dice_from(start).iter_mut().filter(|die| die.is_active()) {
            let of_match = if takes_part(die) { seen.get_mut(&die.value) } else { None };
            if counts {
                die.marks.set(Marks::COUNTED);
                die.worth = 0;
            }
            if let Some(count) = of_match {
                die.marks.set(Marks::MATCHED);
                if counts && *count > 0 {
                    // The first die of a match stands for all of it.
                    die.worth = 1;
                    die.marks.set(Marks::SUCCESS);
                    *count = 0;
                }
            }
        }
    }
}

fn verdict(passes: bool, mark: Marks) -> (i32, Marks) {
    (i32::from(passes), if passes { mark } else { Marks::default() })
}
