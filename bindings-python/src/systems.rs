//! The rules of the game systems.

use std::sync::Arc;

use pyo3::{
    Bound, PyAny, PyResult, Python, intern, pyfunction,
    types::{PyAnyMethods, PyList, PyListMethods},
};
use tumulte_core::{
    model,
    sync::JudgedRoll,
    systems::{Catalog, JudgeInput, SystemsError, preview as changes},
};

use crate::{
    convert::{Raw, package, record},
    error::{exception, object},
    result::RollResult,
    roll::Roll,
    rules::{RuleSet, Rules},
    verdict::Verdict,
};

/// Something to be judged, taken over from Python.
enum Given {
    Roll(Arc<JudgedRoll>),
    Input(JudgeInput),
    Raw(Raw),
}

impl Given {
    fn of(py: Python<'_>, input: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(roll) = input.cast::<Roll>() {
            return Ok(Self::Roll(Arc::clone(&roll.get().0)));
        }
        if let Ok(rolled) = input.cast::<RollResult>() {
            let rolled = rolled.get();
            let input = JudgeInput::new(rolled.to_dice(py)?);
            return Ok(Self::Input(JudgeInput { total: Some(rolled.number()), ..input }));
        }
        Raw::of(input).map(Self::Raw)
    }

    fn input(self) -> Result<JudgeInput, SystemsError> {
        match self {
            Self::Roll(judged) => Ok(JudgeInput::from_roll(&judged.roll)),
            Self::Input(input) => Ok(input),
            Self::Raw(raw) => JudgeInput::from_json(&String::from_utf8_lossy(raw.bytes())),
        }
    }
}

fn verdict(rules: &Rules, input: &JudgeInput) -> Result<model::Verdict, SystemsError> {
    match rules {
        Rules::Id(id) => tumulte_core::systems::judge(id.as_str(), input),
        Rules::Set(set) => Ok(set.system.judge(input)),
    }
}

/// Judges one roll by the rules of a game system, or by a rule set.
///
/// An unknown system is judged by the fallback rules. Raises `SystemsError`
/// (`systems.malformed_input`, `systems.too_many_dice`).
#[pyfunction]
#[pyo3(signature = (system, input))]
#[expect(clippy::needless_pass_by_value, reason = "what is taken over from Python is owned")]
pub(crate) fn judge(py: Python<'_>, system: Rules, input: &Bound<'_, PyAny>) -> PyResult<Verdict> {
    judged(py, &system, input)
}

pub(crate) fn judged(py: Python<'_>, rules: &Rules, input: &Bound<'_, PyAny>) -> PyResult<Verdict> {
    let judged = Given::of(py, input)?.input().and_then(|input| verdict(rules, &input));
    judged.map(Verdict::new).map_err(|error| exception(py, error))
}

/// Judges many rolls at once, while other threads run.
///
/// What can't be judged is a `SystemsError` in its place of the list; nothing else is lost.
#[pyfunction]
#[pyo3(signature = (system, inputs))]
#[expect(clippy::needless_pass_by_value, reason = "what is taken over from Python is owned")]
pub(crate) fn judge_many<'py>(
    py: Python<'py>,
    system: Rules,
    inputs: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyList>> {
    let given = inputs.try_iter()?.map(|input| Given::of(py, &input?));
    let given: Vec<Given> = given.collect::<PyResult<_>>()?;
    let judge = |given: Given| verdict(&system, &given.input()?);
    let verdicts: Vec<_> = py.detach(|| given.into_iter().map(judge).collect());
    let list = PyList::empty(py);
    for verdict in verdicts {
        match verdict {
            Ok(verdict) => list.append(Bound::new(py, Verdict::new(verdict))?)?,
            Err(error) => list.append(object(py, &error.into())?)?,
        }
    }
    Ok(list)
}

/// Judges one roll and says why, for people: which rule held, on what values, by which dice.
///
/// None when no rule held. Raises as `judge` does.
#[pyfunction]
#[pyo3(signature = (system, input))]
#[expect(clippy::needless_pass_by_value, reason = "what is taken over from Python is owned")]
pub(crate) fn explain(
    py: Python<'_>,
    system: Rules,
    input: &Bound<'_, PyAny>,
) -> PyResult<Option<String>> {
    explained(py, &system, input)
}

pub(crate) fn explained(
    py: Python<'_>,
    rules: &Rules,
    input: &Bound<'_, PyAny>,
) -> PyResult<Option<String>> {
    let explain = |input: JudgeInput| Ok(verdict(rules, &input)?.explain(&input.dice));
    Given::of(py, input)?.input().and_then(explain).map_err(|error| exception(py, error))
}

/// Lists the game systems this version has rules for.
#[pyfunction]
pub(crate) fn systems(py: Python<'_>) -> PyResult<Vec<Bound<'_, PyAny>>> {
    let summaries = Catalog::built_in().summaries();
    summaries.iter().map(|summary| record(py, "GameSystem", summary)).collect()
}

/// What other rules would make of rolls: those that come out differently.
///
/// `before` is a game system or a rule set; without it, the built-in rules of the system that `rules`
/// names. Raises `SystemsError` for an input that can't be judged.
#[pyfunction]
#[pyo3(signature = (rules, rolls, before=None))]
pub(crate) fn preview<'py>(
    py: Python<'py>,
    rules: &Bound<'py, RuleSet>,
    rolls: &Bound<'py, PyAny>,
    before: Option<Rules>,
) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let after = Rules::Set(Arc::clone(&rules.get().0));
    let before = before.unwrap_or_else(|| Rules::Id(after.id().clone()));
    let given = rolls.try_iter()?.map(|roll| Given::of(py, &roll?));
    let given: Vec<Given> = given.collect::<PyResult<_>>()?;
    let changes = py.detach(|| {
        let inputs = given.into_iter().map(Given::input);
        let inputs: Vec<JudgeInput> = inputs.collect::<Result<_, SystemsError>>()?;
        Ok(changes(before.system(), after.system(), &inputs))
    });
    let changes = changes.map_err(|error: SystemsError| exception(py, error))?;
    let class = package(py)?.getattr(intern!(py, "Change"))?;
    let told = changes.into_iter().map(|change| {
        let before = Bound::new(py, Verdict::new(change.before))?;
        class.call1((change.place, before, Bound::new(py, Verdict::new(change.after))?))
    });
    told.collect()
}
