//! Python values in, Python values out.

mod json;
mod object;

use pyo3::{
    Bound, IntoPyObjectExt as _, Py, PyAny, PyResult, Python,
    exceptions::PyValueError,
    pybacked::{PyBackedBytes, PyBackedStr},
    sync::PyOnceLock,
    types::{
        PyAnyMethods, PyByteArray, PyBytes, PyMemoryView, PyModule, PyString, PyStringMethods,
    },
};
use serde::{Serialize, de::DeserializeOwned};
use tumulte_core::model::Number;

/// Plain dicts, lists, texts and numbers from what core answered.
pub(crate) fn plain<'py>(py: Python<'py>, value: &impl Serialize) -> PyResult<Bound<'py, PyAny>> {
    value.serialize(object::Builder::new(py)).map_err(object::Failure::into_exception)
}

/// What core answered as an instance of a dataclass of the package, through its `from_dict`.
pub(crate) fn record<'py>(
    py: Python<'py>,
    class: &str,
    value: &impl Serialize,
) -> PyResult<Bound<'py, PyAny>> {
    package(py)?.getattr(class)?.call_method1("from_dict", (plain(py, value)?,))
}

/// The package whose compiled half this is.
pub(crate) fn package(py: Python<'_>) -> PyResult<&Bound<'_, PyModule>> {
    static PACKAGE: PyOnceLock<Py<PyModule>> = PyOnceLock::new();
    let module = PACKAGE.get_or_try_init(py, || PyModule::import(py, "tumulte").map(Into::into))?;
    Ok(module.bind(py))
}

/// A number of core: an `int` when it is one, else a `float`.
pub(crate) fn number(py: Python<'_>, number: Number) -> PyResult<Bound<'_, PyAny>> {
    match number.as_integer() {
        Some(integer) => integer.into_bound_py_any(py),
        None => number.value().into_bound_py_any(py),
    }
}

/// What a caller of Python writes to `to_dict()` comes back as a value of core.
pub(crate) fn from_dict<T: DeserializeOwned>(value: &Bound<'_, PyAny>) -> PyResult<T> {
    serde_json::from_slice(&json::written(value)?)
        .map_err(|error| PyValueError::new_err(error.to_string()))
}

/// Text or bytes of a caller, held without a copy while the interpreter may run other threads.
#[derive(Debug)]
pub(crate) enum Raw {
    Bytes(PyBackedBytes),
    Text(PyBackedStr),
    Written(Vec<u8>),
}

impl Raw {
    /// JSON text and bytes as they are, anything else as its JSON.
    ///
    /// Half a surrogate pair becomes bytes that are no UTF-8, which every reader refuses with its
    /// own code.
    pub(crate) fn of(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Some(text) = Self::of_text(value)? {
            return Ok(text);
        }
        json::written(value).map(Self::Written)
    }

    /// Text or bytes; none for anything else.
    pub(crate) fn of_text(value: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        if value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyByteArray>() {
            return Ok(Some(Self::Bytes(value.extract()?)));
        }
        if let Ok(text) = value.cast::<PyString>() {
            return utf8(text).map(Some);
        }
        if value.is_instance_of::<PyMemoryView>() {
            let bytes = value.call_method0("tobytes")?;
            return Ok(Some(Self::Bytes(bytes.extract()?)));
        }
        Ok(None)
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Text(text) => text.as_bytes(),
            Self::Written(bytes) => bytes,
        }
    }
}

fn utf8(text: &Bound<'_, PyString>) -> PyResult<Raw> {
    if let Ok(text) = PyBackedStr::try_from(text.clone()) {
        return Ok(Raw::Text(text));
    }
    let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
    Ok(Raw::Bytes(bytes.extract()?))
}

/// A text as Python shows it: `'Mira'`.
pub(crate) fn shown(py: Python<'_>, text: &str) -> PyResult<String> {
    Ok(PyString::new(py, text).repr()?.to_cow()?.into_owned())
}

/// As [`shown`]; `None` for none.
pub(crate) fn shown_option(py: Python<'_>, text: Option<&str>) -> PyResult<String> {
    text.map_or_else(|| Ok("None".to_owned()), |text| shown(py, text))
}
