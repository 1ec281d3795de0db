//! Where dice and formulas come from: each thread has dice of its own and remembers what it read.

use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use pyo3::{PyErr, Python, pyfunction};
use smallvec::SmallVec;
use tumulte_core::dice::{Dialect, Dice, DiceError, DieKind, Formula, SeededDice};

use crate::error::random_unavailable;

/// How many formulas a thread remembers.
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
    /// Most texts fit in without a place of their own.
    text: SmallVec<[u8; 32]>,
}

impl Parsed {
    pub(crate) fn read(text: &str, dialect: Dialect) -> Result<Arc<Self>, DiceError> {
        let formula = Formula::parse(text, dialect)?;
        Ok(Arc::new(Self { formula, text: SmallVec::from_slice(text.as_bytes()) }))
    }

    pub(crate) fn text(&self) -> &str {
        str::from_utf8(&self.text).unwrap_or_default()
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

/// What a thread keeps to itself.
#[derive(Default)]
pub(crate) struct Thread {
    dice: Option<(u64, SeededDice)>,
    formulas: Vec<Option<Arc<Parsed>>>,
}

thread_local! {
    static THREAD: RefCell<Thread> = RefCell::default();
}

/// Lends what this thread keeps. Nothing in `work` may call Python, which could come back here.
#[inline]
pub(crate) fn with_thread<T>(work: impl FnOnce(&mut Thread) -> T) -> T {
    THREAD.with_borrow_mut(work)
}

impl Thread {
    /// Reads a formula, or remembers it.
    #[inline]
    pub(crate) fn parsed(
        &mut self,
        text: &str,
        dialect: Dialect,
    ) -> Result<Arc<Parsed>, DiceError> {
        if text.len() > LONGEST {
            return Parsed::read(text, dialect);
        }
        let place = place_of(text);
        if let Some(Some(known)) = self.formulas.get(place)
            && *known.text == *text.as_bytes()
            && known.formula.dialect() == dialect
        {
            return Ok(Arc::clone(known));
        }
        let read = Parsed::read(text, dialect)?;
        if self.formulas.is_empty() {
            self.formulas.resize(PLACES, None);
        }
        if let Some(place) = self.formulas.get_mut(place) {
            *place = Some(Arc::clone(&read));
        }
        Ok(read)
    }

    /// This thread's own dice, which nobody can foresee.
    #[inline]
    pub(crate) fn dice(&mut self) -> Result<&mut SeededDice, getrandom::Error> {
        let generation = GENERATION.load(Ordering::Relaxed);
        if self.dice.as_ref().is_none_or(|(made, _)| *made != generation) {
            let mut key = [0; 32];
            getrandom::fill(&mut key)?;
            self.dice = Some((generation, SeededDice::from_key(key)));
        }
        match &mut self.dice {
            Some((_, dice)) => Ok(dice),
            None => Err(getrandom::Error::UNSUPPORTED),
        }
    }
}

/// Where a text is remembered; texts that share a place only make each other forgotten.
#[inline]
fn place_of(text: &str) -> usize {
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    let words = words.iter().chain([&last]).map(|word| u64::from_le_bytes(*word));
    let hash = words.fold(text.len() as u64, |hash, word| {
        (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
    });
    // The highest bits depend on all of the text.
    let [.., highest] = hash.to_le_bytes();
    usize::from(highest)
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
    with_thread(|thread| thread.formulas.fill(None));
}
