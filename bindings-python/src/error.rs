//! Errors cross as exceptions with a `code`.

use pyo3::{
    PyErr, PyTypeInfo, Python, create_exception, exceptions::PyException, types::PyAnyMethods,
};
use tumulte_core::Error;

create_exception!(
    tumulte,
    TumulteError,
    PyException,
    "Something Tumulte refuses; `code` says what."
);
create_exception!(tumulte, PairingError, TumulteError, "A pairing offer or claim is refused.");
create_exception!(tumulte, TokenError, TumulteError, "A session or refresh token is refused.");
create_exception!(tumulte, VttError, TumulteError, "A tabletop's message can't be read.");
create_exception!(
    tumulte,
    SystemsError,
    TumulteError,
    "A roll can't be judged, or a rule can't be read."
);

/// The code that only this side of the border has.
pub(crate) const OWN_CODE: &str = "random.unavailable";

fn raise<E: PyTypeInfo>(py: Python<'_>, code: &'static str, message: String) -> PyErr {
    let error = PyErr::from_type(py.get_type::<E>(), message);
    match error.value(py).setattr("code", code) {
        Ok(()) => error,
        Err(error) => error,
    }
}

/// An error of core as the exception of its area.
pub(crate) fn exception(py: Python<'_>, error: impl Into<Error>) -> PyErr {
    let error = error.into();
    let (code, message) = (error.code(), error.to_string());
    match error {
        Error::Pairing(_) => raise::<PairingError>(py, code, message),
        Error::Token(_) => raise::<TokenError>(py, code, message),
        Error::Vtt(_) => raise::<VttError>(py, code, message),
        Error::Systems(_) => raise::<SystemsError>(py, code, message),
        _ => raise::<TumulteError>(py, code, message),
    }
}

/// The operating system has no random bytes.
pub(crate) fn random_unavailable(py: Python<'_>, error: getrandom::Error) -> PyErr {
    let message = format!("expected random bytes from the operating system: {error}");
    raise::<TumulteError>(py, OWN_CODE, message)
}
