//! What dice show when somebody chooses among them.

use super::{
    budget::Budget,
    distribution::{Doubt, whole},
    obstacle::Obstacle,
    story::{Shown, Story, Turn, gather},
    sum::Sum,
    weight::Weight,
};
use crate::model::sort_by;

/// What it costs to follow a die and to put it in order, in multiplications.
const COST_OF_A_STATE: usize = 16;

/// What one die may show after some modifiers, each once and by its face.
#[derive(Debug, Clone)]
pub(super) struct States<W> {
    pub dice: Vec<(Shown, W)>,
    pub total: W,
    pub doubt: Doubt,
}

impl<W: Weight> States<W> {
    fn one(die: Shown) -> Self {
        Self { dice: vec![(die, W::ONE)], total: W::ONE, doubt: Doubt::default() }
    }

    fn mixed(parts: Vec<(W, Self)>, total: W) -> Result<Self, Obstacle> {
        let mut common = W::ONE;
        let mut doubt = Doubt::default();
        for (_, part) in &parts {
            common = common.common_total(part.total).ok_or(Obstacle::Uncountable)?;
            doubt = doubt.or(part.doubt);
        }
        let all = total.total_times(common).ok_or(Obstacle::Uncountable)?;
        let mut dice: Vec<(Shown, W)> = Vec::with_capacity(parts.len());
        for (weight, part) in parts {
            let factor = weight.times(part.total.scale_to(common));
            dice.extend(part.dice.into_iter().map(|(die, weight)| (die, weight.times(factor))));
        }
        Ok(Self::merged(dice, all, doubt.and(Doubt::default(), 1)))
    }

    fn merged(mut dice: Vec<(Shown, W)>, total: W, doubt: Doubt) -> Self {
        sort_by(&mut dice, |one, other| one.0.cmp(&other.0));
        let same = dice.chunk_by(|(one, _), (other, _)| one == other);
        let dice = same.filter_map(|same| Some((same.first()?.0, Sum::of(same)))).collect();
        Self { dice, total, doubt: doubt.summed() }
    }

    /// Only those that pass, as if there were no others; and what they weighed.
    pub(super) fn only(&self, passes: impl Fn(Shown) -> bool) -> (Self, W) {
        let dice: Vec<_> = self.dice.iter().copied().filter(|(die, _)| passes(*die)).collect();
        let all = Sum::of(&dice);
        let dice = dice.into_iter().map(|(die, weight)| (die, weight.share(all))).collect();
        let total = if W::is_exact() { all } else { W::ONE };
        (Self { dice, total, doubt: self.doubt.summed().and(Doubt::default(), 1) }, all)
    }
}

impl<W: Weight> Story<'_, W> {
    /// What a fresh die may show after the modifiers from this one to that one.
    pub(super) fn states(
        &mut self,
        from: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<States<W>, Obstacle> {
        let total = self.total();
        let fresh: Vec<_> = self.fresh().collect();
        self.states_of(&fresh, total, from, to, budget)
    }

    /// What these dice may show.
    pub(super) fn states_of(
        &mut self,
        dice: &[(Shown, W)],
        total: W,
        from: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<States<W>, Obstacle> {
        budget.spend(dice.len(), COST_OF_A_STATE * (to.saturating_sub(from) + 1))?;
        if let Some(settled) = self.settled(dice, from, to)? {
            return Ok(States::merged(settled, total, Doubt { ulps: 1.0, missing: 0.0 }));
        }
        let mut parts = Vec::with_capacity(dice.len());
        // What is thrown again shows the same whatever it showed.
        let mut again = Vec::new();
        let mut cells = 0;
        for (die, weight) in dice {
            let states = match self.turn(*die, from, to)? {
                Turn::Stands(shown) => States::one(shown),
                Turn::Gone => {
                    return Err(Obstacle::OutOfReach("choosing among an unknown number of dice"));
                }
                Turn::Reroll { place } => {
                    gather(&mut again, place, *weight);
                    continue;
                }
                Turn::Explode { place, die } => self.grown(die, place, to, budget)?,
            };
            cells = Budget::cells(cells + states.dice.len())?;
            parts.push((*weight, states));
        }
        for (place, weight) in again {
            let (dice, total) = self.replacements(place)?;
            let next = place + self.step(place).len();
            parts.push((weight.weight(), self.states_of(&dice, total, next, to, budget)?));
        }
        States::mixed(parts, total)
    }

    /// What these dice show when the modifiers leave nothing to chance.
    fn settled(
        &self,
        dice: &[(Shown, W)],
        from: usize,
        to: usize,
    ) -> Result<Option<Vec<(Shown, W)>>, Obstacle> {
        let mut settled = Vec::with_capacity(dice.len());
        for (die, weight) in dice {
            match self.turn(*die, from, to)? {
                Turn::Stands(shown) => settled.push((shown, *weight)),
                Turn::Gone | Turn::Reroll { .. } | Turn::Explode { .. } => return Ok(None),
            }
        }
        Ok(Some(settled))
    }

    /// What a die may show that explodes into itself.
    fn grown(
        &mut self,
        die: Shown,
        place: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<States<W>, Obstacle> {
        if !self.compounds(place) {
            return Err(Obstacle::OutOfReach("choosing among dice that exploded in steps"));
        }
        let brought = self.brought(place, to, budget)?;
        let mut sums = Vec::with_capacity(brought.len());
        for (more, weight) in brought.iter() {
            sums.push((die.grown(whole(more).ok_or(Obstacle::TooLarge)?), weight));
        }
        let next = place + self.step(place).len();
        let mut states = self.states_of(&sums, brought.total, next, to, budget)?;
        states.doubt = states.doubt.and(brought.doubt, 1);
        Ok(states)
    }
}
