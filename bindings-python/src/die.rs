//! One die, of a roll or of the caller's own.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use pyo3::{
    Bound, Py, PyAny, PyResult, Python, intern, pyclass, pymethods,
    types::{PyAnyMethods, PyTuple, PyType},
};
use tumulte_core::{
    model::{self, Number},
    sync::JudgedRoll,
};

use crate::convert::{from_dict, number, plain, shown};

/// Where dice lie: in a roll of a message, or in a list of their own.
#[derive(Clone)]
pub(crate) enum Dice {
    Roll(Arc<JudgedRoll>),
    Own(Arc<[model::Die]>),
}

impl Dice {
    pub(crate) fn all(&self) -> &[model::Die] {
        match self {
            Self::Roll(judged) => &judged.roll.dice,
            Self::Own(dice) => dice,
        }
    }

    /// A tuple of all of them; each looks into the same list.
    pub(crate) fn tuple(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        let dice = (0..self.all().len()).map(|place| Die { dice: self.clone(), place });
        let dice: Vec<_> = dice.map(|die| Bound::new(py, die)).collect::<PyResult<_>>()?;
        Ok(PyTuple::new(py, dice)?.unbind())
    }
}

/// One die and what it showed.
///
/// Only `faces` and `result` are needed to make one, for rules to judge.
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct Die {
    dice: Dice,
    place: usize,
}

impl Die {
    fn of(die: model::Die) -> Self {
        Self { dice: Dice::Own(Arc::from([die])), place: 0 }
    }

    fn die(&self) -> PyResult<&model::Die> {
        let found = self.dice.all().get(self.place);
        found.ok_or_else(|| pyo3::exceptions::PyIndexError::new_err("no such die"))
    }
}

#[pymethods]
impl Die {
    #[classattr]
    const fn __match_args__() -> (&'static str, &'static str) {
        ("faces", "result")
    }

    #[new]
    #[pyo3(signature = (faces, result, *, kind=None, active=true, value=None, count=None, discarded=false, rerolled=false, exploded=false, success=None, term=0))]
    #[expect(clippy::too_many_arguments, clippy::fn_params_excessive_bools, reason = "keywords")]
    fn new(
        faces: u32,
        result: f64,
        kind: Option<String>,
        active: bool,
        value: Option<f64>,
        count: Option<f64>,
        discarded: bool,
        rerolled: bool,
        exploded: bool,
        success: Option<bool>,
        term: u32,
    ) -> Self {
        Self::of(model::Die {
            kind,
            active,
            value: value.map(Number::new),
            count: count.map(Number::new),
            discarded,
            rerolled,
            exploded,
            success,
            term,
            ..model::Die::new(faces, result)
        })
    }

    /// How many faces; 0 where the tabletop did not say.
    #[getter]
    fn faces(&self) -> PyResult<u32> {
        Ok(self.die()?.faces)
    }

    /// The face result, before any modifier.
    #[getter]
    fn result<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        number(py, self.die()?.result)
    }

    /// What the die stands for where that matters: `tens`, `units`, `fate`, `coin`, `hope` …
    #[getter]
    fn kind(&self) -> PyResult<Option<&str>> {
        Ok(self.die()?.kind.as_deref())
    }

    /// Whether it counts. Dropped and rerolled dice do not.
    #[getter]
    fn active(&self) -> PyResult<bool> {
        Ok(self.die()?.active)
    }

    /// The value a minimum or maximum put in place of the result.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.die()?.value.map(|value| number(py, value)).transpose()
    }

    /// What it adds to the total where that is not its value: successes counted, a tens die's 40.
    #[getter]
    fn count<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.die()?.count.map(|count| number(py, count)).transpose()
    }

    /// Removed by keep or drop.
    #[getter]
    fn discarded(&self) -> PyResult<bool> {
        Ok(self.die()?.discarded)
    }

    /// Replaced by a new roll.
    #[getter]
    fn rerolled(&self) -> PyResult<bool> {
        Ok(self.die()?.rerolled)
    }

    /// Brought one more die.
    #[getter]
    fn exploded(&self) -> PyResult<bool> {
        Ok(self.die()?.exploded)
    }

    /// Whether it counted as a success, where successes are counted.
    #[getter]
    fn success(&self) -> PyResult<Option<bool>> {
        Ok(self.die()?.success)
    }

    /// Index of the dice term it belongs to, in reading order.
    #[getter]
    fn term(&self) -> PyResult<u32> {
        Ok(self.die()?.term)
    }

    /// The die as the wire has it, in camelCase.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, self.die()?)
    }

    /// The die of what `to_dict` gave; only `result` is needed.
    #[classmethod]
    fn from_dict(_cls: &Bound<'_, PyType>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
        from_dict(data).map(Self::of)
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let py = slf.py();
        Ok((slf.get_type().getattr(intern!(py, "from_dict"))?, (slf.get().to_dict(py)?,)))
    }

    fn __eq__(&self, other: &Self) -> PyResult<bool> {
        Ok(self.die()? == other.die()?)
    }

    fn __hash__(&self) -> PyResult<u64> {
        let die = self.die()?;
        // Zero has two signs and equals itself.
        let result = (die.result.value() + 0.0).to_bits();
        let mut hasher = DefaultHasher::new();
        (die.faces, result, die.active, die.term).hash(&mut hasher);
        Ok(hasher.finish())
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let die = self.die()?;
        let kind = die.kind.as_deref().map(|kind| shown(py, kind)).transpose()?;
        let truth = |mark: bool| if mark { "True" } else { "False" }.to_owned();
        let mark = |mark: bool| mark.then(|| truth(true));
        let parts = [
            ("faces", Some(die.faces.to_string())),
            ("result", Some(die.result.to_string())),
            ("kind", kind),
            ("active", (!die.active).then(|| truth(false))),
            ("value", die.value.map(|value| value.to_string())),
            ("count", die.count.map(|count| count.to_string())),
            ("discarded", mark(die.discarded)),
            ("rerolled", mark(die.rerolled)),
            ("exploded", mark(die.exploded)),
            ("success", die.success.map(truth)),
            ("term", (die.term > 0).then(|| die.term.to_string())),
        ];
        let parts = parts.into_iter().filter_map(|(name, part)| Some(format!("{name}={}", part?)));
        Ok(format!("Die({})", parts.collect::<Vec<_>>().join(", ")))
    }
}
