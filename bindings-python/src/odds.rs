//! How likely each total is.

use std::sync::Arc;

use pyo3::{
    Bound, IntoPyObjectExt as _, PyAny, PyResult, Python, intern, pyclass, pymethods,
    types::{PyAnyMethods, PyDict, PyDictMethods},
};
use tumulte_core::{
    dice::{self, Exactness, Rarity, SeededDice, Side},
    model::Number,
};

use crate::{
    convert::{number, package, shown},
    error::refusal,
    formula::Formula,
    source::Parsed,
};

/// How odds came about, so that a copy comes about in the same way.
#[derive(Clone, Copy)]
pub(crate) enum Origin {
    Exact,
    Sampled { throws: u32, seed: u64 },
}

/// What a formula can come to, and how likely each total is.
#[pyclass(frozen, module = "tumulte")]
pub(crate) struct Odds {
    distribution: dice::Odds,
    parsed: Arc<Parsed>,
    origin: Origin,
}

impl Odds {
    pub(crate) fn of(py: Python<'_>, parsed: &Arc<Parsed>, origin: Origin) -> PyResult<Self> {
        let formula = &parsed.formula;
        let odds = py.detach(|| match origin {
            Origin::Exact => formula.odds(),
            Origin::Sampled { throws, seed } => {
                formula.approximate_odds(&mut SeededDice::new(seed), throws)
            }
        });
        let odds = odds.map_err(|error| refusal(py, error, parsed.text()))?;
        Ok(Self { distribution: odds, parsed: Arc::clone(parsed), origin })
    }
}

/// A rarity as the dataclass of the package.
pub(crate) fn told_rarity(py: Python<'_>, rarity: Rarity) -> PyResult<Bound<'_, PyAny>> {
    let side = match rarity.side() {
        Side::High => "high",
        Side::Low => "low",
    };
    let told =
        (rarity.exactly(), rarity.at_least_as_extreme(), side, rarity.one_in(), rarity.to_string());
    package(py)?.getattr(intern!(py, "Rarity"))?.call1(told)
}

#[pymethods]
impl Odds {
    /// How far the probabilities can be trusted: `exact` (counted), `rounded`, `bounded` (a tail that
    /// never ends was cut off) or `sampled` (rolled many times).
    #[getter]
    const fn exactness(&self) -> &'static str {
        match self.distribution.exactness() {
            Exactness::Exact => "exact",
            Exactness::Rounded { .. } => "rounded",
            Exactness::Bounded { .. } => "bounded",
            _ => "sampled",
        }
    }

    /// The average total.
    #[getter]
    fn mean(&self) -> f64 {
        self.distribution.mean()
    }

    /// The average squared distance from the mean.
    #[getter]
    fn variance(&self) -> f64 {
        self.distribution.variance()
    }

    /// The standard deviation.
    #[getter]
    fn deviation(&self) -> f64 {
        self.distribution.deviation()
    }

    /// The lowest total.
    #[getter]
    fn min<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        number(py, Number::new(self.distribution.min()))
    }

    /// The highest total; of an explosion the highest that was not cut off.
    #[getter]
    fn max<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        number(py, Number::new(self.distribution.max()))
    }

    /// The probability of exactly this total.
    fn p(&self, total: f64) -> f64 {
        self.distribution.p(total)
    }

    /// The probability of this total or a higher one.
    fn p_at_least(&self, total: f64) -> f64 {
        self.distribution.p_at_least(total)
    }

    /// The probability of this total or a lower one.
    fn p_at_most(&self, total: f64) -> f64 {
        self.distribution.p_at_most(total)
    }

    /// The lowest total that at least `percent` of all rolls don't exceed; 50 is the median.
    fn percentile<'py>(&self, py: Python<'py>, percent: f64) -> PyResult<Bound<'py, PyAny>> {
        number(py, Number::new(self.distribution.percentile(percent)))
    }

    /// Every possible total in rising order, and its probability.
    fn distribution<'py>(&self, py: Python<'py>) -> PyResult<Vec<(Bound<'py, PyAny>, f64)>> {
        let pair = |(total, p)| Ok((number(py, Number::new(total))?, p));
        self.distribution.iter().map(pair).collect()
    }

    /// How rare this total is: `rarity(40).text` is `1 in 400`.
    fn rarity<'py>(&self, py: Python<'py>, total: f64) -> PyResult<Bound<'py, PyAny>> {
        told_rarity(py, self.distribution.rarity(total))
    }

    /// The odds as plain data: `exactness`, `mean`, `deviation`, `distribution`.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        dict.set_item(intern!(py, "exactness"), self.exactness())?;
        dict.set_item(intern!(py, "mean"), self.mean())?;
        dict.set_item(intern!(py, "deviation"), self.deviation())?;
        dict.set_item(intern!(py, "distribution"), self.distribution(py)?)?;
        Ok(dict)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let (py, odds) = (slf.py(), slf.get());
        let formula = Bound::new(py, Formula(Arc::clone(&odds.parsed)))?;
        let class = formula.get_type();
        match odds.origin {
            Origin::Exact => {
                Ok((class.getattr(intern!(py, "odds"))?, (formula,).into_bound_py_any(py)?))
            }
            Origin::Sampled { throws, seed } => Ok((
                class.getattr(intern!(py, "approximate_odds"))?,
                (formula, throws, seed).into_bound_py_any(py)?,
            )),
        }
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.distribution == other.distribution
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        let text = shown(py, &self.parsed.formula.to_string())?;
        Ok(format!(
            "<Odds of {text}: {} to {}, mean {}, {}>",
            Number::new(self.distribution.min()),
            Number::new(self.distribution.max()),
            self.distribution.mean(),
            self.exactness(),
        ))
    }
}
