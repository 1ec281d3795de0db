//! Keeping some of many dice: sums over order statistics, never over single throws.

use super::{
    budget::Budget,
    convolution::{add_products, add_scaled},
    distribution::{Distribution, Doubt, Values},
    obstacle::Obstacle,
    sum::rests,
    weight::Weight,
};

/// Which places of the sorted dice are kept, counted from the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    /// How many before them are not.
    pub skipped: u32,
    /// How many are.
    pub kept: u32,
}

impl Window {
    const fn end(self) -> u32 {
        self.skipped.saturating_add(self.kept)
    }

    /// How many of the first `count` places are kept.
    const fn among(self, count: u32) -> u32 {
        let count = if count < self.end() { count } else { self.end() };
        count.saturating_sub(self.skipped)
    }
}

/// One face of a die.
#[derive(Debug, Clone)]
pub(super) struct Face<W> {
    pub weight: W,
    pub worth: Worth<W>,
}

/// What a kept die adds.
#[derive(Debug, Clone)]
pub(super) enum Worth<W> {
    /// Always the same.
    Fixed(i64),
    /// What the rest of its story comes to.
    Open(Distribution<W>),
}

impl<W: Weight> Worth<W> {
    /// How many weights it holds.
    pub(super) fn cells(&self) -> usize {
        match self {
            Self::Fixed(_) => 1,
            Self::Open(worth) => worth.len(),
        }
    }

    /// Its lowest value, its breadth and its total.
    fn extent(&self) -> Option<(i64, usize, W)> {
        match self {
            Self::Fixed(value) => Some((*value, 1, W::ONE)),
            Self::Open(Distribution { values: Values::From(first), weights, total, .. }) => {
                Some((*first, weights.len(), *total))
            }
            Self::Open(_) => None,
        }
    }

    fn doubt(&self) -> Doubt {
        match self {
            Self::Fixed(_) => Doubt::default(),
            Self::Open(worth) => worth.doubt,
        }
    }
}

/// The sum of the kept ones among `count` dice whose faces are given in the order of sorting.
pub(super) fn keep<W: Weight>(
    faces: &[Face<W>],
    total: W,
    count: u32,
    window: Window,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let last = window.end();
    if window.kept == 0 || last > count {
        return Ok(Distribution::point(0.0));
    }
    let frame = Frame::of(faces, window.kept)?;
    let all = total.power(count).zip(frame.total.power(window.kept));
    let all = all.and_then(|(dice, worth)| dice.total_times(worth)).ok_or(Obstacle::Uncountable)?;
    let mut rows = Rows::new(frame, window, count, budget)?;
    let below = rests(faces.iter().map(|face| face.weight));
    for (face, below) in faces.iter().zip(below.iter().rev().skip(1)) {
        if face.weight > W::ZERO {
            rows.show(face, *below, budget)?;
        }
    }
    let doubt = rows.doubt(faces);
    let lowest = rows.frame.lowest.checked_mul(i64::from(window.kept)).ok_or(Obstacle::TooLarge)?;
    Ok(Distribution::dense(lowest, rows.sums, all, doubt))
}

/// Where sums of worths lie.
struct Frame<W> {
    lowest: i64,
    span: usize,
    /// The total that the worth of every face is scaled to.
    total: W,
}

impl<W: Weight> Frame<W> {
    fn of(faces: &[Face<W>], kept: u32) -> Result<Self, Obstacle> {
        let mut total = W::ONE;
        let (mut lowest, mut highest) = (i64::MAX, i64::MIN);
        for face in faces {
            let extent = face.worth.extent();
            let fractions = Obstacle::OutOfReach("kept dice that are worth fractions");
            let (first, breadth, open) = extent.ok_or(fractions)?;
            total = total.common_total(open).ok_or(Obstacle::Uncountable)?;
            lowest = lowest.min(first);
            let breadth = i64::try_from(breadth).unwrap_or(i64::MAX);
            highest = highest.max(first.saturating_add(breadth).saturating_sub(1));
        }
        let span = usize::try_from(highest.saturating_sub(lowest)).unwrap_or_default();
        Budget::outcomes(span.saturating_mul(kept as usize).saturating_add(1))?;
        Ok(Self { lowest, span, total })
    }

    /// The worths of none, one, two … kept dice that show this face.
    fn worths(
        &self,
        worth: &Worth<W>,
        kept: u32,
        budget: &mut Budget,
    ) -> Result<Worths<W>, Obstacle> {
        let Some((first, ..)) = worth.extent() else { return Err(Obstacle::TooLarge) };
        let shift = usize::try_from(first.saturating_sub(self.lowest)).unwrap_or_default();
        let one = match worth {
            Worth::Fixed(_) if self.total == W::ONE => {
                return Ok(Worths { shift, table: Vec::new() });
            }
            Worth::Fixed(_) => vec![self.total],
            Worth::Open(open) => {
                let scale = open.total.scale_to(self.total);
                open.weights.iter().map(|weight| weight.times(scale)).collect()
            }
        };
        let mut table = vec![vec![W::ONE]];
        for _ in 0..kept {
            let former = table.last().map_or(&[] as &[W], Vec::as_slice);
            budget.spend(former.len(), one.len())?;
            let mut weights = vec![W::ZERO; (former.len() + one.len()).saturating_sub(1)];
            add_products(&mut weights, former, &one);
            table.push(weights);
        }
        Ok(Worths { shift, table })
    }
}

/// What 0, 1, 2, … kept dice that show one face are worth.
struct Worths<W> {
    /// How far above the lowest worth one die starts.
    shift: usize,
    /// By the number of dice; empty when they are always worth the same.
    table: Vec<Vec<W>>,
}

impl<W: Weight> Worths<W> {
    /// Adds to `sums` the sums of `row` and `count` dice, weighted.
    fn add(
        &self,
        sums: &mut [W],
        row: &[W],
        count: u32,
        weight: W,
        budget: &mut Budget,
    ) -> Result<(), Obstacle> {
        let sums = sums.get_mut(self.shift * count as usize..).unwrap_or_default();
        let Some(worth) = self.table.get(count as usize) else {
            budget.spend(row.len() + 4, 1)?;
            add_scaled(sums, row, weight);
            return Ok(());
        };
        budget.spend(row.len(), worth.len())?;
        let scaled: Vec<W> = worth.iter().map(|share| share.times(weight)).collect();
        add_products(sums, row, &scaled);
        Ok(())
    }
}

/// The state after some faces: for each number of dice that have shown one of them, the sums of those kept.
struct Rows<W> {
    frame: Frame<W>,
    window: Window,
    count: u32,
    by_shown: Vec<Vec<W>>,
    sums: Vec<W>,
    /// `choices[i]` are the ways to choose 0, 1, … of i dice, `i` below the end of the window.
    choices: Vec<Vec<W>>,
    /// `finals[i]` are the ways to choose 0, 1, … of the dice that come after i.
    finals: Vec<Vec<W>>,
    /// Powers of the weight of a face, and of that of all later ones.
    shown: Vec<W>,
    below: Vec<W>,
}

impl<W: Weight> Rows<W> {
    fn new(
        frame: Frame<W>,
        window: Window,
        count: u32,
        budget: &mut Budget,
    ) -> Result<Self, Obstacle> {
        let length = |kept: u32| frame.span * kept as usize + 1;
        let end = window.end() as usize;
        let mut rows = Vec::with_capacity(end);
        let mut choices = Vec::with_capacity(end);
        let mut finals = Vec::with_capacity(end);
        let mut cells = 0_usize;
        for shown in 0..window.end() {
            cells =
                cells.saturating_add(length(window.among(shown))).saturating_add(count as usize);
            Budget::cells(cells)?;
            budget.spend(length(window.among(shown)) + 8 * count as usize, 1)?;
            rows.push(vec![W::ZERO; length(window.among(shown))]);
            choices.push(W::ways(shown).ok_or(Obstacle::Uncountable)?);
            finals.push(W::ways(count - shown).ok_or(Obstacle::Uncountable)?);
        }
        if let Some(none) = rows.first_mut().and_then(|row| row.first_mut()) {
            *none = W::ONE;
        }
        let sums = vec![W::ZERO; length(window.kept)];
        let (shown, below) = (Vec::new(), Vec::new());
        Ok(Self { frame, window, count, by_shown: rows, sums, choices, finals, shown, below })
    }

    /// Some dice show this face; those that show a later one weigh `below` each.
    fn show(&mut self, face: &Face<W>, below: W, budget: &mut Budget) -> Result<(), Obstacle> {
        let worths = self.frame.worths(&face.worth, self.window.kept, budget)?;
        budget.spend(self.count as usize + 1, 4)?;
        powers(&mut self.shown, face.weight, self.count);
        powers(&mut self.below, below, self.count);
        self.finish(&worths, budget)?;
        self.advance(&worths, budget)
    }

    /// Adds the throws whose last kept die shows this face.
    fn finish(&mut self, worths: &Worths<W>, budget: &mut Budget) -> Result<(), Obstacle> {
        let end = self.window.end();
        for ((before, row), choices) in (0..end).zip(&self.by_shown).zip(&self.finals) {
            budget.spend(row.len() + 4, 1)?;
            if row.iter().all(|weight| *weight <= W::ZERO) {
                continue;
            }
            let left = (self.count - before) as usize;
            let here = (end - before) as usize;
            budget.spend(left - here + 1, 4)?;
            let choices = choices.get(here..=left).unwrap_or_default();
            let shown = self.shown.get(here..=left).unwrap_or_default();
            let below = self.below.get(..=left - here).unwrap_or_default();
            let mut ways = W::ZERO;
            for ((chosen, shown), below) in choices.iter().zip(shown).zip(below.iter().rev()) {
                ways = ways.plus(chosen.times(*shown).times(*below));
            }
            let first = self.finals.first().and_then(|choices| choices.get(before as usize));
            let ways = ways.times(first.copied().unwrap_or(W::ZERO));
            let kept = end - before.max(self.window.skipped);
            worths.add(&mut self.sums, row, kept, ways, budget)?;
        }
        Ok(())
    }

    /// Takes the throws into account in which kept dice are still to come.
    fn advance(&mut self, worths: &Worths<W>, budget: &mut Budget) -> Result<(), Obstacle> {
        for (after, choices) in (1..self.window.end()).zip(self.choices.iter().skip(1)).rev() {
            let (former, later) = self.by_shown.split_at_mut(after as usize);
            let Some(row) = later.first_mut() else { continue };
            for (before, source) in (0..after).zip(former) {
                let here = (after - before) as usize;
                let kept = self.window.among(after) - self.window.among(before);
                if let (Some(ways), Some(shown)) = (choices.get(here), self.shown.get(here)) {
                    worths.add(row, source, kept, ways.times(*shown), budget)?;
                }
            }
        }
        Ok(())
    }

    /// A weight passes at most every face and every row once, and is multiplied once a row; at its
    /// last face by powers, ways to choose and sums, each of which may be off by twice the count.
    #[expect(clippy::cast_precision_loss, reason = "a bound, and far below 2^53")]
    fn doubt(&self, faces: &[Face<W>]) -> Doubt {
        let (rows, count) = (f64::from(self.window.end()), f64::from(self.count));
        let kept = f64::from(self.window.kept);
        let mut breadth = 1;
        let mut worst = Doubt::default();
        for face in faces {
            worst = worst.or(face.worth.doubt());
            breadth = breadth.max(face.worth.extent().map_or(1, |(_, breadth, _)| breadth));
        }
        Doubt {
            ulps: rows * ((faces.len() * breadth) as f64 + count + 4.0)
                + 8.0 * count
                + kept * worst.ulps,
            missing: kept * worst.missing,
        }
    }
}

fn powers<W: Weight>(powers: &mut Vec<W>, base: W, highest: u32) {
    powers.clear();
    let mut power = W::ONE;
    powers.push(power);
    for _ in 0..highest {
        power = power.times(base);
        powers.push(power);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faces(count: i64) -> Vec<Face<u128>> {
        let face = |value| Face { weight: 1, worth: Worth::Fixed(value) };
        (1..=count).rev().map(face).collect()
    }

    /// Every throw, sorted from the highest; the sum of the window.
    fn enumerated(faces: u64, count: u32, window: Window) -> Vec<(f64, u128)> {
        let mut sums = std::collections::BTreeMap::new();
        for throw in 0..faces.pow(count) {
            let mut dice: Vec<u64> =
                (0..count).map(|die| throw / faces.pow(die) % faces + 1).collect();
            dice.sort_unstable_by(|left, right| right.cmp(left));
            let kept = dice.iter().skip(window.skipped as usize).take(window.kept as usize);
            let sum = u32::try_from(kept.sum::<u64>()).unwrap();
            *sums.entry(sum).or_insert(0_u128) += 1;
        }
        sums.into_iter().map(|(sum, ways)| (f64::from(sum), ways)).collect()
    }

    #[test]
    fn every_window_of_small_pools_equals_the_enumeration() {
        for count in 1..=5 {
            for sides in 1..=4 {
                for skipped in 0..count {
                    for kept in 1..=count - skipped {
                        let window = Window { skipped, kept };
                        let found = keep(
                            &faces(sides),
                            sides.unsigned_abs().into(),
                            count,
                            window,
                            &mut Budget::new(),
                        );
                        let found = found.unwrap();
                        let expected = enumerated(sides.unsigned_abs(), count, window);
                        assert_eq!(found.iter().collect::<Vec<_>>(), expected);
                    }
                }
            }
        }
    }

    #[test]
    fn a_kept_die_may_have_a_story_of_its_own() {
        let coin = Distribution::uniform(0, 2).unwrap();
        let mut faces = faces(3);
        faces[0].worth = Worth::Open(coin);
        let window = Window { skipped: 0, kept: 1 };
        let found = keep(&faces, 3, 2, window, &mut Budget::new()).unwrap();
        assert_eq!(found.total, 18);
        assert_eq!(found.iter().collect::<Vec<_>>(), [(0.0, 5), (1.0, 7), (2.0, 6)]);
    }
}
