//! Errors cross as `Error` objects with a `code`.

use napi::Error;

/// What is thrown: napi puts the status of an error into the property `code`.
pub(crate) type Failure = Error<String>;

/// The codes that only this side of the border has.
pub(crate) const OWN_CODES: [&str; 2] = ["engine.unavailable", "random.unavailable"];

/// An error of core as it is thrown.
pub(crate) fn failure(error: impl Into<tumulte_core::Error>) -> Failure {
    let error = error.into();
    Error::new(error.code().to_owned(), error.to_string())
}

/// The operating system has no random bytes.
pub(crate) fn random_unavailable(error: getrandom::Error) -> Failure {
    let message = format!("expected random bytes from the operating system: {error}");
    Error::new("random.unavailable".to_owned(), message)
}

/// A failure of Node-API itself: the engine is shutting down or out of memory.
pub(crate) fn engine_unavailable(error: Error) -> Failure {
    Error::new("engine.unavailable".to_owned(), error.reason)
}
