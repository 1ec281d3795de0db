#![doc = include_str!("../README.md")]

mod codes;
mod convert;
mod error;
mod pairing;
mod qr;
mod random;

use wasm_bindgen::prelude::wasm_bindgen;

pub use codes::error_codes;
pub use error::Failure;
pub use pairing::{
    create_pairing_offer, read_connect_url, read_pairing_code, sign_pairing_claim,
    verify_pairing_claim, verify_pairing_offer,
};
pub use qr::qr_svg;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");
