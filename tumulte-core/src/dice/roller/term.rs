//! Throws dice, and whatever throws more of them.

use super::Roller;
use crate::dice::{
    Amount, Burst, Dialect, Dice, DiceProblem as Problem, DiceTerm, DieKind, Faces, Modifier, Pick,
    RolledDie, rolled::Marks,
};

/// The dice at work: which part of the list they are, and what kind.
#[derive(Clone, Copy)]
pub(super) struct Throw {
    pub(super) start: usize,
    pub(super) kind: DieKind,
    pub(super) node: u16,
}

impl<D: Dice + ?Sized> Roller<'_, '_, D> {
    pub(super) fn dice(&mut self, index: usize, dice: DiceTerm) -> Result<f64, Problem> {
        let kind = self.kind(index, dice.faces)?;
        let mut count = match dice.count {
            Amount::Fixed(count) => count,
            Amount::Operand => {
                let at =
                    if dice.faces == Faces::Operand { self.first_before(index) } else { index };
                let limit = self.formula.limits.dice;
                whole(self.before(at), Problem::TooManyDice { limit })?
            }
        };
        let modifiers = self.formula.modifiers(&dice);
        for modifier in modifiers {
            if let Modifier::Advantage(more) | Modifier::Disadvantage(more) = modifier {
                count = count.saturating_add(*more);
            }
        }
        // A text has fewer than 65,536 bytes, and so nodes.
        let node = u16::try_from(index).unwrap_or(u16::MAX);
        let throw = Throw { start: self.rolled.dice.len(), kind, node };
        let sum = self.throw(throw, count)?;
        if modifiers.is_empty() {
            #[expect(clippy::cast_precision_loss, reason = "10,000 dice of 31 bits take 45")]
            return Ok(sum as f64);
        }
        self.modify(throw, modifiers)
    }

    fn kind(&self, index: usize, faces: Faces) -> Result<DieKind, Problem> {
        Ok(match faces {
            Faces::Fixed(faces) => DieKind::Plain(faces),
            Faces::Percent => DieKind::Plain(100),
            Faces::Tens => DieKind::Tens,
            Faces::Fate => DieKind::Fate,
            Faces::Coin => DieKind::Coin,
            Faces::Custom(letter) => return Err(Problem::UnknownDie { letter }),
            Faces::Operand => {
                let limit = self.formula.limits.faces;
                let too_many = Problem::TooManyFaces { limit };
                match whole(self.before(index), too_many.clone())? {
                    0 => return Err(Problem::NoFaces),
                    faces if faces > limit => return Err(too_many),
                    faces => DieKind::Plain(faces),
                }
            }
        })
    }

    /// Throws so many dice and adds them up.
    fn throw(&mut self, throw: Throw, count: u32) -> Result<i64, Problem> {
        self.count_thrown(count)?;
        let kind = throw.kind;
        let (faces, marks) = (kind.faces(), Marks::of(kind));
        let mut sum = 0;
        for _ in 0..count {
            let result = match self.source.result(kind) {
                Some(result) if kind.shows(result) => result,
                Some(face) => return Err(Problem::FaceOutOfRange { face, faces }),
                None => return Err(Problem::TooFewFaces),
            };
            sum += i64::from(result);
            let term = throw.node;
            let die = RolledDie { faces, result, value: result, worth: result, term, marks };
            self.rolled.dice.push(die);
        }
        Ok(sum)
    }

    fn count_thrown(&mut self, count: u32) -> Result<(), Problem> {
        self.thrown = self.thrown.saturating_add(count);
        let limit = self.formula.limits.dice;
        if self.thrown > limit { Err(Problem::TooManyDice { limit }) } else { Ok(()) }
    }

    /// One more die of the same kind at the end of the list; says what it showed.
    fn one_more(&mut self, throw: Throw, mark: Marks) -> Result<i32, Problem> {
        self.throw(throw, 1)?;
        let die = self.rolled.dice.last_mut().ok_or(Problem::TooFewFaces)?;
        die.marks.set(mark);
        Ok(die.result)
    }

    /// Works through the modifiers of dice just thrown, and adds up what counts.
    fn modify(&mut self, throw: Throw, modifiers: &[Modifier]) -> Result<f64, Problem> {
        let mut rest = modifiers;
        while let [modifier, after @ ..] = rest {
            let step = self.step(rest);
            match *modifier {
                Modifier::Reroll { recursive, most, .. } => {
                    self.reroll(throw, step, recursive, most)?;
                }
                Modifier::Explode { style: Burst::Compound, pick: Pick::Passing(_), .. } => {
                    self.compound(throw, step)?;
                }
                Modifier::Explode { style, recursive, most, .. } => {
                    self.explode(throw, step, style, recursive, most)?;
                }
                _ => self.apply(throw.start, step)?,
            }
            rest = rest.get(step.len()..).unwrap_or(after);
        }
        Ok(self.worth(throw.start, modifiers))
    }

    /// The modifiers that choose together with the first one.
    pub(super) fn step<'m>(&self, modifiers: &'m [Modifier]) -> &'m [Modifier] {
        let mut length = 1;
        if self.formula.dialect == Dialect::Avrae {
            let joined = modifiers.iter().zip(modifiers.iter().skip(1));
            length += joined.take_while(|(one, next)| one.joins(**next)).count();
        }
        modifiers.get(..length).unwrap_or_default()
    }

    fn reroll(
        &mut self,
        throw: Throw,
        step: &[Modifier],
        recursive: bool,
        most: Option<u32>,
    ) -> Result<(), Problem> {
        self.choose_by_rank(throw.start, step)?;
        let mut left = most.unwrap_or(u32::MAX);
        let mut at = throw.start;
        let initial = self.rolled.dice.len();
        while left > 0 && (recursive || at < initial) {
            let Some(die) = self.rolled.dice.get(at).copied() else { break };
            if die.is_active() && self.is_chosen(&die, step) {
                self.mark(at, Marks::REROLLED);
                self.one_more(throw, Marks::default())?;
                left -= 1;
            }
            at += 1;
        }
        Ok(())
    }

    fn explode(
        &mut self,
        throw: Throw,
        step: &[Modifier],
        style: Burst,
        recursive: bool,
        most: Option<u32>,
    ) -> Result<(), Problem> {
        let mut left = most.unwrap_or(u32::MAX);
        let mut at = throw.start;
        loop {
            let by_rank = self.choose_by_rank(throw.start, step)?;
            let before = self.rolled.dice.len();
            while left > 0 && (recursive && !by_rank || at < before) {
                let Some(die) = self.rolled.dice.get(at).copied() else { break };
                if die.is_active() && !die.marks.has(Marks::DONE) && self.is_chosen(&die, step) {
                    self.mark(at, Marks::EXPLODED);
                    self.mark(at, Marks::DONE);
                    self.one_more(throw, Marks::ADDED)?;
                    if let (Burst::Penetrate, Some(new)) = (style, self.rolled.dice.last_mut()) {
                        new.value -= 1;
                        new.worth -= 1;
                    }
                    left -= 1;
                }
                at += 1;
            }
            if !by_rank || !recursive || left == 0 || self.rolled.dice.len() == before {
                break;
            }
            // Which dice rank highest may have changed: look at all of them again.
            at = throw.start;
        }
        self.dice_from(throw.start).iter_mut().for_each(|die| die.marks.clear(Marks::DONE));
        Ok(())
    }

    fn compound(&mut self, throw: Throw, step: &[Modifier]) -> Result<(), Problem> {
        let initial = self.rolled.dice.len();
        for at in throw.start..initial {
            let mut last = at;
            while let Some(die) = self.rolled.dice.get(last).copied() {
                if (last == at && !die.is_active()) || !self.is_chosen(&die, step) {
                    break;
                }
                self.mark(last, Marks::EXPLODED);
                let more = self.one_more(throw, Marks::ADDED)?;
                last = self.rolled.dice.len().saturating_sub(1);
                self.mark(last, Marks::FOLDED);
                if let Some(root) = self.rolled.dice.get_mut(at) {
                    root.value = root.value.saturating_add(more);
                    root.worth = root.worth.saturating_add(more);
                }
            }
        }
        Ok(())
    }

    fn mark(&mut self, at: usize, mark: Marks) {
        if let Some(die) = self.rolled.dice.get_mut(at) {
            die.marks.set(mark);
        }
    }
}

/// A number of dice or faces out of what an operand came to.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "whole, not negative and at most i32::MAX"
)]
fn whole(value: f64, too_many: Problem) -> Result<u32, Problem> {
    if value < 0.0 || value.fract() != 0.0 {
        return Err(Problem::InvalidCount);
    }
    if value > f64::from(i32::MAX) {
        return Err(too_many);
    }
    Ok(value as u32)
}
