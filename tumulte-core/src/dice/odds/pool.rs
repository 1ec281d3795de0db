//! Several rolls of which some are kept or counted.

use core::ops::Range;

use super::{
    super::{Amount, DiceTerm, Faces, Formula, Kind, Modifier},
    budget::Budget,
    distribution::{Distribution, whole},
    mixed::{Alike, extreme, keep_mixed},
    obstacle::Obstacle,
    rank::Ranks,
    spawn::alike,
    story::{self, Story},
    thrown::thrown,
    weight::Weight,
};

/// Independent entries and the modifiers that choose among them.
pub(super) struct Pool<'a, W> {
    pub formula: &'a Formula,
    pub modifiers: &'a [Modifier],
    pub entries: Vec<Distribution<W>>,
}

impl<W: Weight> Pool<'_, W> {
    /// The modifiers choose among the totals of the entries.
    pub(super) fn by_entry(&self, budget: &mut Budget) -> Result<Distribution<W>, Obstacle> {
        let Choice { before, ranks, after } = self.split()?;
        let worth = |total: f64| {
            let modifiers = before.iter().chain(after);
            modifiers.fold(total, |value, modifier| counted(*modifier, total, value))
        };
        let Some(ranks) = ranks else {
            let mut sum = Distribution::point(0.0);
            for entry in &self.entries {
                sum = sum.plus(&self.map(entry, worth, budget)?, budget)?;
            }
            return Ok(sum);
        };
        let all = u32::try_from(self.entries.len()).map_err(|_| Obstacle::TooLarge)?;
        let window = ranks.window(all);
        let below = all - window.skipped - window.kept;
        if window.kept == 1 && (window.skipped == 0 || below == 0) {
            let best = extreme(&self.entries, window.skipped == 0, budget)?;
            return self.map(&best, worth, budget);
        }
        let whole_worth = |total: f64| whole(worth(total));
        let mut groups = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            groups.push(Alike::one(entry, whole_worth)?);
        }
        keep_mixed(&mut groups, window, budget)
    }

    fn map(
        &self,
        entry: &Distribution<W>,
        worth: impl Fn(f64) -> f64,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        if self.modifiers.is_empty() {
            Ok(entry.clone())
        } else {
            entry.map(budget, |total| Ok(worth(total)))
        }
    }

    fn split(&self) -> Result<Choice<'_>, Obstacle> {
        let first = self.modifiers.iter().position(chooses);
        let Some(first) = first else {
            return Ok(Choice { before: self.modifiers, ranks: None, after: &[] });
        };
        let (before, rest) = self.modifiers.split_at(first);
        let (ranks, length) = Ranks::first_of(rest, self.formula.dialect())?;
        let after = rest.get(length..).unwrap_or_default();
        if length == 0 || after.iter().any(chooses) {
            return Err(Obstacle::OutOfReach("choosing among rolls more than once, or by total"));
        }
        Ok(Choice { before, ranks: Some(ranks), after })
    }

    /// The modifiers choose among all dice inside the one entry; nothing else in it counts.
    pub(super) fn by_die(
        &self,
        inside: Range<usize>,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let dialect = self.formula.dialect();
        let mut terms = Vec::new();
        for node in self.formula.nodes().get(inside).unwrap_or_default() {
            match node.kind() {
                Kind::Dice(term) => terms.push(self.dice(&term)?),
                Kind::Pool(_) => return Err(Obstacle::OutOfReach("choosing among dice of pools")),
                _ => {}
            }
        }
        if let [(count, kind, modifiers)] = terms.as_slice() {
            return thrown(*count, *kind, dialect, modifiers, budget);
        }
        let mut groups = Vec::with_capacity(terms.len());
        let mut sum = Distribution::point(0.0);
        let mut ranks = None;
        for (count, kind, modifiers) in &terms {
            let mut story = Story::new(*kind, dialect, modifiers)?;
            let Some(place) = story.first_joint(0) else {
                let die = story.die(0, modifiers.len(), budget)?;
                sum = sum.plus(&die.times(*count, budget)?, budget)?;
                continue;
            };
            let rest = modifiers.get(place..).unwrap_or_default();
            let (these, length) = Ranks::first_of(rest, dialect)?;
            let after = (place + length, modifiers.len());
            let is_own = place < modifiers.len() - self.modifiers.len();
            if is_own || length == 0 || story.first_joint(after.0).is_some() {
                return Err(Obstacle::OutOfReach("choosing among dice of several kinds twice"));
            }
            let states = story.states(0, place, budget)?;
            groups.push(alike(&mut story, &states, *count, after, budget)?);
            ranks = Some(these);
        }
        let Some(ranks) = ranks else { return Ok(sum) };
        let all = terms.iter().map(|(count, ..)| *count).fold(0, u32::saturating_add);
        keep_mixed(&mut groups, ranks.window(all), budget)
    }

    /// Dice of a pool with their own modifiers and those of the pool.
    fn dice(&self, term: &DiceTerm) -> Result<(u32, story::Kind, Vec<Modifier>), Obstacle> {
        let (Amount::Fixed(count), false) = (term.count, term.faces == Faces::Operand) else {
            return Err(Obstacle::OutOfReach("choosing among an unknown number of dice"));
        };
        let own = self.formula.modifiers(term);
        let throws = |modifier: &&Modifier| {
            matches!(modifier, Modifier::Reroll { .. } | Modifier::Explode { .. })
        };
        if self.modifiers.iter().any(|modifier| throws(&modifier)) {
            return Err(Obstacle::OutOfReach("pools that throw dice again"));
        }
        let joins = own.last().zip(self.modifiers.first());
        if joins.is_some_and(|(one, next)| one.joins(*next)) || own.iter().any(is_margin) {
            return Err(Obstacle::OutOfReach("choosing among chosen dice"));
        }
        Ok((
            count,
            story::kind(term.faces, None)?,
            own.iter().chain(self.modifiers).copied().collect(),
        ))
    }
}

/// What counts, which are kept, what counts then.
struct Choice<'a> {
    before: &'a [Modifier],
    ranks: Option<Ranks>,
    after: &'a [Modifier],
}

const fn chooses(modifier: &Modifier) -> bool {
    matches!(modifier, Modifier::Keep(_) | Modifier::Drop(_))
}

const fn is_margin(modifier: &Modifier) -> bool {
    matches!(modifier, Modifier::Margin(_))
}

/// What a roll of this total counts, which counted `value` before.
fn counted(modifier: Modifier, total: f64, value: f64) -> f64 {
    match modifier {
        Modifier::Success(test) | Modifier::Failure(test) => {
            f64::from(u8::from(test.passes_total(total)))
        }
        Modifier::DeductFailure(test) if test.passes_total(total) => -1.0,
        _ => value,
    }
}
