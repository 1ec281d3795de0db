//! Keeping some of values that are not alike.

use super::{
    budget::Budget,
    convolution::add_products,
    distribution::{Distribution, Doubt},
    keep::Window,
    obstacle::Obstacle,
    sum::{Sum, rests},
    weight::Weight,
};
use crate::model::sort_by;

/// What it costs to make room for sums, in multiplications.
const COST_OF_A_ROW: usize = 16;

/// Values that are alike among others that are not.
#[derive(Debug, Clone)]
pub(super) struct Alike<W> {
    /// Rank, worth and weight of each, in rising order of rank.
    pub values: Vec<(f64, i64, W)>,
    pub total: W,
    pub count: u32,
    pub doubt: Doubt,
}

impl<W: Weight> Alike<W> {
    /// One value, which is worth what `worth` says.
    pub(super) fn one(
        value: &Distribution<W>,
        worth: impl Fn(f64) -> Option<i64>,
    ) -> Result<Self, Obstacle> {
        let values = value
            .iter()
            .map(|(rank, weight)| Some((rank, worth(rank)?, weight)))
            .collect::<Option<_>>()
            .ok_or(Obstacle::OutOfReach("keeping several values of which some are fractions"))?;
        Ok(Self { values, total: value.total, count: 1, doubt: value.doubt })
    }
}

/// The sum of the kept ones, counted from the highest rank.
pub(super) fn keep_mixed<W: Weight>(
    groups: &mut [Alike<W>],
    window: Window,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let count = groups.iter().map(|group| group.count).fold(0, u32::saturating_add);
    let below = count.saturating_sub(window.skipped).saturating_sub(window.kept);
    if window.kept == 0 {
        return Ok(Distribution::point(0.0));
    }
    let is_from_highest = window.skipped == 0;
    if !is_from_highest && below > 0 {
        return Err(Obstacle::OutOfReach("keeping neither the highest nor the lowest"));
    }
    if is_from_highest {
        for group in groups.iter_mut() {
            group.values.reverse();
        }
    }
    let mut all = W::ONE;
    let mut doubt = Doubt::default();
    let (mut lowest, mut highest) = (i64::MAX, i64::MIN);
    let mut ranks = Vec::new();
    for group in groups.iter() {
        let power = group.total.power(group.count);
        all = power.and_then(|power| all.total_times(power)).ok_or(Obstacle::Uncountable)?;
        let terms = group.values.len().saturating_mul(count as usize);
        doubt = doubt.and(group.doubt.times(group.count, 0.0), terms);
        for (rank, worth, _) in &group.values {
            ranks.push((*rank, *worth));
            lowest = lowest.min(*worth);
            highest = highest.max(*worth);
        }
    }
    sort_by(&mut ranks, |left, right| left.0.total_cmp(&right.0));
    ranks.dedup();
    let mut lasts = ranks.windows(2).map(|pair| matches!(pair, [left, right] if left.0 < right.0));
    if !lasts.all(|is_rising| is_rising) {
        return Err(Obstacle::OutOfReach("choosing among equal dice that differ in worth"));
    }
    let kept = window.kept as usize;
    let span = usize::try_from(highest.saturating_sub(lowest)).map_err(|_| Obstacle::TooLarge)?;
    let length = Budget::outcomes(span.saturating_mul(kept).saturating_add(1))?;
    let mut sums = vec![W::ZERO; length];
    let place = |worth: i64| usize::try_from(worth.saturating_sub(lowest)).unwrap_or_default();
    if is_from_highest {
        ranks.reverse();
    }
    let mut sides: Vec<_> = groups.iter().map(|group| Side::new(group, span)).collect();
    for (last, worth) in &ranks {
        let mut table = Table::new(kept, span, budget)?;
        for side in &mut sides {
            let equal =
                side.values.iter().take_while(|(rank, ..)| rank.total_cmp(last).is_eq()).count();
            let (here, worse) = side.values.split_at(equal);
            let weight = Sum::all(here.iter().map(|(.., weight)| *weight));
            side.rests.truncate(worse.len() + 1);
            let rest = side.rests.last().copied().unwrap_or(W::ZERO);
            for _ in 0..side.count {
                table.add(&side.better, weight, rest, budget)?;
            }
            for (_, worth, weight) in here {
                if let Some(sum) = side.better.get_mut(place(*worth)) {
                    *sum = sum.plus(*weight);
                }
            }
            side.values = worse;
        }
        table.finish(place(*worth), &mut sums);
    }
    let kept = i64::from(window.kept);
    let first = lowest.checked_mul(kept).ok_or(Obstacle::TooLarge)?;
    Ok(Distribution::dense(first, sums, all, doubt))
}

/// Values that are alike, while one rank after the other is looked at.
struct Side<'a, W> {
    /// Those of this rank and of later ones.
    values: &'a [(f64, i64, W)],
    count: u32,
    /// What those of former ranks weigh, by worth.
    better: Vec<W>,
    /// What the last 0, 1, 2, … of them weigh together.
    rests: Vec<W>,
}

impl<'a, W: Weight> Side<'a, W> {
    fn new(group: &'a Alike<W>, span: usize) -> Self {
        let rests = rests(group.values.iter().map(|(.., weight)| *weight));
        let better = vec![W::ZERO; span + 1];
        Self { values: &group.values, count: group.count, better, rests }
    }
}

/// By how many values rank before the last kept one, and how many like it: the sums of the former.
struct Table<W> {
    kept: usize,
    span: usize,
    rows: Vec<Vec<Vec<W>>>,
}

impl<W: Weight> Table<W> {
    fn new(kept: usize, span: usize, budget: &mut Budget) -> Result<Self, Obstacle> {
        let row = |better: usize| vec![vec![W::ZERO; span * better + 1]; kept + 1];
        let (rows, length) = (kept.saturating_mul(kept + 1), span.saturating_mul(kept) / 2 + 1);
        budget.spend(rows, length + COST_OF_A_ROW)?;
        Budget::cells(rows.saturating_mul(length))?;
        let mut rows: Vec<_> = (0..kept).map(row).collect();
        let first =
            rows.first_mut().and_then(|row| row.first_mut()).and_then(|row| row.first_mut());
        if let Some(first) = first {
            *first = W::ONE;
        }
        Ok(Self { kept, span, rows })
    }

    /// Takes one value more into account.
    fn add(
        &mut self,
        better: &[W],
        equal: W,
        worse: W,
        budget: &mut Budget,
    ) -> Result<(), Obstacle> {
        for many in (0..self.kept).rev() {
            let (former, later) = self.rows.split_at_mut(many);
            let Some(row) = later.first_mut() else { continue };
            for alike in (0..=self.kept).rev() {
                let (fewer, here) = row.split_at_mut(alike);
                let Some(sums) = here.first_mut() else { continue };
                budget.spend(sums.len() + 4, 2)?;
                let stays = if alike == self.kept { worse.plus(equal) } else { worse };
                for sum in sums.iter_mut() {
                    *sum = sum.times(stays);
                }
                if let Some(source) = fewer.last() {
                    super::convolution::add_scaled(sums, source, equal);
                }
                if let Some(source) = former.last().and_then(|row| row.get(alike)) {
                    budget.spend(source.len(), better.len())?;
                    add_products(sums, source, better);
                }
            }
        }
        Ok(())
    }

    /// Adds the cases in which the last kept value has this rank.
    fn finish(&self, worth: usize, sums: &mut [W]) {
        for (better, row) in self.rows.iter().enumerate() {
            let missing = self.kept - better;
            let shift = missing * worth;
            for source in row.iter().skip(missing) {
                let sums = sums.get_mut(shift..).unwrap_or_default();
                for (sum, weight) in sums.iter_mut().zip(source) {
                    *sum = sum.plus(*weight);
                }
            }
        }
        debug_assert!(sums.len() > self.span * (self.kept - 1));
    }
}

/// The highest, or the lowest, of independent values of any kind.
pub(super) fn extreme<W: Weight>(
    values: &[Distribution<W>],
    is_highest: bool,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let mut best: Option<Distribution<W>> = None;
    for value in values {
        best = Some(match best {
            None => value.clone(),
            Some(best) => best.extreme(value, is_highest, budget)?,
        });
    }
    Ok(best.unwrap_or_else(|| Distribution::point(0.0)))
}

impl<W: Weight> Distribution<W> {
    /// The higher, or the lower, of this and another.
    fn extreme(
        &self,
        other: &Self,
        is_highest: bool,
        budget: &mut Budget,
    ) -> Result<Self, Obstacle> {
        budget.spend(self.len() + other.len(), 8)?;
        let total = self.total.total_times(other.total).ok_or(Obstacle::Uncountable)?;
        let mut left: Vec<_> = self.iter().collect();
        let mut right: Vec<_> = other.iter().collect();
        if !is_highest {
            left.reverse();
            right.reverse();
        }
        let before = |left: f64, right: f64| if is_highest { left < right } else { left > right };
        let mut pairs = Vec::with_capacity(left.len() + right.len());
        let (mut left_sum, mut right_sum) = (W::ZERO, W::ZERO);
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        loop {
            let (value, left_here, right_here) = match (left.peek(), right.peek()) {
                (None, None) => break,
                (Some(here), None) => (here.0, true, false),
                (None, Some(here)) => (here.0, false, true),
                (Some(one), Some(other)) => {
                    let is_left = !before(other.0, one.0);
                    let is_right = !before(one.0, other.0);
                    (if is_left { one.0 } else { other.0 }, is_left, is_right)
                }
            };
            let next = |is_here: bool, weight: Option<(f64, W)>| match weight {
                Some((_, weight)) if is_here => weight,
                _ => W::ZERO,
            };
            let left_weight = if left_here { next(true, left.next()) } else { W::ZERO };
            let right_weight = if right_here { next(true, right.next()) } else { W::ZERO };
            // This value here and a former there, the other way round, or both.
            let weight = left_weight
                .times(right_sum)
                .plus(left_sum.times(right_weight))
                .plus(left_weight.times(right_weight));
            pairs.push((value, weight));
            left_sum = left_sum.plus(left_weight);
            right_sum = right_sum.plus(right_weight);
        }
        let doubt = self.doubt.and(other.doubt, self.len() + other.len());
        Ok(Self::from_pairs(pairs, total, doubt))
    }
}
