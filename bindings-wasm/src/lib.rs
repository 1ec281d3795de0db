#![doc = include_str!("../README.md")]

mod codes;
mod convert;
mod error;
mod pairing;
mod qr;
mod random;
mod roll;
mod systems;

use wasm_bindgen::prelude::wasm_bindgen;

pub use codes::error_codes;
pub use error::Failure;
pub use pairing::{
    create_pairing_offer, read_connect_url, read_pairing_code, sign_pairing_claim,
    verify_pairing_claim, verify_pairing_offer,
};
pub use qr::qr_svg;
pub use roll::parse_message;
pub use systems::{judge, systems};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("types.d.ts");

#[wasm_bindgen(typescript_custom_section)]
const ERROR_CODE: &str = r#"
/** Every `code` a function of this package can throw. */
export type ErrorCode = CoreErrorCode | "qr.oversized" | "random.unavailable";
"#;
