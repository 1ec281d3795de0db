//! Dice of one kind that were thrown together, and the modifiers that choose among them.

use super::{
    super::{Burst, Modifier, Pick},
    budget::Budget,
    distribution::{Distribution, real},
    keep::{Face, Window, Worth, keep},
    matched::matched,
    obstacle::Obstacle,
    spawn::kept_after_explosion,
    states::States,
    story::{Kind, Shown, Story},
    weight::Weight,
};

/// The sum of `count` dice after all modifiers.
pub(super) fn thrown<W: Weight>(
    count: u32,
    kind: Kind,
    modifiers: &[Modifier],
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let mut throw = Throw { story: Story::new(kind, modifiers)?, count };
    let end = modifiers.len();
    let Some((place, joint)) = throw.story.first_joint(0) else {
        return throw.story.die(0, end, budget)?.times(count, budget);
    };
    match joint {
        Modifier::Keep(_) | Modifier::Drop(_) => throw.chosen(place, budget),
        Modifier::Margin(_) => {
            let sum = throw.story.die(0, place, budget)?.times(count, budget)?;
            throw.rest(sum, place, budget)
        }
        Modifier::Advantage(more) | Modifier::Disadvantage(more) if place == 0 => {
            let rank = if matches!(joint, Modifier::Advantage(_)) {
                Pick::Highest(1)
            } else {
                Pick::Lowest(1)
            };
            let mut others = vec![Modifier::Keep(rank)];
            others.extend(modifiers.iter().skip(1));
            thrown(count.saturating_add(more), kind, &others, budget)
        }
        Modifier::Reroll { pick: Pick::Passing(_), .. }
        | Modifier::Explode { pick: Pick::Passing(_), .. } => throw.limited(place, budget),
        Modifier::Match { least, test, .. } => {
            if throw.story.first_joint(place + 1).is_some() {
                return Err(Obstacle::OutOfReach("matches of chosen dice"));
            }
            let states = throw.story.states(0, place, budget)?;
            matched(
                &states,
                count,
                least,
                |face| test.is_none_or(|test| kind.passes(test, face)),
                budget,
            )
        }
        _ => Err(Obstacle::OutOfReach("modifiers that choose by rank what to throw again")),
    }
}

struct Throw<'a, W> {
    story: Story<'a, W>,
    count: u32,
}

impl<W: Weight> Throw<'_, W> {
    /// Some of the dice are kept by their rank.
    fn chosen(&mut self, place: usize, budget: &mut Budget) -> Result<Distribution<W>, Obstacle> {
        let (ranks, after) = self.ranks(place)?;
        let end = self.end_of_single(after)?;
        let sum = if let Some(explosion) = self.explosion_before(place) {
            let chosen = kept_after_explosion(
                &mut self.story,
                self.count,
                explosion,
                place,
                &ranks,
                (after, end),
                budget,
            )?;
            chosen
        } else {
            let states = self.story.states(0, place, budget)?;
            let window = ranks.window(self.count);
            kept(&mut self.story, &states, self.count, window, (after, end), budget)?
        };
        self.rest(sum, end, budget)
    }

    /// The modifiers that choose by rank from this one on, and the place of the first that does not.
    fn ranks(&self, place: usize) -> Result<(Ranks, usize), Obstacle> {
        let rest = self.story.modifiers.get(place..).unwrap_or_default();
        let is_rank = |modifier: &Modifier| {
            matches!(modifier, Modifier::Keep(_) | Modifier::Drop(_)) || is_mark(modifier)
        };
        let length = rest.iter().position(|modifier| !is_rank(modifier)).unwrap_or(rest.len());
        let ranks = Ranks::of(rest.get(..length).unwrap_or_default())?;
        Ok((ranks, place + length))
    }

    /// Where the modifiers that look at each die alone end; only a margin may follow.
    fn end_of_single(&self, after: usize) -> Result<usize, Obstacle> {
        match self.story.first_joint(after) {
            None => Ok(self.story.modifiers.len()),
            Some((place, Modifier::Margin(_))) => Ok(place),
            Some(_) => {
                Err(Obstacle::OutOfReach("modifiers that choose among the dice more than once"))
            }
        }
    }

    /// The explosion whose new dice are there to be chosen, too.
    fn explosion_before(&self, place: usize) -> Option<usize> {
        let before = self.story.modifiers.iter().take(place);
        before.enumerate().find_map(|(index, modifier)| {
            let adds =
                matches!(modifier, Modifier::Explode { style: Burst::Add | Burst::Penetrate, .. });
            adds.then_some(index)
        })
    }

    /// What stands behind the sum: the margin, and what changes nothing.
    fn rest(
        &self,
        sum: Distribution<W>,
        place: usize,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let mut rest = self.story.modifiers.iter().skip(place);
        let Some(first) = rest.next() else { return Ok(sum) };
        let Modifier::Margin(test) = *first else {
            return Err(Obstacle::OutOfReach("modifiers in this order"));
        };
        if !rest.all(is_mark) {
            return Err(Obstacle::OutOfReach("modifiers behind a margin"));
        }
        let target = real(test.target.map_or(self.story.kind.highest(), i64::from));
        margin(&sum, test, target, budget)
    }

    /// A number of rerolls or explosions that all dice share.
    fn limited(&mut self, place: usize, budget: &mut Budget) -> Result<Distribution<W>, Obstacle> {
        let end = self.end_of_single(place + 1)?;
        let (pick, most, explodes, recursive) = match self.story.modifiers.get(place) {
            Some(Modifier::Reroll { pick, most: Some(most), recursive }) => {
                (*pick, *most, false, *recursive)
            }
            Some(Modifier::Explode { pick, most: Some(most), recursive, style: Burst::Add }) => {
                (*pick, *most, true, *recursive)
            }
            _ => return Err(Obstacle::OutOfReach("a limited number of grown dice")),
        };
        let Pick::Passing(test) = pick else {
            return Err(Obstacle::OutOfReach("modifiers that choose by rank what to throw again"));
        };
        let states = self.story.states(0, place, budget)?;
        let fresh = self.story.total();
        let as_thrown: Vec<_> = self.story.fresh().collect();
        let is_fresh = states.total == fresh && states.dice == as_thrown;
        if !is_fresh {
            return Err(Obstacle::OutOfReach("a limited number of dice after other modifiers"));
        }
        let kind = self.story.kind;
        let worth = |story: &mut Story<'_, W>, dice: &[(Shown, W)], budget: &mut Budget| {
            story.worth_of(dice, fresh, (place + 1, end), budget)
        };
        let (passing, failing): (Vec<_>, Vec<_>) =
            states.dice.iter().copied().partition(|(die, _)| kind.passes(test, die.face));
        let any = worth(&mut self.story, &states.dice, budget)?;
        let failing = worth(&mut self.story, &failing, budget)?;
        let passing_weight = passing.iter().fold(W::ZERO, |sum, (_, weight)| sum.plus(*weight));
        let link = if explodes {
            worth(&mut self.story, &passing, budget)?
        } else {
            Distribution { total: fresh, weights: vec![passing_weight], ..Distribution::point(0.0) }
        };
        let sum = limited(&Limited { any, failing, link, recursive }, self.count, most, budget)?;
        self.rest(sum, end, budget)
    }
}

/// Dice of which `failing` are done, and each other brings one more as long as the number lasts.
struct Limited<W> {
    any: Distribution<W>,
    failing: Distribution<W>,
    link: Distribution<W>,
    recursive: bool,
}

/// `count` dice, `most` new ones: by the first die, and what is left after it.
fn limited<W: Weight>(
    limited: &Limited<W>,
    count: u32,
    most: u32,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let most = if limited.recursive { most } else { most.min(count) };
    // By the number of new dice that are left: the sum of the dice so far looked at.
    let mut rows = vec![Distribution::point(0.0); most as usize + 1];
    budget.spend(most as usize + 1, count as usize)?;
    for _ in 0..count {
        let mut former: Option<Distribution<W>> = None;
        for row in &mut rows {
            let next = match former {
                None => row.plus(&limited.any, budget)?,
                Some(former) => {
                    let ends = row.plus(&limited.failing, budget)?;
                    let goes_on = former.plus(&limited.link, budget)?;
                    Distribution::mixture(&[(W::ONE, ends), (W::ONE, goes_on)], W::ONE, budget)?
                }
            };
            let before = core::mem::replace(row, next);
            former = Some(if limited.recursive {
                row.clone()
            } else {
                before.plus(&limited.any, budget)?
            });
        }
    }
    rows.pop().ok_or(Obstacle::TooLarge)
}

/// By how much a sum is over its target, or under it.
pub(super) fn margin<W: Weight>(
    sum: &Distribution<W>,
    test: super::super::Test,
    target: f64,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    use super::super::Comparison::{Less, LessOrEqual};
    let is_under = matches!(test.comparison, Less | LessOrEqual);
    sum.map(budget, |sum| Ok(if is_under { target - sum } else { sum - target }))
}

/// Which dice are kept by their rank, one choice after the other.
#[derive(Debug, Clone)]
pub(super) struct Ranks(pub Vec<Rank>);

#[derive(Debug, Clone, Copy)]
pub(super) enum Rank {
    KeepHighest(u32),
    KeepLowest(u32),
    DropHighest(u32),
    DropLowest(u32),
}

/// Whether a modifier only changes how dice are shown.
pub(super) fn is_mark(modifier: &Modifier) -> bool {
    matches!(modifier, Modifier::MarkCritical(_) | Modifier::MarkFumble(_) | Modifier::Sort { .. })
}

impl Ranks {
    /// Those of modifiers that only keep and drop.
    pub(super) fn of(modifiers: &[Modifier]) -> Result<Self, Obstacle> {
        let mut ranks = Vec::with_capacity(modifiers.len());
        for modifier in modifiers {
            match *modifier {
                Modifier::Keep(Pick::Highest(count)) => ranks.push(Rank::KeepHighest(count)),
                Modifier::Keep(Pick::Lowest(count)) => ranks.push(Rank::KeepLowest(count)),
                Modifier::Drop(Pick::Highest(count)) => ranks.push(Rank::DropHighest(count)),
                Modifier::Drop(Pick::Lowest(count)) => ranks.push(Rank::DropLowest(count)),
                ref modifier if is_mark(modifier) => {}
                _ => return Err(Obstacle::OutOfReach("dice kept by rank and by face")),
            }
        }
        Ok(Self(ranks))
    }

    /// What stays of so many dice, counted from the highest.
    pub(super) fn window(&self, count: u32) -> Window {
        let (mut first, mut end) = (0, count);
        for rank in &self.0 {
            match *rank {
                Rank::KeepHighest(kept) => end = end.min(first + kept.min(end - first)),
                Rank::KeepLowest(kept) => first = first.max(end - kept.min(end - first)),
                Rank::DropHighest(dropped) => first += dropped.min(end - first),
                Rank::DropLowest(dropped) => end -= dropped.min(end - first),
            }
        }
        Window { skipped: first, kept: end - first }
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
    let mut faces: Vec<Face<W>> = Vec::with_capacity(states.dice.len());
    let mut last = None;
    for (die, weight) in &states.dice {
        if last.replace(die.face) == Some(die.face) {
            return Err(Obstacle::OutOfReach("choosing among equal faces of different value"));
        }
        let worth = story.worth(*die, after, end, budget)?;
        faces.push(Face { weight: *weight, worth });
    }
    let below = count - window.skipped - window.kept;
    // From the side on which fewer dice have to be remembered.
    let window = if below < window.skipped {
        Window { skipped: below, ..window }
    } else {
        faces.reverse();
        window
    };
    let mut sum = keep(&faces, states.total, count, window, budget)?;
    sum.doubt = sum.doubt.and(states.doubt.times(count, 0.0), 1);
    Ok(sum)
}

impl<W: Weight> Story<'_, W> {
    /// What these dice, of this total, are worth after the modifiers.
    pub(super) fn worth_of(
        &mut self,
        dice: &[(Shown, W)],
        total: W,
        (from, to): (usize, usize),
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let (parts, _) = self.worths(dice.iter().copied(), from, to, budget)?;
        super::story::joined(&parts, total, budget)
    }
}

impl<W: Weight> Worth<W> {
    pub(super) fn into_distribution(self) -> Distribution<W> {
        match self {
            Self::Fixed(value) => Distribution::point(real(value)),
            Self::Open(distribution) => distribution,
        }
    }
}
