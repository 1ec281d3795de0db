//! Every code an error can have.

use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::leave;
use crate::pack;

/// The codes that only an engine of scripts can meet.
const OWN_CODES: [&str; 3] = ["engine.unavailable", "qr.oversized", "random.unavailable"];

/// Lists every `code` that a function here can throw.
#[wasm_bindgen(js_name = errorCodes)]
pub fn error_codes() -> i32 {
    let codes: Vec<&str> = tumulte_core::Error::codes().chain(OWN_CODES).collect();
    leave(|outbox| pack::write(&codes, outbox))
}
