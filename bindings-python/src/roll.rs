//! Messages of tabletops in, judged rolls out.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use pyo3::{
    Bound, Py, PyAny, PyResult, Python, intern, pyclass, pyfunction, pymethods,
    sync::PyOnceLock,
    types::{PyAnyMethods, PyList, PyListMethods, PyTuple, PyType},
};
use tumulte_core::{
    model::VttKind,
    sync::{JudgedRoll, judge_message, judge_message_by},
    vtt::{
        MessageContext, VttError,
        document::{Piece, Splitter},
        read_actor,
    },
};

use crate::{
    convert::{Raw, number, plain, record, shown, shown_option},
    die::Dice,
    error::{exception, object},
    rules::Rules,
    verdict::Verdict,
};

/// From so many bytes on, other threads run while a message is read.
const LONG: usize = 64 * 1024;

/// Reads every roll of a tabletop's message and judges each by the rules of the game system.
///
/// `raw` is the message as dict, JSON text or bytes; `system` an id or a `RuleSet`. Without one, or
/// with an unknown one, the fallback rules judge. Raises `VttError` (`vtt.*`, `roll.*`) when the
/// message can't be read.
#[pyfunction]
#[pyo3(signature = (vtt, raw, system=None, actor=None))]
pub(crate) fn parse_message<'py>(
    py: Python<'py>,
    vtt: &str,
    raw: &Bound<'py, PyAny>,
    system: Option<Rules>,
    actor: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyList>> {
    let actor = actor.map(Raw::of).transpose()?;
    let raw = Raw::of(raw)?;
    let rules = system.unwrap_or_default();
    let read = || {
        let actor = actor.map(|actor| read_actor(actor.bytes())).transpose()?;
        let context = MessageContext::new(rules.id().clone()).with_actor(actor);
        read(&rules, &VttKind::from(vtt.to_owned()), raw.bytes(), &context)
    };
    let rolls = if raw.bytes().len() < LONG { read() } else { py.detach(read) };
    listed(py, rolls.map_err(|error| exception(py, error))?)
}

/// Reads many messages at once, while other threads run.
///
/// `raws` is a list of them, or the text or bytes of a whole dump (a JSON array, JSON lines, a log),
/// which is cut into its messages. A message that can't be read is a `VttError` in its place of the
/// list; nothing else is lost.
#[pyfunction]
#[pyo3(signature = (vtt, raws, system=None))]
pub(crate) fn parse_messages<'py>(
    py: Python<'py>,
    vtt: &str,
    raws: &Bound<'py, PyAny>,
    system: Option<Rules>,
) -> PyResult<Bound<'py, PyList>> {
    let rules = system.unwrap_or_default();
    let kind = VttKind::from(vtt.to_owned());
    let context = MessageContext::new(rules.id().clone());
    let readings: Vec<_> = if let Some(dump) = Raw::of_text(raws)? {
        py.detach(|| {
            let mut splitter = Splitter::new(&kind);
            let mut pieces = splitter.push(dump.bytes());
            pieces.extend(splitter.finish());
            let read_piece = |piece: Piece| {
                let context = context.clone().with_occurrence(piece.occurrence);
                read(&rules, &kind, &piece.content?, &context)
            };
            pieces.into_iter().map(read_piece).collect()
        })
    } else {
        let raws: Vec<Raw> = raws.try_iter()?.map(|raw| Raw::of(&raw?)).collect::<PyResult<_>>()?;
        py.detach(|| raws.iter().map(|raw| read(&rules, &kind, raw.bytes(), &context)).collect())
    };
    let list = PyList::empty(py);
    for reading in readings {
        match reading {
            Ok(rolls) => list.append(listed(py, rolls)?)?,
            Err(error) => list.append(object(py, &error.into())?)?,
        }
    }
    Ok(list)
}

fn read(
    rules: &Rules,
    kind: &VttKind,
    raw: &[u8],
    context: &MessageContext,
) -> Result<Vec<JudgedRoll>, VttError> {
    match rules {
        Rules::Id(_) => judge_message(kind, raw, context),
        Rules::Set(set) => judge_message_by(&set.system, kind, raw, context),
    }
}

fn listed(py: Python<'_>, rolls: Vec<JudgedRoll>) -> PyResult<Bound<'_, PyList>> {
    let rolls: Vec<_> = rolls
        .into_iter()
        .map(|judged| Bound::new(py, Roll::new(judged)))
        .collect::<PyResult<_>>()?;
    PyList::new(py, rolls)
}

/// One roll as the tabletop told it, judged. Its parts become Python objects when they are asked for.
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct Roll(pub(crate) Arc<JudgedRoll>, PyOnceLock<Py<PyTuple>>);

impl Roll {
    fn new(judged: JudgedRoll) -> Self {
        Self(Arc::new(judged), PyOnceLock::new())
    }
}

#[pymethods]
impl Roll {
    #[classattr]
    const fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("formula", "total", "verdict")
    }

    /// The tabletop's own identity of this roll, the same after every resend: `messageId#0`.
    #[getter]
    fn vtt_roll_id(&self) -> &str {
        &self.0.roll.vtt_roll_id
    }

    /// The formula as it was rolled: `2d20kh1 + 7`.
    #[getter]
    fn formula(&self) -> &str {
        &self.0.roll.formula
    }

    /// The total the tabletop gave: an `int` when it is one; none where it gave none.
    #[getter]
    fn total<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.0.roll.total.map(|total| number(py, total)).transpose()
    }

    /// Every die in reading order, dropped and rerolled ones included.
    #[getter]
    fn dice(&self, py: Python<'_>) -> PyResult<Py<PyTuple>> {
        let dice = || Dice::Roll(Arc::clone(&self.0)).tuple(py);
        Ok(self.1.get_or_try_init(py, dice)?.clone_ref(py))
    }

    /// Whether the dice add up to the total, or why not.
    #[getter]
    fn total_check<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        record(py, "TotalCheck", &self.0.roll.total_check)
    }

    /// What kind of roll it is in words of the game system: `attack`, `save` …
    #[getter]
    fn roll_type(&self) -> Option<&str> {
        self.0.roll.roll_type.as_deref()
    }

    /// The text the table shows beside it.
    #[getter]
    fn flavor(&self) -> Option<&str> {
        self.0.roll.flavor.as_deref()
    }

    /// Who rolled, as the message names them.
    #[getter]
    fn speaker<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        record(py, "Speaker", &self.0.roll.speaker)
    }

    /// Who may see it: `public`, `gm_only`, `blind`, `self`.
    #[getter]
    fn visibility(&self) -> &'static str {
        self.0.roll.visibility.as_str()
    }

    /// Where in the message it stood: `message`, `inline`, `card`.
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
        Verdict::of(Arc::clone(&self.0))
    }

    /// The game system that judged, as the tabletop names it.
    #[getter]
    fn system(&self) -> &str {
        self.0.system.as_str()
    }

    /// Says why the verdict is what it is: which rule held, on what values, by which dice.
    fn explain(&self) -> Option<String> {
        self.0.verdict.explain(&self.0.roll.dice)
    }

    /// The roll as the wire has it, in camelCase.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &*self.0)
    }

    /// The roll of what `to_dict` gave.
    ///
    /// Raises `VttError` (`vtt.malformed`) for what is none.
    #[classmethod]
    fn from_dict(cls: &Bound<'_, PyType>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let raw = Raw::of(data)?;
        let judged: Result<JudgedRoll, _> = serde_json::from_slice(raw.bytes());
        judged.map(Self::new).map_err(|error| {
            let found = error.to_string();
            exception(cls.py(), VttError::Malformed { expected: "a judged roll", found })
        })
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let from_dict = slf.get_type().getattr(intern!(slf.py(), "from_dict"))?;
        Ok((from_dict, (slf.get().to_dict(slf.py())?,)))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.vtt_roll_id(), self.formula(), self.system()).hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let roll = &self.0.roll;
        Ok(format!(
            "Roll(vtt_roll_id={}, formula={}, total={}, label={})",
            shown(py, &roll.vtt_roll_id)?,
            shown(py, &roll.formula)?,
            roll.total.map_or_else(|| "None".to_owned(), |total| total.to_string()),
            shown_option(py, self.0.verdict.label.as_deref())?,
        ))
    }
}
