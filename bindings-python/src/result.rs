//! Rolls of formulas.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use pyo3::{
    Bound, IntoPyObjectExt as _, Py, PyAny, PyErr, PyResult, Python, intern,
    pybacked::PyBackedStr,
    pyclass, pyfunction, pymethods,
    sync::PyOnceLock,
    types::{PyAnyMethods, PyDict, PyDictMethods, PyList, PyListMethods, PyTuple},
};
use tumulte_core::{
    dice::{self, Dialect, DiceError, RolledDie, SeededDice},
    model::{self, Number},
};

use crate::{
    convert::{number, plain, shown},
    die::Dice,
    error::{random_unavailable, refusal, refusal_object},
    formula::dialect,
    odds::told_rarity,
    source::{Faces, Parsed, Recorded, Thread, with_thread},
};

/// Rolls a formula: `roll("2d20kh1 + 7").total`.
///
/// The same seed (0 to 2⁶⁴ − 1) gives the same dice in every language; without one the dice are such
/// that nobody can foresee them. `dialect` is `foundry`, `roll20` or `avrae`. Raises `DiceError`
/// (`dice.*`) with the place of what can't be read.
#[pyfunction]
#[pyo3(signature = (formula, seed=None, dialect=None))]
pub(crate) fn roll(
    py: Python<'_>,
    formula: &str,
    seed: Option<u64>,
    dialect: Option<&str>,
) -> PyResult<RollResult> {
    let dialect = self::dialect(dialect)?;
    let rolled = with_thread(|thread| {
        let parsed = thread.parsed(formula, dialect)?;
        RollResult::thrown(thread, parsed, seed)
    });
    rolled.map_err(|fault| fault.raised(py, formula))
}

/// Why nothing was rolled.
enum Fault {
    Refused(DiceError),
    NoDice(getrandom::Error),
}

impl From<DiceError> for Fault {
    fn from(error: DiceError) -> Self {
        Self::Refused(error)
    }
}

impl Fault {
    #[cold]
    fn raised(self, py: Python<'_>, text: &str) -> PyErr {
        match self {
            Self::Refused(error) => refusal(py, error, text),
            Self::NoDice(error) => random_unavailable(py, error),
        }
    }
}

/// Rolls many formulas with one source of dice, in order, while other threads run.
///
/// What can't be read or rolled is a `DiceError` in its place of the list; nothing else is lost.
#[pyfunction]
#[pyo3(signature = (formulas, seed=None, dialect=None))]
#[expect(clippy::needless_pass_by_value, reason = "what is taken over from Python is owned")]
pub(crate) fn roll_many<'py>(
    py: Python<'py>,
    formulas: Vec<PyBackedStr>,
    seed: Option<u64>,
    dialect: Option<&str>,
) -> PyResult<Bound<'py, PyList>> {
    let dialect = self::dialect(dialect)?;
    let rolls = py.detach(|| {
        with_thread(|thread| {
            let read: Vec<_> = formulas.iter().map(|text| thread.parsed(text, dialect)).collect();
            let mut own;
            let dice = match seed {
                Some(seed) => {
                    own = SeededDice::new(seed);
                    &mut own
                }
                None => thread.dice()?,
            };
            let mut roll = |read: Result<_, DiceError>| RollResult::of(read?, dice);
            Ok(read.into_iter().map(&mut roll).collect::<Vec<_>>())
        })
    });
    let rolls = rolls.map_err(|error| random_unavailable(py, error))?;
    let list = PyList::empty(py);
    for (rolled, text) in rolls.into_iter().zip(&formulas) {
        match rolled {
            Ok(rolled) => list.append(Bound::new(py, rolled)?)?,
            Err(error) => list.append(refusal_object(py, error, text)?)?,
        }
    }
    Ok(list)
}

/// A formula that was rolled: its total, and every die with what became of it.
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct RollResult {
    parsed: Arc<Parsed>,
    total: f64,
    faces: Faces,
    dice: PyOnceLock<Py<PyTuple>>,
}

impl RollResult {
    /// Rolls with the dice of the seed, or with those of the thread.
    #[inline]
    fn thrown(thread: &mut Thread, parsed: Arc<Parsed>, seed: Option<u64>) -> Result<Self, Fault> {
        let rolled = match seed {
            Some(seed) => Self::of(parsed, &mut SeededDice::new(seed)),
            None => Self::of(parsed, thread.dice().map_err(Fault::NoDice)?),
        };
        Ok(rolled?)
    }

    #[inline]
    fn of(parsed: Arc<Parsed>, dice: &mut SeededDice) -> Result<Self, DiceError> {
        let mut dice = Recorded::new(dice);
        let total = parsed.formula.roll(&mut dice)?.total();
        Ok(Self { parsed, total, faces: dice.faces, dice: PyOnceLock::new() })
    }

    pub(crate) fn rolled(
        py: Python<'_>,
        parsed: &Arc<Parsed>,
        seed: Option<u64>,
    ) -> PyResult<Self> {
        with_thread(|thread| Self::thrown(thread, Arc::clone(parsed), seed))
            .map_err(|fault| fault.raised(py, parsed.text()))
    }

    pub(crate) fn given(py: Python<'_>, parsed: &Arc<Parsed>, given: &[i32]) -> PyResult<Self> {
        let rolled = parsed.formula.roll_given(given);
        let total = rolled.map_err(|error| refusal(py, error, parsed.text()))?.total();
        let (parsed, faces) = (Arc::clone(parsed), given.into());
        Ok(Self { parsed, total, faces, dice: PyOnceLock::new() })
    }

    /// The same roll again: faces that fell once fall again.
    fn again(&self, py: Python<'_>) -> PyResult<dice::RollResult<'_>> {
        let again = self.parsed.formula.roll_given(&self.faces);
        again.map_err(|error| refusal(py, error, self.parsed.text()))
    }

    /// The dice as rules judge them.
    pub(crate) fn to_dice(&self, py: Python<'_>) -> PyResult<Vec<model::Die>> {
        Ok(self.again(py)?.to_dice())
    }

    pub(crate) fn number(&self) -> Number {
        Number::new(self.total)
    }
}

#[pymethods]
impl RollResult {
    #[classattr]
    const fn __match_args__() -> (&'static str, &'static str) {
        ("formula", "total")
    }

    /// What it came to: an `int` when it is one, else a `float`.
    #[getter]
    fn total<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        number(py, self.number())
    }

    /// The formula in canonical notation: `2d20kh1 + 7`.
    #[getter]
    fn formula(&self) -> String {
        self.parsed.formula.to_string()
    }

    /// The dialect it was read in.
    #[getter]
    fn dialect(&self) -> &'static str {
        self.parsed.formula.dialect().as_str()
    }

    /// Every die in the order it fell, dropped and rerolled ones included.
    #[getter]
    fn dice(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        let dice = || Dice::Own(Arc::from(self.to_dice(py)?)).tuple(py);
        Ok(self.dice.get_or_try_init(py, dice)?.clone_ref(py))
    }

    /// The roll as players read it: `2d20kh1 (14, ~~3~~) + 5 = 19`.
    #[getter]
    fn text(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.again(py)?.to_string())
    }

    /// How rare this total is: `rarity().text` is `1 in 400`.
    ///
    /// Raises `DiceError` where the odds can't be worked out, as `Formula.odds` does.
    fn rarity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let odds = py.detach(|| self.parsed.formula.odds());
        let odds = odds.map_err(|error| refusal(py, error, self.parsed.text()))?;
        told_rarity(py, odds.rarity(self.total))
    }

    /// The roll as plain data: `formula`, `dialect`, `total`, `dice`, `text`.
    ///
    /// Where the formula sorts its dice, `faces` has them in the order in which they fell.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let again = self.again(py)?;
        let dict = PyDict::new(py);
        dict.set_item(intern!(py, "formula"), self.formula())?;
        dict.set_item(intern!(py, "dialect"), self.dialect())?;
        dict.set_item(intern!(py, "total"), self.total(py)?)?;
        dict.set_item(intern!(py, "dice"), plain(py, &again.to_dice())?)?;
        dict.set_item(intern!(py, "text"), again.to_string())?;
        if !again.dice().iter().map(RolledDie::result).eq(self.faces.iter().copied()) {
            dict.set_item(intern!(py, "faces"), self.faces.as_slice())?;
        }
        Ok(dict)
    }

    /// The roll of what `to_dict` gave: its formula, with the faces its dice showed.
    #[staticmethod]
    fn from_dict(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        let text = data.get_item(intern!(py, "formula"))?;
        let dialect = data.get_item(intern!(py, "dialect"))?;
        let faces: Vec<i32> = if data.contains(intern!(py, "faces"))? {
            data.get_item(intern!(py, "faces"))?.extract()?
        } else {
            let result = |die: Bound<'_, PyAny>| die.get_item(intern!(py, "result"))?.extract();
            let dice = data.get_item(intern!(py, "dice"))?.try_iter()?;
            dice.map(|die| result(die?)).collect::<PyResult<_>>()?
        };
        Self::read(py, text.extract()?, dialect.extract()?, faces)
    }

    #[staticmethod]
    #[pyo3(name = "_read")]
    #[expect(clippy::needless_pass_by_value, reason = "a list of Python becomes an own one")]
    fn read(py: Python<'_>, formula: &str, dialect: &str, faces: Vec<i32>) -> PyResult<Self> {
        let dialect = self::dialect(Some(dialect))?;
        let parsed = with_thread(|thread| thread.parsed(formula, dialect));
        Self::given(py, &parsed.map_err(|error| refusal(py, error, formula))?, &faces)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let (py, rolled) = (slf.py(), slf.get());
        let (text, faces) = (rolled.parsed.text(), rolled.faces.as_slice());
        let arguments = (text, rolled.dialect(), faces).into_bound_py_any(py)?;
        Ok((slf.get_type().getattr(intern!(py, "_read"))?, arguments))
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.text(py)
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = shown(py, &self.text(py)?)?;
        Ok(match self.parsed.formula.dialect() {
            Dialect::Foundry => format!("RollResult({text})"),
            other => format!("RollResult({text}, dialect='{other}')"),
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.faces == other.faces && self.parsed.formula == other.parsed.formula
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.dialect(), self.formula(), self.faces.as_slice()).hash(&mut hasher);
        hasher.finish()
    }
}
