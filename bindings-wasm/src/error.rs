//! Errors cross as `Error` objects with a `code`.

use js_sys::{Error, Reflect};
use wasm_bindgen::JsValue;

/// What is thrown: the code and the message of core, or one of this crate's own two.
#[derive(Debug)]
pub struct Failure {
    code: &'static str,
    message: String,
}

impl Failure {
    /// The codes that only a browser can meet.
    pub(crate) const OWN_CODES: [&'static str; 2] = ["qr.oversized", "random.unavailable"];

    pub(crate) fn qr_oversized(bytes: usize) -> Self {
        let message = format!("a QR code holds at most 2331 bytes at this level, found {bytes}");
        Self { code: "qr.oversized", message }
    }

    pub(crate) fn random_unavailable(error: getrandom::Error) -> Self {
        Self {
            code: "random.unavailable",
            message: format!("expected random bytes from the browser: {error}"),
        }
    }
}

impl<E: Into<tumulte_core::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        Self { code: error.code(), message: error.to_string() }
    }
}

impl From<Failure> for JsValue {
    fn from(failure: Failure) -> Self {
        let error = Error::new(&failure.message);
        // Setting a property of an object made one line above can't fail.
        let _ = Reflect::set(&error, &Self::from_str("code"), &Self::from_str(failure.code));
        error.into()
    }
}
