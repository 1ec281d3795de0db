//! Errors cross as `Error` objects with a `code`.

use napi::Error;
use tumulte_core::pairing::PairingError;

/// What is thrown: napi puts the status of an error into the property `code`.
pub(crate) type Failure = Error<String>;

/// An error of core as it is thrown.
pub(crate) trait IntoFailure {
    fn into_failure(self) -> Failure;
}

impl IntoFailure for PairingError {
    fn into_failure(self) -> Failure {
        Error::new(self.code().to_owned(), self.to_string())
    }
}

impl IntoFailure for getrandom::Error {
    fn into_failure(self) -> Failure {
        let message = format!("expected random bytes from the operating system: {self}");
        Error::new("random.unavailable".to_owned(), message)
    }
}

/// A failure of Node-API itself: the engine is shutting down or out of memory.
pub(crate) fn engine_failure(error: Error) -> Failure {
    Error::new("engine.unavailable".to_owned(), error.reason)
}
