//! Python values in, Python values out.

use pyo3::{
    Bound, PyAny, PyResult, Python,
    pybacked::PyBackedBytes,
    types::{IntoPyDict as _, PyAnyMethods, PyModule, PyString, PyStringMethods},
};
use serde::Serialize;

/// Plain dicts, lists, texts and numbers from what core answered.
pub(crate) fn plain<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    let text = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    PyModule::import(py, "json")?.call_method1("loads", (text,))
}

/// The bytes of a message: JSON text and bytes as they are, anything else as its JSON.
///
/// What has no JSON raises what `json.dumps` raises; half a surrogate pair becomes bytes that are
/// no UTF-8, which every reader refuses with its own code.
pub(crate) fn bytes_of(value: &Bound<'_, PyAny>) -> PyResult<Vec<u8>> {
    if let Ok(bytes) = value.extract::<PyBackedBytes>() {
        return Ok(bytes.to_vec());
    }
    if let Ok(text) = value.cast::<PyString>() {
        return utf8(text);
    }
    let py = value.py();
    let options = [("ensure_ascii", false)].into_py_dict(py)?;
    let text = PyModule::import(py, "json")?.call_method("dumps", (value,), Some(&options))?;
    utf8(text.cast::<PyString>()?)
}

fn utf8(text: &Bound<'_, PyString>) -> PyResult<Vec<u8>> {
    match text.to_cow() {
        Ok(text) => Ok(text.into_owned().into_bytes()),
        Err(_) => text.call_method1("encode", ("utf-8", "surrogatepass"))?.extract(),
    }
}
