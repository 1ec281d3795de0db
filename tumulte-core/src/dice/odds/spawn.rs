//! Choosing among dice of which some were brought by explosions.

use super::{
    super::{Burst, Modifier},
    budget::Budget,
    distribution::{Distribution, Doubt, real},
    keep::{Window, Worth},
    mixed::{Alike, keep_mixed},
    obstacle::Obstacle,
    rank::{Ranks, is_mark},
    states::States,
    story::Story,
    thrown::kept,
    weight::Weight,
};

/// Probabilities below this are left out, and reported.
const NEGLIGIBLE: f64 = 1e-17;
/// The most dice that explosions are followed for.
const MAX_BROUGHT: u32 = 10_000;

/// An explosion before a choice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Explosion {
    /// Which modifier explodes.
    pub place: usize,
    /// Which one chooses.
    pub choice: usize,
    /// The modifiers after that.
    pub after: (usize, usize),
}

/// The kept ones of `count` dice and of those they brought.
///
/// However many dice explode: those that did are alike, and so are those that did not.
pub(super) fn kept_after_explosion<W: Weight>(
    story: &mut Story<'_, W>,
    count: u32,
    explosion: Explosion,
    ranks: &Ranks,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let step = story.step(explosion.place);
    let [Modifier::Explode { style: Burst::Add, recursive, .. }, ..] = *step else {
        return Err(Obstacle::OutOfReach("choosing among dice that exploded in steps"));
    };
    if !story.modifiers.iter().take(explosion.place).all(is_mark) {
        return Err(Obstacle::OutOfReach("choosing among dice that changed before they exploded"));
    }
    if recursive && W::is_exact() {
        return Err(Obstacle::Uncountable);
    }
    let fresh = story.fresh_states();
    let (exploding, exploding_weight) = fresh.only(|die| story.chooses(step, die));
    let (ending, ending_weight) = fresh.only(|die| !story.chooses(step, die));
    let link = exploding_weight.of(fresh.total);
    if recursive && ending.dice.is_empty() {
        return Err(Obstacle::TooManyDice);
    }
    let next = explosion.place + step.len();
    let mut then = |states: &States<W>| {
        story.states_of(&states.dice, states.total, next, explosion.choice, budget)
    };
    let groups = Groups {
        exploding: then(&exploding)?,
        ending: then(&ending)?,
        any: then(&fresh)?,
        weights: (exploding_weight, ending_weight),
    };
    if recursive {
        groups.recursive(story, count, ranks, explosion.after, link, budget)
    } else {
        groups.once(story, count, ranks, explosion.after, budget)
    }
}

struct Groups<W> {
    exploding: States<W>,
    ending: States<W>,
    any: States<W>,
    /// What an exploding and an ending die weigh.
    weights: (W, W),
}

impl<W: Weight> Groups<W> {
    /// Every new die may explode: `count` dice end, any number exploded.
    fn recursive(
        &self,
        story: &mut Story<'_, W>,
        count: u32,
        ranks: &Ranks,
        after: (usize, usize),
        link: f64,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let (exploding, ending) = self.weights;
        let mut held = 0_usize;
        let mut weight = ending.power(count).ok_or(Obstacle::Uncountable)?;
        let mut parts = Vec::new();
        for brought in 0..MAX_BROUGHT {
            let window = ranks.window(count + brought);
            let part = self.two(story, (brought, count), window, after, budget)?;
            held = held.saturating_add(part.len());
            Budget::cells(held)?;
            parts.push((weight, part));
            let next = f64::from(count + brought) / f64::from(brought + 1);
            let ratio = link * next;
            let tail = weight.of(W::ONE) * ratio / (1.0 - ratio);
            if ratio < 1.0 && tail < NEGLIGIBLE {
                let mut mixed = Distribution::mixture(&parts, W::ONE, budget)?;
                mixed.doubt = mixed.doubt.and(Doubt { ulps: 0.0, missing: tail.max(0.0) }, 1);
                mixed.doubt.ulps += f64::from(4 * brought + 4 * count);
                return Ok(mixed);
            }
            weight = weight.times(exploding).scaled(count + brought, brought + 1);
        }
        Err(Obstacle::TooLarge)
    }

    /// New dice don't explode: as many as exploded.
    fn once(
        &self,
        story: &mut Story<'_, W>,
        count: u32,
        ranks: &Ranks,
        after: (usize, usize),
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let total = story.total().power(count).ok_or(Obstacle::Uncountable)?;
        let mut parts = Vec::new();
        budget.spend(count as usize + 1, 8)?;
        let choices = W::ways(count).ok_or(Obstacle::Uncountable)?;
        for (brought, ways) in (0..=count).zip(choices) {
            let exploding = self.weights.0.power(brought).ok_or(Obstacle::Uncountable)?;
            let ending = self.weights.1.power(count - brought).ok_or(Obstacle::Uncountable)?;
            let weight = ways.times(exploding).times(ending);
            if weight <= W::ZERO {
                continue;
            }
            let window = ranks.window(count + brought);
            let groups =
                [(&self.exploding, brought), (&self.ending, count - brought), (&self.any, brought)];
            parts.push((weight, mixed(story, &groups, window, after, budget)?));
        }
        Distribution::mixture(&parts, total, budget)
    }

    /// So many that exploded and so many that did not.
    fn two(
        &self,
        story: &mut Story<'_, W>,
        (brought, count): (u32, u32),
        window: Window,
        after: (usize, usize),
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let range = |states: &States<W>| {
            let values = || states.dice.iter().map(|(die, _)| die.value);
            (values().min().unwrap_or_default(), values().max().unwrap_or_default())
        };
        let (exploding, ending) = (range(&self.exploding), range(&self.ending));
        let first = if exploding.0 > ending.1 {
            [(&self.exploding, brought), (&self.ending, count)]
        } else if ending.0 > exploding.1 {
            [(&self.ending, count), (&self.exploding, brought)]
        } else {
            let groups = [(&self.exploding, brought), (&self.ending, count)];
            return mixed(story, &groups, window, after, budget);
        };
        let [(higher, high), (lower, low)] = first;
        let end = window.skipped + window.kept;
        let part = |from: u32, length: u32| {
            let first = window.skipped.clamp(from, from + length);
            let last = end.clamp(from, from + length);
            Window { skipped: first - from, kept: last - first }
        };
        let above = kept(story, higher, high, part(0, high), after, budget)?;
        let below = kept(story, lower, low, part(high, low), after, budget)?;
        above.plus(&below, budget)
    }
}

/// The kept ones of several kinds of dice.
fn mixed<W: Weight>(
    story: &mut Story<'_, W>,
    groups: &[(&States<W>, u32)],
    window: Window,
    after: (usize, usize),
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    if window.kept == 0 {
        return Ok(Distribution::point(0.0));
    }
    let mut dice = Vec::with_capacity(groups.len());
    for (states, count) in groups {
        dice.push(alike(story, states, *count, after, budget)?);
    }
    keep_mixed(&mut dice, window, budget)
}

/// Dice of these states, with what they are worth after the modifiers.
pub(super) fn alike<W: Weight>(
    story: &mut Story<'_, W>,
    states: &States<W>,
    count: u32,
    (after, end): (usize, usize),
    budget: &mut Budget,
) -> Result<Alike<W>, Obstacle> {
    let mut values = Vec::with_capacity(states.dice.len());
    for (die, weight) in &states.dice {
        let Worth::Fixed(worth) = story.worth(*die, after, end, budget)? else {
            return Err(Obstacle::OutOfReach("choosing among several kinds of dice that change"));
        };
        values.push((real(die.value), worth, *weight));
    }
    Ok(Alike { values, total: states.total, count, doubt: states.doubt })
}

impl<W: Weight> Story<'_, W> {
    fn fresh_states(&self) -> States<W> {
        let doubt = Doubt { ulps: 1.0, missing: 0.0 };
        States { dice: self.fresh().collect(), total: self.total(), doubt }
    }
}
