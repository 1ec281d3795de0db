//! What becomes of one die on its way through modifiers that look at each die alone.

use super::{
    super::{Burst, Faces, Modifier, Pick, Test},
    budget::Budget,
    chain::{Chain, chain},
    distribution::{Distribution, real, whole},
    keep::Worth,
    obstacle::Obstacle,
    weight::Weight,
};

/// One die, as a modifier finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown {
    /// What tests look at and dice are sorted by.
    pub face: i64,
    /// What it adds.
    pub value: i64,
}

/// The kind of die that is thrown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Kind {
    pub lowest: i64,
    /// From one face to the next.
    pub step: i64,
    pub faces: u32,
}

/// The die that is thrown; `size` is what its number of faces came to, where an operand says it.
pub(super) fn kind(faces: Faces, size: Option<f64>) -> Result<Kind, Obstacle> {
    let (lowest, step, faces) = match faces {
        Faces::Fixed(faces) => (1, 1, faces),
        Faces::Operand => {
            let faces = size.and_then(whole).and_then(|size| u32::try_from(size).ok());
            (1, 1, faces.ok_or(Obstacle::InvalidCount)?)
        }
        Faces::Percent => (1, 1, 100),
        Faces::Tens => (0, 10, 10),
        Faces::Fate => (-1, 1, 3),
        Faces::Coin => (0, 1, 2),
        Faces::Custom(_) => return Err(Obstacle::Unresolved),
    };
    if faces == 0 { Err(Obstacle::NoFaces) } else { Ok(Kind { lowest, step, faces }) }
}

impl Kind {
    pub(super) fn highest(self) -> i64 {
        self.lowest + self.step * (i64::from(self.faces) - 1)
    }

    fn faces(self) -> impl Iterator<Item = i64> + use<> {
        (0..i64::from(self.faces)).map(move |index| self.lowest + self.step * index)
    }

    pub(super) fn passes(self, test: Test, face: i64) -> bool {
        test.comparison.holds(face, test.target.map_or(self.highest(), i64::from))
    }
}

/// Dice of one kind and the modifiers they pass one after the other.
pub(super) struct Story<'a, W> {
    pub kind: Kind,
    pub modifiers: &'a [Modifier],
    unit: W,
    total: W,
    /// What a new die is worth that a modifier brings, by the modifier.
    replacements: Vec<Option<Distribution<W>>>,
}

impl<'a, W: Weight> Story<'a, W> {
    pub(super) fn new(kind: Kind, modifiers: &'a [Modifier]) -> Result<Self, Obstacle> {
        Budget::outcomes(kind.faces as usize)?;
        let (unit, total) = W::uniform(u64::from(kind.faces));
        Ok(Self { kind, modifiers, unit, total, replacements: vec![None; modifiers.len()] })
    }

    /// The modifier that looks at several dice at once, and its place; those before it look at one.
    pub(super) fn first_joint(&self, from: usize) -> Option<(usize, Modifier)> {
        let rest = self.modifiers.iter().enumerate().skip(from);
        rest.map(|(place, modifier)| (place, *modifier)).find(|(_, modifier)| is_joint(*modifier))
    }

    /// A fresh die.
    pub(super) fn fresh(&self) -> impl Iterator<Item = (Shown, W)> + use<'a, W> {
        let unit = self.unit;
        self.kind.faces().map(move |face| (Shown { face, value: face }, unit))
    }

    pub(super) const fn total(&self) -> W {
        self.total
    }

    /// What a die adds that all modifiers from this one to that one pass.
    pub(super) fn die(
        &mut self,
        from: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        if self.modifiers.get(from..to).is_none_or(<[_]>::is_empty) && self.kind.step == 1 {
            return Distribution::uniform(self.kind.lowest, u64::from(self.kind.faces));
        }
        let fresh = self.fresh();
        let (parts, _) = self.worths(fresh, from, to, budget)?;
        joined(&parts, self.total, budget)
    }

    /// The worth of each of these dice that passes the modifiers; and what they weigh together.
    pub(super) fn worths(
        &mut self,
        dice: impl Iterator<Item = (Shown, W)>,
        from: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<(Vec<(W, Worth<W>)>, W), Obstacle> {
        let mut parts = Vec::new();
        let mut all = W::ZERO;
        for (die, weight) in dice {
            budget.spend(to.saturating_sub(from) + 1, 1)?;
            all = all.plus(weight);
            parts.push((weight, self.worth(die, from, to, budget)?));
        }
        Ok((parts, all))
    }

    /// What a die that shows this adds in the end.
    pub(super) fn worth(
        &mut self,
        die: Shown,
        from: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Worth<W>, Obstacle> {
        match self.turn(die, from, to)? {
            Turn::Stands(die) => Ok(Worth::Fixed(die.value)),
            Turn::Gone => Ok(Worth::Fixed(0)),
            Turn::Reroll { place, test, recursive } => {
                self.rerolled(test, recursive, place, to, budget).map(Worth::Open)
            }
            Turn::Explode { place, die, burst } => {
                self.exploded(die, burst, place, to, budget).map(Worth::Open)
            }
        }
    }

    /// How far a die comes before chance decides again.
    pub(super) fn turn(&self, die: Shown, from: usize, to: usize) -> Result<Turn, Obstacle> {
        let Shown { face, mut value } = die;
        for (place, modifier) in self.modifiers.iter().enumerate().take(to).skip(from) {
            let passes = |test| self.kind.passes(test, face);
            match *modifier {
                Modifier::Minimum(least) if face < i64::from(least) => value = i64::from(least),
                Modifier::Maximum(most) if face > i64::from(most) => value = i64::from(most),
                Modifier::Success(test) | Modifier::Failure(test) => {
                    value = i64::from(passes(test));
                }
                Modifier::DeductFailure(test) if passes(test) => value = -1,
                Modifier::SubtractFailure(test) if passes(test) => value = -face,
                Modifier::Even => value = i64::from(face % 2 == 0),
                Modifier::Odd => value = i64::from(face % 2 != 0),
                Modifier::CallCoin(side) => value = i64::from(face == i64::from(side)),
                Modifier::Keep(Pick::Passing(test)) if !passes(test) => return Ok(Turn::Gone),
                Modifier::Drop(Pick::Passing(test)) if passes(test) => return Ok(Turn::Gone),
                Modifier::Reroll { pick: Pick::Passing(test), recursive, most: None }
                    if passes(test) =>
                {
                    return Ok(Turn::Reroll { place, test, recursive });
                }
                Modifier::Explode { pick: Pick::Passing(test), style, recursive, most: None }
                    if passes(test) =>
                {
                    let burst = Explosion { test, style, recursive };
                    return Ok(Turn::Explode { place, die: Shown { face, value }, burst });
                }
                other if is_joint(other) => return Err(Obstacle::OutOfReach(JOINT)),
                _ => {}
            }
        }
        Ok(Turn::Stands(Shown { face, value }))
    }

    /// The worth of the die thrown instead.
    fn rerolled(
        &mut self,
        test: Test,
        recursive: bool,
        place: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        if let Some(Some(known)) = self.replacements.get(place) {
            return Ok(known.clone());
        }
        let kind = self.kind;
        let stays = move |die: &(Shown, W)| !recursive || !kind.passes(test, die.0.face);
        let fresh = self.fresh().filter(stays);
        let (parts, all) = self.worths(fresh, place + 1, to, budget)?;
        if all <= W::ZERO {
            return Err(Obstacle::NoValue);
        }
        let mut worth = joined(&parts, all, budget)?;
        worth.share_of(all);
        self.remember(place, &worth);
        Ok(worth)
    }

    /// The worth of a die that explodes, with all it brings.
    fn exploded(
        &mut self,
        die: Shown,
        burst: Explosion,
        place: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let brought = match self.replacements.get(place) {
            Some(Some(known)) => known.clone(),
            _ => {
                let brought = self.brought(burst, place, to, budget)?;
                self.remember(place, &brought);
                brought
            }
        };
        if burst.style != Burst::Compound {
            let own = self.worth(die, place + 1, to, budget)?.into_distribution();
            return own.plus(&brought, budget);
        }
        let mut parts = Vec::with_capacity(brought.len());
        for (sum, weight) in brought.iter() {
            let sum = whole(sum).ok_or(Obstacle::TooLarge)?;
            let grown = Shown { face: die.face + sum, value: die.value + sum };
            parts.push((weight, self.worth(grown, place + 1, to, budget)?));
        }
        let mut joined = joined(&parts, brought.total, budget)?;
        joined.doubt = joined.doubt.and(brought.doubt, 1);
        Ok(joined)
    }

    /// What the new dice of an explosion add; of a compound one, before later modifiers.
    pub(super) fn brought(
        &mut self,
        burst: Explosion,
        place: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let from = if burst.style == Burst::Compound { to } else { place + 1 };
        let less = i64::from(burst.style == Burst::Penetrate);
        let kind = self.kind;
        let goes_on = |die: &(Shown, W)| burst.recursive && kind.passes(burst.test, die.0.face);
        let counted =
            |(die, weight): (Shown, W)| (Shown { face: die.face, value: die.value - less }, weight);
        let ends = self.fresh().filter(|die| !goes_on(die)).map(counted);
        let (ends, _) = self.worths(ends, from, to, budget)?;
        let links = self.fresh().filter(goes_on).map(counted);
        let (links, link_weight) = self.worths(links, from, to, budget)?;
        let ends = joined(&ends, self.total, budget)?;
        if links.is_empty() {
            return Ok(ends);
        }
        let links = joined(&links, self.total, budget)?;
        chain(&Chain { links, ends, link: link_weight.of(self.total) }, budget)
    }

    fn remember(&mut self, place: usize, worth: &Distribution<W>) {
        if let Some(slot) = self.replacements.get_mut(place) {
            *slot = Some(worth.clone());
        }
    }
}

/// Where the modifiers that leave nothing to chance bring a die.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn {
    Stands(Shown),
    Gone,
    Reroll { place: usize, test: Test, recursive: bool },
    Explode { place: usize, die: Shown, burst: Explosion },
}

/// An explosion that looks at one die alone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Explosion {
    pub test: Test,
    pub style: Burst,
    pub recursive: bool,
}

const JOINT: &str = "modifiers that choose among the dice more than once";

/// Whether a modifier can't be told from one die alone.
fn is_joint(modifier: Modifier) -> bool {
    match modifier {
        Modifier::Keep(pick) | Modifier::Drop(pick) => !matches!(pick, Pick::Passing(_)),
        Modifier::Reroll { pick, most, .. } | Modifier::Explode { pick, most, .. } => {
            most.is_some() || !matches!(pick, Pick::Passing(_))
        }
        Modifier::Match { counts, .. } => counts,
        Modifier::Margin(_) | Modifier::Advantage(_) | Modifier::Disadvantage(_) => true,
        Modifier::Minimum(_)
        | Modifier::Maximum(_)
        | Modifier::Success(_)
        | Modifier::Failure(_)
        | Modifier::DeductFailure(_)
        | Modifier::SubtractFailure(_)
        | Modifier::Even
        | Modifier::Odd
        | Modifier::CallCoin(_)
        | Modifier::MarkCritical(_)
        | Modifier::MarkFumble(_)
        | Modifier::Sort { .. } => false,
    }
}

/// One of several worths.
pub(super) fn joined<W: Weight>(
    parts: &[(W, Worth<W>)],
    total: W,
    budget: &mut Budget,
) -> Result<Distribution<W>, Obstacle> {
    let fixed = |(weight, worth): &(W, Worth<W>)| match worth {
        Worth::Fixed(value) => Some((real(*value), *weight)),
        Worth::Open(_) => None,
    };
    if let Some(pairs) = parts.iter().map(fixed).collect::<Option<Vec<_>>>() {
        budget.spend(pairs.len(), 4)?;
        return Ok(Distribution::from_pairs(
            pairs,
            total,
            super::convolution::rounding(parts.len()),
        ));
    }
    let parts: Vec<_> =
        parts.iter().map(|(weight, worth)| (*weight, worth.clone().into_distribution())).collect();
    Distribution::mixture(&parts, total, budget)
}

impl<W: Weight> Distribution<W> {
    /// Makes this part, of weight `all`, the whole.
    fn share_of(&mut self, all: W) {
        if !W::EXACT {
            for weight in &mut self.weights {
                *weight = weight.share(all);
            }
            self.total = W::ONE;
            self.doubt.ulps += 2.0;
        }
    }
}
