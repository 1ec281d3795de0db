//! What becomes of one die on its way through modifiers that look at each die alone.

use super::{
    super::{Burst, Dialect, Faces, Modifier, Pick, Test},
    budget::Budget,
    chain::{Chain, chain},
    distribution::{Distribution, Doubt, real, whole},
    keep::Worth,
    obstacle::Obstacle,
    sum::Sum,
    weight::Weight,
};

/// What it costs to follow one die, in multiplications.
const STEPS_OF_A_DIE: usize = 32;

/// One die, as a modifier finds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Shown {
    /// What it stands at: dice are sorted by it.
    pub value: i64,
    /// What it showed.
    pub face: i64,
    /// What it adds.
    pub worth: i64,
}

impl Shown {
    pub(super) const fn fresh(face: i64) -> Self {
        Self { value: face, face, worth: face }
    }

    /// With so much added to what it stands at.
    pub(super) const fn grown(self, more: i64) -> Self {
        Self { value: self.value + more, worth: self.worth + more, ..self }
    }
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
        Faces::Operand => (1, 1, number(size.unwrap_or_default(), Obstacle::TooManyFaces)?),
        Faces::Percent => (1, 1, 100),
        Faces::Tens => (0, 10, 10),
        Faces::Fate => (-1, 1, 3),
        Faces::Coin => (0, 1, 2),
        Faces::Custom(_) => return Err(Obstacle::Unresolved),
    };
    if faces == 0 { Err(Obstacle::NoFaces) } else { Ok(Kind { lowest, step, faces }) }
}

/// A number of dice or faces out of what an operand came to.
pub(super) fn number(value: f64, too_many: Obstacle) -> Result<u32, Obstacle> {
    if value < 0.0 || value.fract() != 0.0 {
        return Err(Obstacle::InvalidCount);
    }
    let number = whole(value).and_then(|value| i32::try_from(value).ok());
    number.map(i32::unsigned_abs).ok_or(too_many)
}

impl Kind {
    pub(super) fn highest(self) -> i64 {
        self.lowest + self.step * (i64::from(self.faces) - 1)
    }

    fn faces(self) -> impl Iterator<Item = i64> + use<> {
        (0..i64::from(self.faces)).map(move |index| self.lowest + self.step * index)
    }

    fn passes(self, test: Test, face: i64) -> bool {
        test.comparison.holds(face, test.target.map_or(self.highest(), i64::from))
    }
}

/// Dice of one kind and the modifiers they pass one after the other.
pub(super) struct Story<'a, W> {
    pub kind: Kind,
    pub dialect: Dialect,
    pub modifiers: &'a [Modifier],
    unit: W,
    total: W,
    /// What a new die is worth that a modifier brings, by the modifier.
    known: Vec<Option<Distribution<W>>>,
}

impl<'a, W: Weight> Story<'a, W> {
    pub(super) fn new(
        kind: Kind,
        dialect: Dialect,
        modifiers: &'a [Modifier],
    ) -> Result<Self, Obstacle> {
        Budget::outcomes(kind.faces as usize)?;
        let (unit, total) = W::uniform(u64::from(kind.faces));
        Ok(Self { kind, dialect, modifiers, unit, total, known: vec![None; modifiers.len()] })
    }

    /// The modifiers from this one on that choose together.
    pub(super) fn step(&self, place: usize) -> &'a [Modifier] {
        let rest = self.modifiers.get(place..).unwrap_or_default();
        let mut length = 1;
        if self.dialect == Dialect::Avrae {
            let neighbours = rest.iter().zip(rest.iter().skip(1));
            length += neighbours.take_while(|(one, next)| one.joins(**next)).count();
        }
        rest.get(..length.min(rest.len())).unwrap_or_default()
    }

    /// The first place of a modifier that looks at several dice at once.
    pub(super) fn first_joint(&self, from: usize) -> Option<usize> {
        (from..self.modifiers.len()).find(|place| self.is_joint(*place))
    }

    /// Whether what the modifiers here do to a die depends on other dice.
    fn is_joint(&self, place: usize) -> bool {
        self.step(place).iter().copied().any(is_joint)
    }

    /// Whether one of the modifiers means this die.
    pub(super) fn chooses(&self, step: &[Modifier], die: Shown) -> bool {
        let face = if self.dialect == Dialect::Avrae { die.value } else { die.face };
        step.iter().any(|modifier| match *modifier {
            Modifier::Keep(Pick::Passing(test))
            | Modifier::Drop(Pick::Passing(test))
            | Modifier::Reroll { pick: Pick::Passing(test), .. }
            | Modifier::Explode { pick: Pick::Passing(test), .. } => self.kind.passes(test, face),
            _ => false,
        })
    }

    /// A fresh die.
    pub(super) fn fresh(&self) -> impl Iterator<Item = (Shown, W)> + use<'a, W> {
        let unit = self.unit;
        self.kind.faces().map(move |face| (Shown::fresh(face), unit))
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
        let fresh: Vec<_> = self.fresh().collect();
        self.worth_of(&fresh, self.total, (from, to), budget)
    }

    /// What these dice, of this total, are worth after the modifiers.
    pub(super) fn worth_of(
        &mut self,
        dice: &[(Shown, W)],
        total: W,
        (from, to): (usize, usize),
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        budget.spend(to.saturating_sub(from) + 1, dice.len())?;
        let mut parts = Vec::with_capacity(dice.len());
        // What is thrown again is worth the same whatever it showed.
        let mut again = Vec::new();
        let mut cells = 0;
        for (die, weight) in dice {
            if let Turn::Reroll { place } = self.turn(*die, from, to)? {
                gather(&mut again, place, *weight);
                continue;
            }
            let worth = self.worth(*die, from, to, budget)?;
            cells = Budget::cells(cells + worth.cells())?;
            parts.push((*weight, worth));
        }
        for (place, weight) in again {
            parts.push((weight.weight(), Worth::Open(self.rerolled(place, to, budget)?)));
        }
        joined(&parts, total, budget)
    }

    /// What a die that shows this adds in the end.
    pub(super) fn worth(
        &mut self,
        die: Shown,
        from: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Worth<W>, Obstacle> {
        // A die that goes on exploding asks for itself again and again.
        budget.spend(1, STEPS_OF_A_DIE)?;
        match self.turn(die, from, to)? {
            Turn::Stands(die) => Ok(Worth::Fixed(die.worth)),
            Turn::Gone => Ok(Worth::Fixed(0)),
            Turn::Reroll { place } => self.rerolled(place, to, budget).map(Worth::Open),
            Turn::Explode { place, die } => self.exploded(die, place, to, budget).map(Worth::Open),
        }
    }

    /// How far a die comes before chance decides again.
    pub(super) fn turn(&self, mut die: Shown, from: usize, to: usize) -> Result<Turn, Obstacle> {
        let mut place = from;
        while let (true, Some(modifier)) = (place < to, self.modifiers.get(place)) {
            if self.is_joint(place) {
                return Err(Obstacle::OutOfReach(JOINT));
            }
            let step = self.step(place);
            match *modifier {
                Modifier::Keep(_) if !self.chooses(step, die) => return Ok(Turn::Gone),
                Modifier::Drop(_) if self.chooses(step, die) => return Ok(Turn::Gone),
                Modifier::Reroll { .. } if self.chooses(step, die) => {
                    return Ok(Turn::Reroll { place });
                }
                Modifier::Explode { .. } if self.chooses(step, die) => {
                    return Ok(Turn::Explode { place, die });
                }
                modifier => self.count(&mut die, modifier),
            }
            place += step.len();
        }
        Ok(Turn::Stands(die))
    }

    /// What a modifier that throws and drops nothing makes of a die.
    fn count(&self, die: &mut Shown, modifier: Modifier) {
        let is_foundry = self.dialect == Dialect::Foundry;
        let face = if is_foundry { die.face } else { die.value };
        let passes = |test| self.kind.passes(test, face);
        let clamped = match modifier {
            Modifier::Minimum(least) => face.max(i64::from(least)),
            Modifier::Maximum(most) => face.min(i64::from(most)),
            _ => face,
        };
        if clamped != face {
            die.value = clamped;
            die.worth = clamped;
        }
        match modifier {
            Modifier::Success(test) | Modifier::Failure(test) => {
                die.worth = i64::from(passes(test));
            }
            Modifier::DeductFailure(test) if passes(test) => die.worth = -1,
            Modifier::SubtractFailure(test) if passes(test) => die.worth = -die.face,
            Modifier::Even => die.worth = i64::from(die.face % 2 == 0),
            Modifier::Odd => die.worth = i64::from(die.face % 2 != 0),
            Modifier::CallCoin(side) => die.worth = i64::from(die.face == i64::from(side)),
            _ => {}
        }
    }

    /// What may be thrown instead of a die, and what it weighs.
    pub(super) fn replacements(&self, place: usize) -> Result<(Vec<(Shown, W)>, W), Obstacle> {
        let step = self.step(place);
        let again = matches!(step, [Modifier::Reroll { recursive: true, .. }, ..]);
        let stays = |die: &(Shown, W)| !again || !self.chooses(step, die.0);
        let dice: Vec<_> = self.fresh().filter(stays).collect();
        if dice.is_empty() {
            return Err(Obstacle::TooManyDice);
        }
        let all = Sum::of(&dice);
        let dice = dice.into_iter().map(|(die, weight)| (die, weight.share(all))).collect();
        Ok((dice, if W::is_exact() { all } else { W::ONE }))
    }

    /// The worth of the die thrown instead.
    fn rerolled(
        &mut self,
        place: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        if let Some(Some(known)) = self.known.get(place) {
            return known.copied(budget);
        }
        let (dice, total) = self.replacements(place)?;
        let next = place + self.step(place).len();
        let worth = self.worth_of(&dice, total, (next, to), budget)?;
        self.remember(place, &worth);
        Ok(worth)
    }

    /// The worth of a die that explodes, with all it brings.
    fn exploded(
        &mut self,
        die: Shown,
        place: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        let brought = self.brought(place, to, budget)?;
        let next = place + self.step(place).len();
        if !self.compounds(place) {
            let own = self.worth(die, next, to, budget)?.into_distribution();
            return own.plus(&brought, budget);
        }
        let mut parts = Vec::with_capacity(brought.len());
        let mut cells = 0;
        for (more, weight) in brought.iter() {
            let more = whole(more).ok_or(Obstacle::TooLarge)?;
            let worth = self.worth(die.grown(more), next, to, budget)?;
            cells = Budget::cells(cells + worth.cells())?;
            parts.push((weight, worth));
        }
        let mut joined = joined(&parts, brought.total, budget)?;
        joined.doubt = joined.doubt.and(brought.doubt, 1);
        Ok(joined)
    }

    pub(super) fn compounds(&self, place: usize) -> bool {
        let modifier = self.modifiers.get(place);
        matches!(modifier, Some(Modifier::Explode { style: Burst::Compound, .. }))
    }

    /// What the new dice of an explosion add; of a compound one, before later modifiers.
    pub(super) fn brought(
        &mut self,
        place: usize,
        to: usize,
        budget: &mut Budget,
    ) -> Result<Distribution<W>, Obstacle> {
        if let Some(Some(known)) = self.known.get(place) {
            return known.copied(budget);
        }
        let step = self.step(place);
        let compounds = self.compounds(place);
        let less = matches!(step, [Modifier::Explode { style: Burst::Penetrate, .. }, ..]);
        let again = compounds || matches!(step, [Modifier::Explode { recursive: true, .. }, ..]);
        let from = if compounds { to } else { place + step.len() };
        let (links, ends): (Vec<_>, Vec<_>) =
            self.fresh().partition(|(die, _)| again && self.chooses(step, *die));
        if ends.is_empty() {
            return Err(Obstacle::TooManyDice);
        }
        let link = Sum::of(&links);
        let counted = |(die, weight): (Shown, W)| (die.grown(-i64::from(less)), weight);
        let links: Vec<_> = links.into_iter().map(counted).collect();
        let ends: Vec<_> = ends.into_iter().map(counted).collect();
        let ends = self.worth_of(&ends, self.total, (from, to), budget)?;
        let brought = if links.is_empty() {
            ends
        } else {
            let links = self.worth_of(&links, self.total, (from, to), budget)?;
            chain(&Chain { links, ends, link: link.of(self.total) }, budget)?
        };
        self.remember(place, &brought);
        Ok(brought)
    }

    fn remember(&mut self, place: usize, worth: &Distribution<W>) {
        if let Some(slot) = self.known.get_mut(place) {
            *slot = Some(worth.clone());
        }
    }
}

/// Adds what a die weighs that a modifier throws again to that of the others it throws again.
pub(super) fn gather<W: Weight>(again: &mut Vec<(usize, Sum<W>)>, place: usize, weight: W) {
    match again.iter_mut().find(|(known, _)| *known == place) {
        Some((_, sum)) => sum.add(weight),
        None => again.push((place, Sum::from(weight))),
    }
}

/// Where the modifiers that leave nothing to chance bring a die.
#[derive(Debug, Clone, Copy)]
pub(super) enum Turn {
    Stands(Shown),
    Gone,
    Reroll { place: usize },
    Explode { place: usize, die: Shown },
}

const JOINT: &str = "modifiers that choose among the dice more than once";

/// Whether what a modifier does to a die depends on other dice.
fn is_joint(modifier: Modifier) -> bool {
    match modifier {
        Modifier::Keep(pick) | Modifier::Drop(pick) => !matches!(pick, Pick::Passing(_)),
        Modifier::Explode { pick: Pick::Passing(_), style: Burst::Compound, .. } => false,
        Modifier::Reroll { pick, most, .. } | Modifier::Explode { pick, most, .. } => {
            most.is_some() || !matches!(pick, Pick::Passing(_))
        }
        Modifier::Match { counts, .. } => counts,
        Modifier::Advantage(_) | Modifier::Disadvantage(_) => true,
        _ => false,
    }
}

/// One of several worths.
fn joined<W: Weight>(
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
        return Ok(Distribution::from_pairs(pairs, total, Doubt { ulps: 1.0, missing: 0.0 }));
    }
    let parts: Vec<_> =
        parts.iter().map(|(weight, worth)| (*weight, worth.clone().into_distribution())).collect();
    Distribution::mixture(&parts, total, budget)
}
