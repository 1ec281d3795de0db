//! Every code an error can have.

use tumulte_core::pairing::PairingError;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Failure;

/// Lists every `code` that a function here can throw.
#[wasm_bindgen(js_name = errorCodes)]
pub fn error_codes() -> Vec<String> {
    let codes = PairingError::CODES.iter().chain(&Failure::OWN_CODES);
    codes.map(|code| (*code).to_owned()).collect()
}
