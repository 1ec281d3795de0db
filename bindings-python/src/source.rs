//! Where dice and formulas come from: each thread has dice of its own and remembers what it read.

use std::{
    cell::RefCell,
    hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use pyo3::{PyErr, Python, pyfunction};
use smallvec::SmallVec;
use tumulte_core::dice::{Dialect, Dice, DiceError, DieKind, Formula, SeededDice};

use crate::error::random_unavailable;

/// How many formulas a thread remembers; as many as the peer does.
const PLACES: usize = 256;

/// No longer text is remembered: what bots roll again and again is short.
const LONGEST: usize = 64;

/// The faces of a roll; those of most fit in without a place of their own.
pub(crate) type Faces = SmallVec<[i32; 8]>;

/// How often this process began anew as a child of another.
static GENERATION: AtomicU64 = AtomicU64::new(0);

/// A formula and the text it was read from, which errors point into.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) formula: Formula,
    pub(crate) text: Box<str>,
}

impl Parsed {
    pub(crate) fn read(text: &str, dialect: Dialect) -> Result<Arc<Self>, DiceError> {
        Ok(Arc::new(Self { formula: Formula::parse(text, dialect)?, text: text.into() }))
    }
}

/// Dice that write down what falls, in the order in which it falls: a formula may sort its dice.
pub(crate) struct Recorded<'d, D> {
    dice: &'d mut D,
    pub(crate) faces: Faces,
}

impl<'d, D: Dice> Recorded<'d, D> {
    pub(crate) fn new(dice: &'d mut D) -> Self {
        Self { dice, faces: Faces::new() }
    }
}

impl<D: Dice> Dice for Recorded<'_, D> {
    #[inline]
    fn face(&mut self, faces: u32) -> Option<u32> {
        let face = self.dice.face(faces)?;
        self.faces.push(i32::try_from(face).ok()?);
        Some(face)
    }

    #[inline]
    fn result(&mut self, kind: DieKind) -> Option<i32> {
        let result = self.dice.result(kind)?;
        self.faces.push(result);
        Some(result)
    }
}

#[derive(Default)]
struct Thread {
    dice: Option<(u64, SeededDice)>,
    formulas: Vec<Option<Arc<Parsed>>>,
}

thread_local! {
    static THREAD: RefCell<Thread> = RefCell::default();
}

/// Reads a formula, or remembers it.
pub(crate) fn parsed(text: &str, dialect: Dialect) -> Result<Arc<Parsed>, DiceError> {
    if text.len() > LONGEST {
        return Parsed::read(text, dialect);
    }
    THREAD.with_borrow_mut(|thread| {
        let place = place_of(text, dialect);
        if let Some(Some(known)) = thread.formulas.get(place)
            && *known.text == *text
            && known.formula.dialect() == dialect
        {
            return Ok(Arc::clone(known));
        }
        let read = Parsed::read(text, dialect)?;
        if thread.formulas.is_empty() {
            thread.formulas.resize(PLACES, None);
        }
        if let Some(place) = thread.formulas.get_mut(place) {
            *place = Some(Arc::clone(&read));
        }
        Ok(read)
    })
}

fn place_of(text: &str, dialect: Dialect) -> usize {
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    #[expect(clippy::cast_possible_truncation, reason = "the lowest bits choose the place")]
    let hash = hasher.hash_one((text, dialect)) as usize;
    hash % PLACES
}

/// Lends the dice of a seed, or this thread's own, which nobody can foresee.
pub(crate) fn with_dice<T>(
    seed: Option<u64>,
    roll: impl FnOnce(&mut SeededDice) -> T,
) -> Result<T, getrandom::Error> {
    if let Some(seed) = seed {
        return Ok(roll(&mut SeededDice::new(seed)));
    }
    THREAD.with_borrow_mut(|thread| {
        let generation = GENERATION.load(Ordering::Relaxed);
        let dice = match &mut thread.dice {
            Some((made, dice)) if *made == generation => dice,
            dice => {
                let mut key = [0; 32];
                getrandom::fill(&mut key)?;
                &mut dice.insert((generation, SeededDice::from_key(key))).1
            }
        };
        Ok(roll(dice))
    })
}

/// A seed nobody can foresee.
pub(crate) fn random_seed(py: Python<'_>) -> Result<u64, PyErr> {
    getrandom::u64().map_err(|error| random_unavailable(py, error))
}

/// Forgets the dice, so that a forked process does not roll what its parent rolls.
#[pyfunction]
pub(crate) fn _forget_dice() {
    GENERATION.fetch_add(1, Ordering::Relaxed);
}

/// Forgets the formulas this thread has read, for those who measure.
#[pyfunction]
pub(crate) fn _forget_formulas() {
    THREAD.with_borrow_mut(|thread| thread.formulas.clear());
}
