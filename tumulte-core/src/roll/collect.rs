//! Every die of a roll in reading order, with its fate.

use super::{DiceTerm, Expression, MAX_DICE, PoolEntry, RollError, Term, evaluate::deeper};
use crate::model::{Die, Map, Number};

/// What the rolls around a die decided about it.
#[derive(Debug, Clone, Copy)]
struct Surroundings {
    depth: usize,
    active: bool,
    discarded: bool,
    /// Whether the dice only decide about others and add nothing.
    decides: bool,
}

/// Dice found so far.
#[derive(Debug, Default)]
pub(super) struct Collector {
    pub(super) dice: Vec<Die>,
    /// Whether dice were added to a term after it was thrown.
    pub(super) has_added_dice: bool,
    terms: u32,
    /// Whether any roll lists dice beside its terms; few do.
    has_beside: bool,
    /// How often terms with these faces and results were seen, to recognise repeats listed beside.
    seen: Map<Vec<u64>, usize>,
}

impl Collector {
    /// Takes the dice out of a whole roll.
    ///
    /// # Errors
    ///
    /// `roll.too_deep`, `roll.too_many_dice`
    pub(super) fn collect(roll: Expression) -> Result<Self, RollError> {
        let mut collector = Self { has_beside: lists_beside(&roll), ..Self::default() };
        let around = Surroundings { depth: 0, active: true, discarded: false, decides: false };
        collector.expression(roll, around)?;
        Ok(collector)
    }

    fn expression(&mut self, roll: Expression, around: Surroundings) -> Result<(), RollError> {
        self.terms(roll.terms, around)?;
        // A count that reaches zero means: every die with these results was already shown.
        for term in roll.beside {
            match self.seen.get_mut(&signature(&term)) {
                Some(left) if *left > 0 => *left -= 1,
                _ => self.throw(term, around)?,
            }
        }
        Ok(())
    }

    fn terms(&mut self, terms: Vec<Term>, around: Surroundings) -> Result<(), RollError> {
        for term in terms {
            self.term(term, around)?;
        }
        Ok(())
    }

    fn term(&mut self, term: Term, around: Surroundings) -> Result<(), RollError> {
        match term {
            Term::Number(_) | Term::Operator(_) => Ok(()),
            Term::Dice(dice) => {
                if self.has_beside {
                    *self.seen.entry(signature(&dice)).or_default() += 1;
                }
                self.throw(dice, around)
            }
            Term::Group(inner) => self.expression(inner, around.deeper()?),
            Term::Function { arguments, .. } => {
                let inside = around.deeper()?;
                arguments.into_iter().try_for_each(|argument| self.expression(argument, inside))
            }
            Term::Pool(entries) => self.pool(entries, around.deeper()?),
            Term::Unknown { inside, .. } => self.terms(inside, around.deeper()?),
        }
    }

    fn pool(&mut self, entries: Vec<PoolEntry>, around: Surroundings) -> Result<(), RollError> {
        entries.into_iter().try_for_each(|entry| {
            let inside = Surroundings {
                active: around.active && entry.active,
                discarded: around.discarded || entry.discarded,
                ..around
            };
            self.expression(entry.roll, inside)
        })
    }

    fn throw(&mut self, term: DiceTerm, around: Surroundings) -> Result<(), RollError> {
        self.has_added_dice |= term.has_added_dice();
        for decider in term.deciders {
            self.expression(decider, Surroundings { decides: true, ..around.deeper()? })?;
        }
        if self.dice.len().saturating_add(term.dice.len()) > MAX_DICE {
            return Err(RollError::TooManyDice);
        }
        let index = self.terms;
        self.terms = self.terms.saturating_add(1);
        let mut dice = term.dice;
        for die in &mut dice {
            die.term = index;
            die.active &= around.active;
            die.discarded |= around.discarded;
            if around.decides {
                die.count = Some(Number::default());
            }
        }
        // Most rolls throw dice once.
        if self.dice.is_empty() {
            self.dice = dice;
        } else {
            self.dice.append(&mut dice);
        }
        Ok(())
    }
}

impl Surroundings {
    fn deeper(self) -> Result<Self, RollError> {
        Ok(Self { depth: deeper(self.depth)?, ..self })
    }
}

/// Whether the roll or one inside it lists dice beside its terms. Too deep a roll does: it is
/// refused anyway.
fn lists_beside(roll: &Expression) -> bool {
    fn within(roll: &Expression, depth: usize) -> bool {
        !roll.beside.is_empty()
            || depth == 0
            || roll.terms.iter().any(|term| match term {
                Term::Group(inner) => within(inner, depth - 1),
                Term::Function { arguments, .. } => {
                    arguments.iter().any(|argument| within(argument, depth - 1))
                }
                Term::Pool(entries) => entries.iter().any(|entry| within(&entry.roll, depth - 1)),
                Term::Dice(dice) => dice.deciders.iter().any(|inner| within(inner, depth - 1)),
                Term::Unknown { inside, .. } => !inside.is_empty(),
                Term::Number(_) | Term::Operator(_) => false,
            })
    }
    within(roll, super::MAX_DEPTH)
}

/// Faces and results, which together tell whether two dice terms are the same throw.
fn signature(term: &DiceTerm) -> Vec<u64> {
    term.dice.iter().flat_map(|die| [u64::from(die.faces), die.result.value().to_bits()]).collect()
}
