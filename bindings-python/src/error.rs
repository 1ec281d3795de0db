//! Errors cross as exceptions with a `code`.

use pyo3::{
    PyErr, PyTypeInfo, Python, create_exception, exceptions::PyException, types::PyAnyMethods,
};
use tumulte_core::pairing;

create_exception!(
    tumulte,
    TumulteError,
    PyException,
    "Something Tumulte refuses; `code` says what."
);
create_exception!(tumulte, PairingError, TumulteError, "A pairing offer or claim that is refused.");

fn raise<E: PyTypeInfo>(py: Python<'_>, code: &'static str, message: String) -> PyErr {
    let error = PyErr::from_type(py.get_type::<E>(), message);
    match error.value(py).setattr("code", code) {
        Ok(()) => error,
        Err(error) => error,
    }
}

/// An error of core as the exception of its area.
pub(crate) trait IntoException {
    fn into_exception(self, py: Python<'_>) -> PyErr;
}

impl IntoException for pairing::PairingError {
    fn into_exception(self, py: Python<'_>) -> PyErr {
        raise::<PairingError>(py, self.code(), self.to_string())
    }
}

impl IntoException for getrandom::Error {
    fn into_exception(self, py: Python<'_>) -> PyErr {
        let message = format!("expected random bytes from the operating system: {self}");
        raise::<TumulteError>(py, "random.unavailable", message)
    }
}
