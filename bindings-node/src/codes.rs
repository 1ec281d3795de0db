//! Every code an error can have.

use napi_derive::napi;

use crate::error::OWN_CODES;

/// Lists every `code` that a function here can throw.
#[napi]
pub fn error_codes() -> Vec<String> {
    tumulte_core::Error::codes().chain(OWN_CODES).map(str::to_owned).collect()
}
