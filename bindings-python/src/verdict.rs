//! What rules conclude.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use pyo3::{
    Bound, PyAny, PyResult, Python, intern, pyclass, pymethods,
    types::{PyAnyMethods, PyTuple, PyType},
};
use tumulte_core::{
    model::{self, Outcome, Severity},
    sync::JudgedRoll,
    systems::SystemsError,
};

use crate::{
    convert::{Raw, plain, record, shown_option},
    error::exception,
};

/// What a game system's rules concluded about a roll.
///
/// `type` is `success`, `failure` or none; only of a critical is it set, and only then is there a
/// `severity`. A roll that is not critical may still have a label, such as "Hard Success".
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct Verdict(Held);

/// A verdict of its own, or one that lies in a roll.
enum Held {
    Own(Arc<model::Verdict>),
    Roll(Arc<JudgedRoll>),
}

impl Verdict {
    pub(crate) fn new(verdict: model::Verdict) -> Self {
        Self(Held::Own(Arc::new(verdict)))
    }

    pub(crate) const fn of(judged: Arc<JudgedRoll>) -> Self {
        Self(Held::Roll(judged))
    }

    fn verdict(&self) -> &model::Verdict {
        match &self.0 {
            Held::Own(verdict) => verdict,
            Held::Roll(judged) => &judged.verdict,
        }
    }
}

#[pymethods]
impl Verdict {
    #[classattr]
    const fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("type", "label", "severity")
    }

    /// `success`, `failure`, or none.
    #[getter]
    fn r#type(&self) -> Option<&'static str> {
        self.verdict().outcome.map(|outcome| match outcome {
            Outcome::Success => "success",
            Outcome::Failure => "failure",
        })
    }

    /// Whether it is a critical success or a critical failure.
    #[getter]
    fn is_critical(&self) -> bool {
        self.verdict().is_critical()
    }

    /// The system's word for it: `Critical Hit`, `Natural 20`.
    #[getter]
    fn label(&self) -> Option<&str> {
        self.verdict().label.as_deref()
    }

    /// How much of a moment it is: `minor`, `major`, `extreme`; only for criticals.
    #[getter]
    fn severity(&self) -> Option<&'static str> {
        self.verdict().severity.map(|severity| match severity {
            Severity::Minor => "minor",
            Severity::Major => "major",
            Severity::Extreme => "extreme",
        })
    }

    /// Labels of further outcomes that hold at the same time.
    #[getter]
    fn also<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, &self.verdict().also)
    }

    /// Which rule said so, and by what.
    #[getter]
    fn reason<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let reason = self.verdict().reason.as_ref();
        reason.map(|reason| record(py, "Reason", reason)).transpose()
    }

    /// The verdict as the wire has it, in camelCase.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, self.verdict())
    }

    /// The verdict of what `to_dict` gave.
    ///
    /// Raises `SystemsError` (`systems.malformed_input`) for what is none.
    #[classmethod]
    fn from_dict(cls: &Bound<'_, PyType>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
        serde_json::from_slice(Raw::of(data)?.bytes())
            .map(Self::new)
            .map_err(|error| exception(cls.py(), SystemsError::MalformedInput(error.to_string())))
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let from_dict = slf.get_type().getattr(intern!(slf.py(), "from_dict"))?;
        Ok((from_dict, (slf.get().to_dict(slf.py())?,)))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.verdict() == other.verdict()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.r#type(), self.label(), self.severity()).hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!(
            "Verdict(type={}, label={}, severity={})",
            shown_option(py, self.r#type())?,
            shown_option(py, self.label())?,
            shown_option(py, self.severity())?,
        ))
    }
}
