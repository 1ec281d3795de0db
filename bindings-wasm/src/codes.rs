//! Every code an error can have.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Failure;

/// Lists every `code` that a function here can throw.
#[wasm_bindgen(js_name = errorCodes, unchecked_return_type = "ErrorCode[]")]
pub fn error_codes() -> Vec<String> {
    tumulte_core::Error::codes().chain(Failure::OWN_CODES).map(str::to_owned).collect()
}
