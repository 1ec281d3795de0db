//! Which dice a modifier means: keep and drop.

use super::Roller;
use crate::dice::{
    Dialect, Dice, DiceProblem as Problem, Modifier, Pick, RolledDie, Test, rolled::Marks,
};
use crate::model::{Few, sort_by};

/// Which end of a rank is meant, and how many.
#[derive(Clone, Copy)]
struct Rank {
    highest: bool,
    count: u32,
}

impl<D: Dice + ?Sized> Roller<'_, '_, D> {
    /// Keeps or drops dice from `start` on.
    pub(super) fn keep_or_drop(&mut self, start: usize, step: &[Modifier]) -> Result<(), Problem> {
        let keeps = matches!(step, [Modifier::Keep(_), ..]);
        match step {
            [Modifier::Keep(Pick::Highest(count))] => {
                return self.drop_ranked(start, Rank { highest: false, count: *count }, true);
            }
            [Modifier::Keep(Pick::Lowest(count))] => {
                return self.drop_ranked(start, Rank { highest: true, count: *count }, true);
            }
            [Modifier::Drop(Pick::Lowest(count))] => {
                return self.drop_ranked(start, Rank { highest: false, count: *count }, false);
            }
            [Modifier::Drop(Pick::Highest(count))] => {
                return self.drop_ranked(start, Rank { highest: true, count: *count }, false);
            }
            _ => {}
        }
        self.choose_by_rank(start, step)?;
        for at in start..self.rolled.dice.len() {
            let Some(die) = self.rolled.dice.get(at).copied() else { break };
            if die.is_active() && self.is_chosen(&die, step) != keeps {
                self.drop_at(at);
            }
        }
        Ok(())
    }

    fn drop_at(&mut self, at: usize) {
        if let Some(die) = self.rolled.dice.get_mut(at) {
            die.marks.set(Marks::DROPPED);
        }
    }

    /// Drops so many from one end; with `all_but`, all but so many from the other.
    fn drop_ranked(&mut self, start: usize, rank: Rank, all_but: bool) -> Result<(), Problem> {
        let dice = self.rolled.dice.get(start..).unwrap_or_default();
        let active = dice.iter().filter(|die| die.is_active()).count();
        let count = rank.count as usize;
        let dropped = if all_but { active.saturating_sub(count) } else { count.min(active) };
        // Of equal dice Foundry drops the first; the others keep the first where they keep.
        let first_goes = !all_but || self.formula.dialect == Dialect::Foundry;
        let is_worse = |one: i32, than: i32| if rank.highest { one > than } else { one < than };
        if dropped == 1 {
            let mut worst: Option<(usize, i32)> = None;
            for (at, die) in dice.iter().enumerate().filter(|(_, die)| die.is_active()) {
                let goes = worst.is_none_or(|(_, value)| {
                    is_worse(die.value, value) || (die.value == value && !first_goes)
                });
                if goes {
                    worst = Some((at, die.value));
                }
            }
            if let Some((at, _)) = worst {
                self.drop_at(start + at);
            }
            return Ok(());
        }
        self.spend(active)?;
        for at in self.ranked(start, rank.highest, first_goes).into_iter().take(dropped) {
            self.drop_at(at);
        }
        Ok(())
    }

    /// The places of active dice, beginning with the highest or the lowest.
    fn ranked(&self, start: usize, highest: bool, first_goes: bool) -> Few<usize, 16> {
        let mut places: Few<(i64, usize), 16> = Few::new();
        for (at, die) in self.rolled.dice.iter().enumerate().skip(start) {
            if die.is_active() {
                let value = i64::from(die.value);
                places.push((if highest { -value } else { value }, at));
            }
        }
        if first_goes {
            sort_by(&mut places, Ord::cmp);
        } else {
            sort_by(&mut places, |one, other| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
        }
        places.into_iter().map(|(_, at)| at).collect()
    }

    /// Marks the dice that modifiers mean by their rank. Says whether any does.
    pub(super) fn choose_by_rank(
        &mut self,
        start: usize,
        step: &[Modifier],
    ) -> Result<bool, Problem> {
        let mut by_rank = false;
        for modifier in step {
            let rank = match pick(modifier) {
                Some(Pick::Highest(count)) => Rank { highest: true, count },
                Some(Pick::Lowest(count)) => Rank { highest: false, count },
                _ => continue,
            };
            if !by_rank {
                self.dice_from(start).iter_mut().for_each(|die| die.marks.clear(Marks::PICKED));
                by_rank = true;
            }
            self.spend(self.rolled.dice.len().saturating_sub(start))?;
            for at in self.ranked(start, rank.highest, true).into_iter().take(rank.count as usize) {
                if let Some(die) = self.rolled.dice.get_mut(at) {
                    die.marks.set(Marks::PICKED);
                }
            }
        }
        Ok(by_rank)
    }

    /// Whether one of the modifiers means this die; ranks were marked before.
    pub(super) fn is_chosen(&self, die: &RolledDie, step: &[Modifier]) -> bool {
        step.iter().any(|modifier| match pick(modifier) {
            Some(Pick::Passing(test)) => self.passes(die, test),
            Some(_) => die.marks.has(Marks::PICKED),
            None => false,
        })
    }

    /// Faces decide, whatever took their place: a minimum in Foundry, what a penetrating die lost in
    /// Roll20. Avrae looks at what took their place.
    fn passes(&self, die: &RolledDie, test: Test) -> bool {
        let by_value = self.formula.dialect == Dialect::Avrae;
        test.passes(if by_value { die.value } else { die.result }, die.highest())
    }

    pub(super) fn spend(&mut self, dice: usize) -> Result<(), Problem> {
        self.work = self.work.saturating_add(u32::try_from(dice).unwrap_or(u32::MAX));
        if self.work > self.formula.limits.work { Err(Problem::TooMuchWork) } else { Ok(()) }
    }
}

const fn pick(modifier: &Modifier) -> Option<Pick> {
    match modifier {
        Modifier::Keep(pick)
        | Modifier::Drop(pick)
        | Modifier::Reroll { pick, .. }
        | Modifier::Explode { pick, .. } => Some(*pick),
        _ => None,
    }
}
