//! Formulas: read, printed, rolled.

use std::cell::RefCell;

use napi::Env;
use napi_derive::napi;
use tumulte_core::dice::{Dialect, Dice, DiceError, DieKind, Formula, SeededDice};
use tumulte_core::model::Visibility;
use tumulte_node_reader::{pack, tape::Tape};

use crate::convert::{Packed, packed};
use crate::error::{Failure, dice_detail, dice_failure, random_unavailable};
use crate::odds::NativeOdds;
use crate::quick::{Quick, argument, quick};

thread_local! {
    /// Random dice of this thread, seeded by the operating system at the first roll.
    static DICE: RefCell<Option<SeededDice>> = const { RefCell::new(None) };
}

/// A function that rolls a formula: its text, its dialect, and where the dice are not random the
/// lower and upper 32 bits of their seed.
#[napi]
pub fn rolling(env: &Env) -> napi::Result<Quick<'_>> {
    quick(env, "roll", |call| {
        let (text, dialect): (String, u32) = (argument(call, 0)?, argument(call, 1)?);
        match (argument(call, 2)?, argument(call, 3)?) {
            (Some(low), Some(high)) => thrown(&text, dialect, &mut seeded(low, high)),
            _ => at_random(|dice| thrown(&text, dialect, dice))?,
        }
    })
}

/// Rolls many formulas; the dice are random without a seed.
#[napi]
pub fn roll_many(
    texts: Vec<String>,
    dialect: u32,
    low: Option<u32>,
    high: Option<u32>,
) -> Result<Packed, Failure> {
    match (low, high) {
        (Some(low), Some(high)) => Ok(thrown_many(&texts, dialect, &mut seeded(low, high))),
        _ => at_random(|dice| thrown_many(&texts, dialect, dice)),
    }
}

fn at_random<T>(roll: impl FnOnce(&mut SeededDice) -> T) -> Result<T, Failure> {
    DICE.with_borrow_mut(|slot| {
        if let Some(dice) = slot {
            return Ok(roll(dice));
        }
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(random_unavailable)?;
        Ok(roll(slot.insert(SeededDice::from_key(key))))
    })
}

fn seeded(low: u32, high: u32) -> SeededDice {
    SeededDice::new(u64::from(high) << 32 | u64::from(low))
}

/// Dice, and what they showed: sorting them hides the order in which they fell.
struct Recorded<'d> {
    dice: &'d mut SeededDice,
    faces: Vec<i32>,
}

impl Dice for Recorded<'_> {
    #[inline]
    fn face(&mut self, faces: u32) -> Option<u32> {
        self.dice.face(faces)
    }

    #[inline]
    fn result(&mut self, kind: DieKind) -> Option<i32> {
        let result = self.dice.result(kind);
        self.faces.extend(result);
        result
    }
}

/// Rolls a formula and writes it down.
fn write(tape: &mut Tape, formula: &Formula, dice: &mut SeededDice) -> Result<(), DiceError> {
    let mut dice = Recorded { dice, faces: Vec::with_capacity(8) };
    let rolled = formula.roll(&mut dice)?;
    pack::rolled(tape, &rolled, &dice.faces);
    Ok(())
}

fn thrown(text: &str, dialect: u32, dice: &mut SeededDice) -> Result<Packed, Failure> {
    let mut tape = Tape::new();
    parsed(text, dialect)
        .and_then(|formula| write(&mut tape, &formula, dice))
        .map_err(|error| dice_failure(error, text))?;
    Ok(packed(tape))
}

fn thrown_many(texts: &[String], dialect: u32, dice: &mut SeededDice) -> Packed {
    let mut tape = Tape::new();
    for text in texts {
        let mut rolled = Tape::new();
        match parsed(text, dialect).and_then(|formula| write(&mut rolled, &formula, dice)) {
            Ok(()) => {
                tape.count(0);
                tape.whole(&rolled);
            }
            Err(error) => {
                tape.count(1);
                tape.text(&dice_detail(error, text));
            }
        }
    }
    packed(tape)
}

/// The dialects as `lib/dice.js` counts them.
fn parsed(text: &str, dialect: u32) -> Result<Formula, DiceError> {
    let dialect = Dialect::ALL.get(dialect as usize).copied().unwrap_or_default();
    Formula::parse(text, dialect)
}

/// A formula that was read, with its text.
#[napi]
#[derive(Debug, Clone)]
pub struct NativeFormula {
    text: String,
    formula: Formula,
}

#[napi]
impl NativeFormula {
    /// Reads a formula.
    #[napi(factory)]
    pub fn parse(text: String, dialect: u32) -> Result<Self, Failure> {
        let formula = parsed(&text, dialect).map_err(|error| dice_failure(error, &text))?;
        Ok(Self { text, formula })
    }

    /// Canonical text, comment, visibility.
    #[napi]
    pub fn describe(&self) -> Packed {
        let mut tape = Tape::new();
        tape.text(&self.formula.to_string());
        tape.optional(self.formula.comment());
        tape.optional(self.formula.visibility().map(Visibility::as_str));
        packed(tape)
    }

    /// Whether both mean the same.
    #[napi]
    pub fn equals(&self, other: &NativeFormula) -> bool {
        self.formula == other.formula
    }

    /// A function that rolls it: where the dice are not random, with the lower and upper 32 bits of
    /// their seed.
    #[napi]
    pub fn rolling<'env>(&self, env: &'env Env) -> napi::Result<Quick<'env>> {
        let formula = self.clone();
        quick(env, "roll", move |call| match (argument(call, 0)?, argument(call, 1)?) {
            (Some(low), Some(high)) => formula.throw(&mut seeded(low, high)),
            _ => at_random(|dice| formula.throw(dice))?,
        })
    }

    /// The roll with these results.
    #[napi]
    pub fn roll_given(&self, faces: Vec<i32>) -> Result<Packed, Failure> {
        let rolled = self.formula.roll_given(&faces).map_err(|error| self.refused(error))?;
        let mut tape = Tape::new();
        pack::rolled(&mut tape, &rolled, &faces);
        Ok(packed(tape))
    }

    /// How players read the roll with these results.
    #[napi]
    pub fn show(&self, faces: Vec<i32>) -> Result<String, Failure> {
        let rolled = self.formula.roll_given(&faces).map_err(|error| self.refused(error))?;
        Ok(rolled.to_string())
    }

    /// Exact odds.
    #[napi]
    pub fn odds(&self) -> Result<NativeOdds, Failure> {
        self.formula.odds().map(NativeOdds::from).map_err(|error| self.refused(error))
    }

    /// Odds by so many throws; the dice are random without a seed.
    #[napi]
    pub fn approximate_odds(
        &self,
        throws: u32,
        low: Option<u32>,
        high: Option<u32>,
    ) -> Result<NativeOdds, Failure> {
        let odds = match (low, high) {
            (Some(low), Some(high)) => {
                self.formula.approximate_odds(&mut seeded(low, high), throws)
            }
            _ => at_random(|dice| self.formula.approximate_odds(dice, throws))?,
        };
        odds.map(NativeOdds::from).map_err(|error| self.refused(error))
    }

    fn throw(&self, dice: &mut SeededDice) -> Result<Packed, Failure> {
        let mut tape = Tape::new();
        write(&mut tape, &self.formula, dice).map_err(|error| self.refused(error))?;
        Ok(packed(tape))
    }

    fn refused(&self, error: DiceError) -> Failure {
        dice_failure(error, &self.text)
    }
}
