//! Rule sets, and what the functions that judge take as rules.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    sync::Arc,
};

use pyo3::{
    Borrowed, Bound, FromPyObject, PyAny, PyErr, PyResult, Python, intern, pyclass, pymethods,
    types::{PyAnyMethods, PyType},
};
use tumulte_core::{
    model::SystemId,
    systems::{self, Catalog, RuleError, System, SystemsError},
};

use crate::{
    convert::{Raw, plain, shown},
    error::exception,
    systems::{explained, judged},
    verdict::Verdict,
};

/// The rules of one table: a game system, what is different there, or rules of one's own.
///
/// It is read and prepared once, and judges as often as you like.
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct RuleSet(pub(crate) Arc<Prepared>);

/// A rule set with its rules, ready to judge.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) rules: systems::RuleSet,
    pub(crate) system: System,
}

impl Prepared {
    fn new(rules: systems::RuleSet) -> Result<Arc<Self>, RuleError> {
        let system = rules.prepare(Catalog::built_in())?;
        Ok(Arc::new(Self { rules, system }))
    }
}

/// A game system by its id, or a rule set.
#[derive(Clone)]
pub(crate) enum Rules {
    Id(SystemId),
    Set(Arc<Prepared>),
}

impl Rules {
    /// The rules that judge.
    pub(crate) fn system(&self) -> &System {
        match self {
            Self::Id(id) => Catalog::built_in().resolve(id),
            Self::Set(set) => &set.system,
        }
    }

    /// The game system as it was named.
    pub(crate) fn id(&self) -> &SystemId {
        match self {
            Self::Id(id) => id,
            Self::Set(set) => &set.rules.system,
        }
    }
}

/// No system is one nobody knows: the fallback rules judge.
impl Default for Rules {
    fn default() -> Self {
        Self::Id(SystemId::new(""))
    }
}

impl<'py> FromPyObject<'_, 'py> for Rules {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match given.cast::<RuleSet>() {
            Ok(set) => Ok(Self::Set(Arc::clone(&set.get().0))),
            Err(_) => Ok(Self::Id(SystemId::new(given.extract::<String>()?))),
        }
    }
}

#[pymethods]
impl RuleSet {
    #[classattr]
    const fn __match_args__() -> (&'static str,) {
        ("system",)
    }

    /// Reads a rule set from TOML or JSON: `system`, `overrides`, `rules`.
    ///
    /// Raises `SystemsError` (`rule.*`), whose `location` is the place in the text.
    #[staticmethod]
    fn load(py: Python<'_>, text: &str) -> PyResult<Self> {
        let catalog = Catalog::built_in();
        let rules = if text.trim_start().starts_with('{') {
            systems::RuleSet::from_json(text, catalog)
        } else {
            systems::RuleSet::from_toml(text, catalog)
        };
        Self::prepared(py, rules)
    }

    /// The rules of a game system as they are; those of the fallback for an unknown one.
    #[staticmethod]
    fn of(py: Python<'_>, system: &str) -> PyResult<Self> {
        Self::prepared(py, Ok(systems::RuleSet::new(system)))
    }

    /// The game system as the tabletop names it.
    #[getter]
    fn system(&self) -> &str {
        self.0.rules.system.as_str()
    }

    /// Judges one roll, as the function `judge` does.
    fn judge(&self, py: Python<'_>, input: &Bound<'_, PyAny>) -> PyResult<Verdict> {
        judged(py, &Rules::Set(Arc::clone(&self.0)), input)
    }

    /// Judges one roll and says why, as the function `explain` does.
    fn explain(&self, py: Python<'_>, input: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
        explained(py, &Rules::Set(Arc::clone(&self.0)), input)
    }

    /// The rule set as plain data: `system`, and `overrides` and `rules` where there are any.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(py, &self.0.rules)
    }

    /// The rule set of what `to_dict` gave.
    ///
    /// Raises `SystemsError` (`rule.*`).
    #[classmethod]
    fn from_dict(cls: &Bound<'_, PyType>, data: &Bound<'_, PyAny>) -> PyResult<Self> {
        let raw = Raw::of(data)?;
        let text = String::from_utf8_lossy(raw.bytes());
        Self::prepared(cls.py(), systems::RuleSet::from_json(&text, Catalog::built_in()))
    }

    fn __reduce__<'py>(
        slf: &Bound<'py, Self>,
    ) -> PyResult<(Bound<'py, PyAny>, (Bound<'py, PyAny>,))> {
        let from_dict = slf.get_type().getattr(intern!(slf.py(), "from_dict"))?;
        Ok((from_dict, (slf.get().to_dict(slf.py())?,)))
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0.rules == other.0.rules
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        (self.system(), &self.0.rules.rules).hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let rules = &self.0.rules;
        let mut parts = vec![shown(py, self.system())?];
        parts.extend(rules.overrides.iter().map(|(name, value)| format!("{name} = {value}")));
        parts.extend(rules.rules.as_ref().map(|_| "own rules".to_owned()));
        Ok(format!("<RuleSet {}>", parts.join(", ")))
    }
}

impl RuleSet {
    fn prepared(py: Python<'_>, rules: Result<systems::RuleSet, RuleError>) -> PyResult<Self> {
        let prepared = rules.and_then(Prepared::new);
        prepared.map(Self).map_err(|error| exception(py, SystemsError::from(error)))
    }
}
