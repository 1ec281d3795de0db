//! Formulas: read once, rolled often.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use pyo3::{
    Bound, PyAny, PyResult, Python,
    exceptions::PyValueError,
    intern, pyclass, pymethods,
    types::{PyAnyMethods, PyDict, PyDictMethods},
};
use tumulte_core::{dice::Dialect, model::Visibility};

use crate::{
    convert::shown,
    error::refusal,
    odds::{Odds, Origin},
    result::RollResult,
    source::{Parsed, random_seed, with_thread},
};

/// A dice formula that was read and understood.
///
/// Two formulas are equal when they are of the same dialect and mean the same, however they were
/// spaced.
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct Formula(pub(crate) Arc<Parsed>);

/// A dialect by its name; none is Foundry's.
pub(crate) fn dialect(name: Option<&str>) -> PyResult<Dialect> {
    match name {
        None => Ok(Dialect::Foundry),
        Some(name) => {
            name.parse().map_err(|error| PyValueError::new_err(format!("{error}, found {name:?}")))
        }
    }
}

#[pymethods]
impl Formula {
    #[classattr]
    const fn __match_args__() -> (&'static str, &'static str) {
        ("text", "dialect")
    }

    /// Reads a formula in a dialect: `foundry`, `roll20` or `avrae`.
    ///
    /// Raises `DiceError` (`dice.*`) with the place of what the dialect does not know.
    #[staticmethod]
    #[pyo3(signature = (text, dialect=None))]
    fn parse(py: Python<'_>, text: &str, dialect: Option<&str>) -> PyResult<Self> {
        let dialect = self::dialect(dialect)?;
        let parsed = with_thread(|thread| thread.parsed(text, dialect));
        parsed.map(Self).map_err(|error| refusal(py, error, text))
    }

    /// The formula in canonical notation: `2d20kh1 + 7`.
    #[getter]
    fn text(&self) -> String {
        self.0.formula.to_string()
    }

    /// The dialect it was read in.
    #[getter]
    fn dialect(&self) -> &'static str {
        self.0.formula.dialect().as_str()
    }

    /// Who may see the roll, where the formula came with a chat command: `/gmroll 1d20`.
    #[getter]
    fn visibility(&self) -> Option<&'static str> {
        self.0.formula.visibility().map(Visibility::as_str)
    }

    /// What was written behind it for the readers.
    #[getter]
    fn comment(&self) -> Option<&str> {
        self.0.formula.comment()
    }

    /// The formula in canonical notation, as `str` gives it.
    #[pyo3(name = "to_string")]
    fn canonical(&self) -> String {
        self.text()
    }

    /// Rolls it: the same seed gives the same dice in every language.
    ///
    /// Without a seed the dice are such that nobody can foresee them.
    #[pyo3(signature = (seed=None))]
    fn roll(&self, py: Python<'_>, seed: Option<u64>) -> PyResult<RollResult> {
        RollResult::rolled(py, &self.0, seed)
    }

    /// The roll in which the dice showed these faces, in the order in which the formula throws them.
    fn roll_given(&self, faces: &Bound<'_, PyAny>) -> PyResult<RollResult> {
        let py = faces.py();
        let faces: Vec<i32> =
            faces.try_iter()?.map(|face| face?.extract()).collect::<PyResult<_>>()?;
        RollResult::given(py, &self.0, &faces)
    }

    /// How likely each total is, worked out without rolling.
    ///
    /// Raises `DiceError`: `dice.odds_too_large` and `dice.odds_out_of_reach` where
    /// `approximate_odds` would do.
    fn odds(&self, py: Python<'_>) -> PyResult<Odds> {
        Odds::of(py, &self.0, Origin::Exact)
    }

    /// How likely each total is, by rolling that often.
    #[pyo3(signature = (throws, seed=None))]
    fn approximate_odds(&self, py: Python<'_>, throws: u32, seed: Option<u64>) -> PyResult<Odds> {
        let seed = seed.map_or_else(|| random_seed(py), Ok)?;
        Odds::of(py, &self.0, Origin::Sampled { throws, seed })
    }

    /// The formula as plain data: `formula` and `dialect`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item(intern!(py, "formula"), self.text())?;
        dict.set_item(intern!(py, "dialect"), self.dialect())?;
        Ok(dict)
    }

    /// The formula of what `to_dict` gave.
    #[staticmethod]
    fn from_dict(data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = data.py();
        let text = data.get_item(intern!(py, "formula"))?;
        let dialect = data.get_item(intern!(py, "dialect"))?;
        Self::parse(py, text.extract()?, Some(dialect.extract()?))
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String, String))> {
        let Self(parsed) = slf.get();
        let dialect = parsed.formula.dialect().to_string();
        let read = slf.get_type().getattr(intern!(slf.py(), "parse"))?;
        Ok((read, (parsed.text().to_owned(), dialect)))
    }

    fn __str__(&self) -> String {
        self.text()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = shown(py, &self.text())?;
        Ok(match self.0.formula.dialect() {
            Dialect::Foundry => format!("Formula.parse({text})"),
            other => format!("Formula.parse({text}, '{other}')"),
        })
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0.formula == other.0.formula
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.dialect(), self.text()).hash(&mut hasher);
        hasher.finish()
    }
}
