//! Every code an error can have.

use pyo3::pyfunction;

use crate::error::OWN_CODE;

/// Lists every `code` that an exception of this package can have.
#[pyfunction]
pub(crate) fn error_codes() -> Vec<&'static str> {
    tumulte_core::Error::codes().chain([OWN_CODE]).collect()
}
