//! Dice of one kind that were thrown together, and the modifiers that choose among them.

use super::{
    super::{Burst, Comparison, Dialect, Modifier, Test},
    budget::Budget,
    distribution::{Distribution, real},
    keep::{Face, Window, Worth, keep},
    limited::{Limited, limited},
    matched::matched,
    obstacle::Obstacle,
    rank::{Ranks, is_mark},
    spawn::{Explosion, kept_after_explosion},
    states::States,
    story::{Kind, Story},
    sum::Sum,
    weight::Weight,
};

/// The sum of `count` dice after all modifiers.
pub(super) fn thrown<W: Weight>(
    count: u32,
    kind: Kind,
    dialect: Dialect,
    modifiers: &[Modifier],
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let more = modifiers.iter().map(|modifier| match modifier {
        Modifier::Advantage(more) | Modifier::Disadvantage(more) => *more,
        _ => 0,
    });
    let count = more.fold(count, u32::saturating_add);
    let mut throw = Throw { story: Story::new(kind, dialect, modifiers)?, count };
    let mut sum = match throw.story.first_joint(0) {
        // Of none there is nothing to choose, and none that is thrown for ever.
        _ if count == 0 => Distribution::point(0.0),
        None => throw.story.die(0, modifiers.len(), budget)?.times(count, budget)?,
        Some(place) => throw.joint(place, budget)?,
    };
    for modifier in modifiers {
        if let Modifier::Margin(Test { comparison, target: Some(target) }) = *modifier {
            let target = f64::from(target);
            let is_under = matches!(comparison, Comparison::Less | Comparison::LessOrEqual);
            sum = sum.map(budget, |sum| Ok(if is_under { target - sum } else { sum - target }))?;
        }
    }
    Ok(sum)
}

struct Throw<'a, W> {
    story: Story<'a, W>,
    count: u32,
}

impl<W: Weight> Throw<'_, W> {
    /// The modifier at this place is the first that looks at several dice.
    fn joint(&mut self, place: usize, budget: &mut Budget) -> Result<Distribution<W>, Obstacle> {
        match self.story.modifiers.get(place) {
            Some(Modifier::Reroll { .. } | Modifier::Explode { .. }) => self.limited(place, budget),
            Some(Modifier::Match { least, test, .. }) => self.matched(place, *least, *test, budget),
            _ => self.chosen(place, budget),
        }
    }

    /// Some of the dice are kept by their rank.
    fn chosen(&mut self, place: usize, budget: &mut Budget) -> Result<Distribution<W>, Obstacle> {
        let rest = self.story.modifiers.get(place..).unwrap_or_default();
        let (ranks, length) = Ranks::first_of(rest, self.story.dialect)?;
        let after = place + length;
        self.only_single(after)?;
        let end = self.story.modifiers.len();
        let adds = |modifier: &Modifier| {
            matches!(modifier, Modifier::Explode { style: Burst::Add | Burst::Penetrate, .. })
        };
        let before = self.story.modifiers.iter().take(place);
        if let Some(explosion) = before.clone().position(adds) {
            let explosion = Explosion { place: explosion, choice: place, after: (after, end) };
            return kept_after_explosion(&mut self.story, self.count, explosion, &ranks, budget);
        }
        let states = self.story.states(0, place, budget)?;
        let window = ranks.window(self.count);
        kept(&mut self.story, &states, self.count, window, (after, end), budget)
    }

    /// From this modifier on, each must look at one die alone.
    fn only_single(&self, from: usize) -> Result<(), Obstacle> {
        match self.story.first_joint(from) {
            None => Ok(()),
            Some(_) => {
                Err(Obstacle::OutOfReach("modifiers that choose among the dice more than once"))
            }
        }
    }

    /// The dice are counted by their matches.
    fn matched(
        &mut self,
        place: usize,
        least: u32,
        test: Option<Test>,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        if !self.story.modifiers.iter().skip(place + 1).all(is_mark) {
            return Err(Obstacle::OutOfReach("matches that are counted again"));
        }
        let highest = self.story.kind.highest();
        let takes_part = |value: i64| {
            test.is_none_or(|test| {
                test.comparison.holds(value, test.target.map_or(highest, i64::from))
            })
        };
        let states = self.story.states(0, place, budget)?;
        matched(&states, self.count, least, takes_part, budget)
    }

    /// A number of rerolls or explosions that all dice share.
    fn limited(&mut self, place: usize, budget: &mut Budget) -> Result<Distribution<W>, Obstacle> {
        let step = self.story.step(place);
        let (most, explodes, recursive) = match step {
            [Modifier::Reroll { most: Some(most), recursive, .. }, ..] => {
                (*most, false, *recursive)
            }
            [Modifier::Explode { most: Some(most), recursive, style: Burst::Add, .. }, ..] => {
                (*most, true, *recursive)
            }
            _ => return Err(Obstacle::OutOfReach("modifiers that throw dice again by their rank")),
        };
        if !step.iter().all(Limited::<W>::is_by_face) {
            return Err(Obstacle::OutOfReach("modifiers that throw dice again by their rank"));
        }
        let after = place + step.len();
        self.only_single(after)?;
        let range = (after, self.story.modifiers.len());
        if !self.story.modifiers.iter().take(place).all(is_mark) {
            return Err(Obstacle::OutOfReach("a limited number of dice after other modifiers"));
        }
        let total = self.story.total();
        let any: Vec<_> = self.story.fresh().collect();
        let (chosen, others): (Vec<_>, Vec<_>) =
            any.iter().copied().partition(|(die, _)| self.story.chooses(step, *die));
        if chosen.is_empty() {
            return self.story.worth_of(&any, total, range, budget)?.times(self.count, budget);
        }
        let link = if explodes {
            self.story.worth_of(&chosen, total, range, budget)?
        } else {
            let weight = Sum::of(&chosen);
            Distribution { total, weights: vec![weight], ..Distribution::point(0.0) }
        };
        let others = if others.is_empty() {
            None
        } else {
            Some(self.story.worth_of(&others, total, range, budget)?)
        };
        let any = self.story.worth_of(&any, total, range, budget)?;
        limited(&Limited { any, others, link, recursive }, self.count, most, budget)
    }
}

/// The dice of these places among `count`, sorted from the highest; and the modifiers that follow.
pub(super) fn kept<W: Weight>(
    story: &mut Story<'_, W>,
    states: &States<W>,
    count: u32,
    window: Window,
    (after, end): (usize, usize),
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    // What is kept decides what may become of it.
    if window.kept == 0 {
        return Ok(Distribution::point(0.0));
    }
    let mut faces: Vec<Face<W>> = Vec::with_capacity(states.dice.len());
    for alike in states.dice.chunk_by(|(one, _), (other, _)| one.value == other.value) {
        let mut worths = None;
        for (die, _) in alike {
            let worth = story.worth(*die, after, end, budget)?;
            worths = match (worths, worth) {
                (None, worth) => Some(worth),
                (Some(Worth::Fixed(former)), Worth::Fixed(worth)) if former == worth => {
                    Some(Worth::Fixed(worth))
                }
                _ => {
                    let differ = "choosing among equal dice that differ in worth";
                    return Err(Obstacle::OutOfReach(differ));
                }
            };
        }
        faces.extend(worths.map(|worth| Face { weight: Sum::of(alike), worth }));
    }
    let below = count.saturating_sub(window.skipped).saturating_sub(window.kept);
    // From the side on which fewer dice have to be remembered.
    let window = if below < window.skipped {
        Window { skipped: below, ..window }
    } else {
        faces.reverse();
        window
    };
    let mut sum = keep(&faces, states.total, count, window, budget)?;
    sum.doubt = sum.doubt.and(states.doubt.summed().times(count, 0.0), 1);
    Ok(sum)
}

impl<W: Weight> Worth<W> {
    pub(super) fn into_distribution(self) -> Distribution<W> {
        match self {
            Self::Fixed(value) => Distribution::point(real(value)),
            Self::Open(distribution) => distribution,
        }
    }
}
