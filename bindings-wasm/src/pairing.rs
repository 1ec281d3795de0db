//! The handshake, from the module's side and, for tests and other servers, from the other one.

use serde_json::json;
use tumulte_core::pairing::{
    ConnectUrl, OfferRequest, OpenOffer, PairingClaim, PairingCode, PairingError, SharedSecret,
    VerifiedOffer,
};
use wasm_bindgen::{JsValue, prelude::wasm_bindgen};

use crate::convert::{json_of, moment, object_from};
use crate::error::Failure;
use crate::random::given_or_random;

/// Makes a key pair and a pairing offer signed with it, valid for five minutes from `nowMs`.
///
/// `random` (72 bytes) makes a test reproducible; leave it out everywhere else.
///
/// # Errors
///
/// `pairing.malformed` when a field is missing or of the wrong type, `random.unavailable`.
#[wasm_bindgen(js_name = createPairingOffer, unchecked_return_type = "PairingOffer")]
pub fn create_pairing_offer(
    #[wasm_bindgen(unchecked_param_type = "PairingOfferRequest")] request: &JsValue,
    random: Option<Vec<u8>>,
) -> Result<JsValue, Failure> {
    let random = given_or_random::<{ OpenOffer::RANDOM_BYTES }>(random)?;
    Ok(object_from(&OfferRequest::from_json(&json_of(request))?.open(&random)))
}

/// Signs a claim on the offer `jti` with the secret key it was made with; valid for a minute.
///
/// `random` (16 bytes) makes a test reproducible; leave it out everywhere else.
///
/// # Errors
///
/// `pairing.malformed` when key or `jti` can't be read, `random.unavailable`.
#[wasm_bindgen(js_name = signPairingClaim)]
pub fn sign_pairing_claim(
    #[wasm_bindgen(js_name = secretKey)] secret_key: &str,
    jti: &str,
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
    random: Option<Vec<u8>>,
) -> Result<String, Failure> {
    Ok(PairingClaim::sign_text(secret_key, jti, given_or_random(random)?, moment(now_ms))?)
}

/// Checks a pairing offer as the server does and tells what it says.
///
/// # Errors
///
/// The codes of the chapter "Pairing" of the wire contract.
#[wasm_bindgen(js_name = verifyPairingOffer, unchecked_return_type = "VerifiedPairingOffer")]
pub fn verify_pairing_offer(
    token: &str,
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
    #[wasm_bindgen(js_name = sharedSecret)] shared_secret: Option<String>,
) -> Result<JsValue, Failure> {
    let shared = secret(shared_secret)?;
    Ok(object_from(&VerifiedOffer::verify(token, shared.as_ref(), moment(now_ms))?))
}

/// Checks a claim on the offer `jti` against the offer's `key`, as `verifyPairingOffer` told it.
///
/// # Errors
///
/// The codes of the chapter "Pairing" of the wire contract.
#[wasm_bindgen(js_name = verifyPairingClaim, unchecked_return_type = "{ jti: string }")]
pub fn verify_pairing_claim(
    token: &str,
    jti: &str,
    key: &str,
    #[wasm_bindgen(js_name = nowMs)] now_ms: f64,
    #[wasm_bindgen(js_name = sharedSecret)] shared_secret: Option<String>,
) -> Result<JsValue, Failure> {
    let shared = secret(shared_secret)?;
    let claim =
        PairingClaim::verify(token, jti.parse()?, key.parse()?, shared.as_ref(), moment(now_ms))?;
    Ok(object_from(&json!({ "jti": claim.jti() })))
}

/// Reads a pairing code as people type it and gives it back as `ABC-123`.
///
/// # Errors
///
/// `pairing.malformed`.
#[wasm_bindgen(js_name = readPairingCode)]
pub fn read_pairing_code(text: &str) -> Result<String, Failure> {
    Ok(text.parse::<PairingCode>()?.to_string())
}

/// Reads a pasted `foundry://connect?token=…&state=…`.
///
/// # Errors
///
/// `pairing.malformed`, `pairing.oversized`.
#[wasm_bindgen(js_name = readConnectUrl, unchecked_return_type = "{ token: string; state: string }")]
pub fn read_connect_url(text: &str) -> Result<JsValue, Failure> {
    let url: ConnectUrl = text.parse()?;
    Ok(object_from(&json!({ "token": url.token(), "state": url.state() })))
}

fn secret(text: Option<String>) -> Result<Option<SharedSecret>, PairingError> {
    text.map(SharedSecret::new).transpose()
}
