//! Pools: rolls of which some are dropped or counted.

use super::Roller;
use crate::dice::{
    Dialect, Dice, DiceProblem as Problem, Modifier, Node, Pick, PoolTerm, rolled::Marks,
};
use crate::model::{SeldomFew, sort_by};

/// One roll of a pool.
#[derive(Clone, Copy)]
struct Entry {
    node: usize,
    value: f64,
    worth: f64,
    is_dropped: bool,
}

type Entries = SeldomFew<Entry, 4>;

impl<D: Dice + ?Sized> Roller<'_, '_, D> {
    pub(super) fn pool(&mut self, index: usize, pool: PoolTerm) -> Result<f64, Problem> {
        let modifiers = self.formula.pool_modifiers(&pool);
        if pool.by_die {
            return self.pool_by_die(index, modifiers);
        }
        let mut entries = self.entries(index);
        let mut rest = modifiers;
        while let [modifier, ..] = rest {
            let step = self.step(rest);
            match *modifier {
                Modifier::Keep(_) | Modifier::Drop(_) => self.choose_entries(&mut entries, step)?,
                Modifier::Success(test) | Modifier::Failure(test) => {
                    let worth = |passes| Some(f64::from(u8::from(passes)));
                    count(&mut entries, |value| worth(test.passes_total(value)));
                }
                Modifier::DeductFailure(test) => {
                    count(&mut entries, |value| test.passes_total(value).then_some(-1.0));
                }
                _ => {}
            }
            rest = rest.get(step.len()..).unwrap_or_default();
        }
        for entry in entries.iter().filter(|entry| entry.is_dropped) {
            self.drop_entry(entry.node);
        }
        Ok(entries.iter().filter(|entry| !entry.is_dropped).map(|entry| entry.worth).sum())
    }

    fn pool_by_die(&mut self, index: usize, modifiers: &[Modifier]) -> Result<f64, Problem> {
        let start = self.dice_before(index);
        let mut rest = modifiers;
        while !rest.is_empty() {
            let step = self.step(rest);
            self.apply(start, step)?;
            rest = rest.get(step.len()..).unwrap_or_default();
        }
        Ok(self.worth(start, modifiers))
    }

    /// How many dice lay on the table before the parts of this node were worked out.
    fn dice_before(&self, index: usize) -> usize {
        let first = self.formula.nodes.get(index).map_or(0, Node::first);
        let before = first.checked_sub(1).and_then(|before| self.rolled.parts.get(before));
        before.map_or(0, |part| part.dice as usize)
    }

    fn entries(&self, index: usize) -> Entries {
        let children = self.formula.children(index);
        children
            .into_iter()
            .map(|node| {
                let value = self.before(node + 1);
                Entry { node, value, worth: value, is_dropped: false }
            })
            .collect()
    }

    fn choose_entries(&mut self, entries: &mut Entries, step: &[Modifier]) -> Result<(), Problem> {
        let keeps = matches!(step, [Modifier::Keep(_), ..]);
        let mut chosen: SeldomFew<bool, 4> = entries.iter().map(|_| false).collect();
        for modifier in step {
            let (Modifier::Keep(pick) | Modifier::Drop(pick)) = modifier else { continue };
            self.spend(entries.len())?;
            let (highest, number) = match *pick {
                Pick::Highest(number) => (true, number),
                Pick::Lowest(number) => (false, number),
                Pick::Passing(test) => {
                    for (entry, chosen) in entries.iter().zip(&mut chosen) {
                        *chosen |= test.passes_total(entry.value);
                    }
                    continue;
                }
            };
            for place in
                self.ranked_entries(entries, highest, keeps).into_iter().take(number as usize)
            {
                if let Some(chosen) = chosen.get_mut(place) {
                    *chosen = true;
                }
            }
        }
        for (entry, chosen) in entries.iter_mut().zip(chosen) {
            entry.is_dropped |= chosen != keeps;
        }
        Ok(())
    }

    /// The places of entries that still count, beginning with the highest or the lowest. Of equal
    /// ones Foundry drops the first, also when it keeps others.
    fn ranked_entries(&self, entries: &Entries, highest: bool, keeps: bool) -> SeldomFew<usize, 4> {
        let mut places: SeldomFew<usize, 4> = (0..entries.len())
            .filter(|at| entries.get(*at).is_some_and(|entry| !entry.is_dropped))
            .collect();
        if keeps && self.formula.dialect == Dialect::Foundry {
            places.reverse();
        }
        let value = |at: &usize| entries.get(*at).map_or(0.0, |entry| entry.value);
        sort_by(&mut places, |one, other| {
            let ascending = value(one).total_cmp(&value(other));
            if highest { ascending.reverse() } else { ascending }
        });
        places
    }

    /// The dice of a dropped entry are dropped with it.
    fn drop_entry(&mut self, node: usize) {
        let start = self.dice_before(node);
        let end = self.rolled.parts.get(node).map_or(start, |part| part.dice as usize);
        for die in self.rolled.dice.get_mut(start..end).unwrap_or_default() {
            die.marks.set(Marks::DROPPED);
        }
        if let Some(part) = self.rolled.parts.get_mut(node) {
            part.is_dropped = true;
        }
    }
}

fn count(entries: &mut Entries, worth: impl Fn(f64) -> Option<f64>) {
    for entry in entries.iter_mut().filter(|entry| !entry.is_dropped) {
        if let Some(worth) = worth(entry.value) {
            entry.worth = worth;
        }
    }
}
