//! The rules of the game systems.

use pyo3::{Bound, PyAny, PyResult, Python, pyclass, pyfunction, pymethods};
use serde_json::json;
use tumulte_core::model;
use tumulte_core::systems::{Catalog, JudgeInput};

use crate::convert::{bytes_of, plain};
use crate::error::exception;

/// Judges one roll by the rules of a game system; an unknown one is judged by the fallback rules.
#[pyfunction]
pub(crate) fn judge(py: Python<'_>, system: &str, input: &Bound<'_, PyAny>) -> PyResult<Verdict> {
    let input = bytes_of(input)?;
    let judge = || {
        let input = JudgeInput::from_json(&String::from_utf8_lossy(&input))?;
        tumulte_core::systems::judge(system, &input)
    };
    py.detach(judge).map(Verdict::new).map_err(|error| exception(py, error))
}

/// Lists the game systems this version has rules for.
#[pyfunction]
pub(crate) fn systems(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    plain(py, &Catalog::built_in().summaries())
}

/// What a game system's rules concluded about a roll.
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct Verdict(model::Verdict);

impl Verdict {
    pub(crate) const fn new(verdict: model::Verdict) -> Self {
        Self(verdict)
    }
}

#[pymethods]
impl Verdict {
    /// `success`, `failure`, or none.
    #[getter]
    fn r#type(&self) -> Option<&'static str> {
        self.0.outcome.map(|outcome| match outcome {
            model::Outcome::Success => "success",
            model::Outcome::Failure => "failure",
        })
    }

    /// Whether it is a critical success or a critical failure.
    #[getter]
    const fn is_critical(&self) -> bool {
        self.0.is_critical()
    }

    /// The system's word for it.
    #[getter]
    fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// How much of a moment it is: `minor`, `major`, `extreme`; only for criticals.
    #[getter]
    fn severity<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.severity)
    }

    /// Labels of further outcomes that hold at the same time.
    #[getter]
    fn also(&self) -> Vec<String> {
        self.0.also.clone()
    }

    /// Which rule said so, and by what.
    #[getter]
    fn reason<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.reason)
    }

    /// The verdict as the wire has it.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __repr__(&self) -> String {
        let shown = |text: Option<&str>| {
            text.map_or_else(|| "None".to_owned(), |text| json!(text).to_string())
        };
        format!("Verdict(type={}, label={})", shown(self.r#type()), shown(self.label()))
    }
}
