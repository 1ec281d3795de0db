//! Python values in, Python values out.

use pyo3::{
    Bound, PyAny, PyResult, Python,
    types::{PyAnyMethods, PyModule},
};
use serde::Serialize;

/// Plain dicts, lists, texts and numbers from what core answered.
pub(crate) fn plain<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    PyModule::import(py, "json")?.call_method1("loads", (text,))
}
