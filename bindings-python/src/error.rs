//! Errors cross as exceptions of their area, with `code`, `message` and `span`.

use pyo3::{
    Bound, IntoPyObject, PyAny, PyErr, PyResult, Python, types::PyAnyMethods, types::PyTuple,
};
use tumulte_core::{Error, dice::DiceError, systems::SystemsError};

use crate::convert::package;

/// The code that only this side of the border has.
pub(crate) const OWN_CODE: &str = "random.unavailable";

/// An error of core as the exception of its area.
pub(crate) fn exception(py: Python<'_>, error: impl Into<Error>) -> PyErr {
    raised(object(py, &error.into()))
}

/// An error of a formula, whose place is told in characters of its text.
pub(crate) fn refusal(py: Python<'_>, error: DiceError, text: &str) -> PyErr {
    raised(refusal_object(py, error, text))
}

/// The operating system has no random bytes.
pub(crate) fn random_unavailable(py: Python<'_>, error: getrandom::Error) -> PyErr {
    let message = format!("expected random bytes from the operating system: {error}");
    raised(made(py, "TumulteError", (message, OWN_CODE)))
}

/// As [`exception`], not raised: batches have it in its place.
pub(crate) fn object<'py>(py: Python<'py>, error: &Error) -> PyResult<Bound<'py, PyAny>> {
    let (code, message) = (error.code(), error.to_string());
    match error {
        Error::Dice(error) => refusal_object(py, error.clone(), ""),
        Error::Pairing(_) => made(py, "PairingError", (message, code)),
        Error::Token(_) => made(py, "TokenError", (message, code)),
        Error::Vtt(_) => made(py, "VttError", (message, code)),
        Error::Systems(SystemsError::Rule(error)) => {
            let location = error.location().map(|place| (place.line, place.column));
            made(py, "SystemsError", (message, code, py.None(), location))
        }
        Error::Systems(_) => made(py, "SystemsError", (message, code)),
        _ => made(py, "TumulteError", (message, code)),
    }
}

/// As [`refusal`], not raised.
pub(crate) fn refusal_object<'py>(
    py: Python<'py>,
    error: DiceError,
    text: &str,
) -> PyResult<Bound<'py, PyAny>> {
    let error = error.in_text(text);
    let span = error.span();
    let characters = |end: usize| text.get(..end).map_or(end, |before| before.chars().count());
    let span = (characters(span.start), characters(span.end));
    let told = (error.to_string(), error.code(), span);
    let (message, code, span) = told;
    made(py, "DiceError", (message, code, span, error.expected(), error.hint(), error.render()))
}

fn made<'py>(
    py: Python<'py>,
    class: &str,
    arguments: impl IntoPyObject<'py, Target = PyTuple, Output = Bound<'py, PyTuple>, Error = PyErr>,
) -> PyResult<Bound<'py, PyAny>> {
    package(py)?.getattr(class)?.call1(arguments.into_pyobject(py)?)
}

fn raised(made: PyResult<Bound<'_, PyAny>>) -> PyErr {
    match made {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}
