//! Several rolls of which some are kept or counted.

use core::ops::Range;

use super::{
    super::{Amount, Formula, Kind, Modifier, Operator, Test},
    budget::Budget,
    distribution::{Distribution, whole},
    mixed::{Alike, extreme, keep_mixed},
    obstacle::Obstacle,
    story,
    thrown::{Ranks, thrown},
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
        let (before, ranks, after) = self.split()?;
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

    /// What counts, which are kept, what counts then.
    fn split(&self) -> Result<(&[Modifier], Option<Ranks>, &[Modifier]), Obstacle> {
        let counts = |modifier: &Modifier| {
            matches!(
                modifier,
                Modifier::Success(_)
                    | Modifier::Failure(_)
                    | Modifier::DeductFailure(_)
                    | Modifier::SubtractFailure(_)
                    | Modifier::Even
                    | Modifier::Odd
                    | Modifier::MarkCritical(_)
                    | Modifier::MarkFumble(_)
                    | Modifier::Sort { .. }
            )
        };
        let first = self.modifiers.iter().position(|modifier| !counts(modifier));
        let (before, rest) = self.modifiers.split_at(first.unwrap_or(self.modifiers.len()));
        let length = rest.iter().position(counts).unwrap_or(rest.len());
        let (ranks, after) = rest.split_at(length);
        if !after.iter().all(counts) {
            return Err(Obstacle::OutOfReach("modifiers that choose among rolls more than once"));
        }
        if ranks.is_empty() {
            return Ok((before, None, after));
        }
        Ok((before, Some(Ranks::of(ranks)?), after))
    }

    /// The modifiers choose among all dice inside the one entry.
    pub(super) fn by_die(
        &self,
        inside: Range<usize>,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let mut terms = Vec::new();
        let mut bonus = 0.0;
        for node in self.formula.nodes().get(inside).unwrap_or_default() {
            match node.kind() {
                Kind::Dice(term) => terms.push(term),
                Kind::Number(number) => bonus += number,
                Kind::Group | Kind::Label(_) | Kind::Binary(Operator::Add) => {}
                _ => return Err(Obstacle::OutOfReach("choosing among the dice of such a sum")),
            }
        }
        let [term] = terms.as_slice() else {
            return Err(Obstacle::OutOfReach("choosing among dice of several kinds"));
        };
        let (Amount::Fixed(count), kind) = (term.count, story::kind(term.faces, None)?) else {
            return Err(Obstacle::OutOfReach("choosing among an unknown number of dice"));
        };
        let modifiers: Vec<_> =
            self.formula.modifiers(term).iter().chain(self.modifiers).copied().collect();
        let sum = thrown(count, kind, &modifiers, budget)?;
        sum.plus(&Distribution::point(bonus), budget)
    }
}

/// What a roll of this total counts, which counted `value` before.
fn counted(modifier: Modifier, total: f64, value: f64) -> f64 {
    let passes = |test: Test| {
        test.target.is_some_and(|target| test.comparison.holds(total, f64::from(target)))
    };
    match modifier {
        Modifier::Success(test) | Modifier::Failure(test) => f64::from(u8::from(passes(test))),
        Modifier::DeductFailure(test) if passes(test) => -1.0,
        Modifier::SubtractFailure(test) if passes(test) => -total,
        Modifier::Even => f64::from(u8::from(total % 2.0 == 0.0)),
        Modifier::Odd => f64::from(u8::from(total % 2.0 != 0.0)),
        _ => value,
    }
}
