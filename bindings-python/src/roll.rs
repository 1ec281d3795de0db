//! Messages of tabletops in, judged rolls out.

use std::sync::Arc;

use pyo3::{Bound, IntoPyObjectExt as _, PyAny, PyResult, Python, pyclass, pyfunction, pymethods};
use serde_json::json;
use tumulte_core::model::{Number, SystemId, VttKind};
use tumulte_core::sync::{JudgedRoll, read_message};
use tumulte_core::vtt::{MessageContext, read_actor};

use crate::convert::{bytes_of, plain};
use crate::error::exception;
use crate::systems::Verdict;

/// Reads every roll of a tabletop's message and judges each by the rules of the game system.
#[pyfunction]
#[pyo3(signature = (vtt, raw, system=None, actor=None))]
pub(crate) fn parse_message(
    py: Python<'_>,
    vtt: String,
    raw: &Bound<'_, PyAny>,
    system: Option<String>,
    actor: Option<&Bound<'_, PyAny>>,
) -> PyResult<Vec<Roll>> {
    let actor = actor.map(bytes_of).transpose()?;
    let raw = bytes_of(raw)?;
    let read = || {
        let actor = actor.map(|actor| read_actor(&actor)).transpose()?;
        let system = SystemId::new(system.unwrap_or_default());
        let context = MessageContext::new(system).with_actor(actor);
        read_message(&VttKind::from(vtt), &raw, &context)
    };
    let rolls = py.detach(read).map_err(|error| exception(py, error))?;
    Ok(rolls.into_iter().map(|judged| Roll(Arc::new(judged))).collect())
}

/// One roll as the tabletop told it, judged. Its parts become Python objects when they are asked for.
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct Roll(Arc<JudgedRoll>);

#[pymethods]
impl Roll {
    /// The tabletop's own identity of this roll: `messageId#index`.
    #[getter]
    fn vtt_roll_id(&self) -> &str {
        &self.0.roll.vtt_roll_id
    }

    /// The formula as it was rolled: `2d20kh1 + 7`.
    #[getter]
    fn formula(&self) -> &str {
        &self.0.roll.formula
    }

    /// The total the tabletop gave; an int when it is one.
    #[getter]
    fn total<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.roll.total.map(|total| number(py, total)).transpose()
    }

    /// Every die in reading order, dropped and rerolled ones included.
    #[getter]
    fn dice<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.roll.dice)
    }

    /// Whether the dice add up to the total.
    #[getter]
    fn total_check<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.roll.total_check)
    }

    /// What kind of roll it is in words of the game system.
    #[getter]
    fn roll_type(&self) -> Option<&str> {
        self.0.roll.roll_type.as_deref()
    }

    /// The text the table shows beside it.
    #[getter]
    fn flavor(&self) -> Option<&str> {
        self.0.roll.flavor.as_deref()
    }

    /// Who rolled.
    #[getter]
    fn speaker<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.roll.speaker)
    }

    /// Who may see it: `public`, `gm_only`, `blind`, `self`.
    #[getter]
    fn visibility(&self) -> &'static str {
        self.0.roll.visibility.as_str()
    }

    /// Where in the message it stood.
    #[getter]
    fn origin<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.roll.origin)
    }

    /// Named facts for the rules of the game system.
    #[getter]
    fn hints<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.roll.hints)
    }

    /// When the tabletop says it happened; RFC 3339.
    #[getter]
    fn rolled_at(&self) -> Option<String> {
        self.0.roll.rolled_at.map(|moment| moment.to_string())
    }

    /// What the rules concluded.
    #[getter]
    fn verdict(&self) -> Verdict {
        Verdict::new(self.0.verdict.clone())
    }

    /// The game system whose rules were asked for.
    #[getter]
    fn system(&self) -> &str {
        self.0.system.as_str()
    }

    /// The roll as the wire has it, in camelCase.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &*self.0)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __repr__(&self) -> String {
        let roll = &self.0.roll;
        let label = self.0.verdict.label.as_deref();
        format!(
            "Roll({:?}, {:?}, total={}, label={})",
            roll.vtt_roll_id,
            roll.formula,
            roll.total.map_or_else(|| "None".to_owned(), |total| total.to_string()),
            label.map_or_else(|| "None".to_owned(), |label| json!(label).to_string()),
        )
    }
}

fn number(py: Python<'_>, number: Number) -> PyResult<Bound<'_, PyAny>> {
    match number.as_integer() {
        Some(integer) => integer.into_bound_py_any(py),
        None => number.value().into_bound_py_any(py),
    }
}
