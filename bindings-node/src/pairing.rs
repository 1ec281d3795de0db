//! The handshake, for bots that pair and servers that are not ours.

use napi::{Env, Unknown, bindgen_prelude::Uint8Array};
use napi_derive::napi;
use serde_json::json;
use tumulte_core::pairing::{
    ConnectUrl, OfferRequest, OpenOffer, PairingClaim, PairingCode, PairingError, SharedSecret,
    VerifiedOffer,
};

use crate::convert::{json_of, moment, object_from};
use crate::error::{Failure, failure, random_unavailable};

/// Makes a key pair and a pairing offer signed with it, valid for five minutes from `nowMs`.
///
/// `random` (72 bytes) makes a test reproducible; leave it out everywhere else.
#[napi]
pub fn create_pairing_offer<'env>(
    env: Env,
    request: Unknown<'_>,
    random: Option<Uint8Array>,
) -> Result<Unknown<'env>, Failure> {
    let random = given_or_random::<{ OpenOffer::RANDOM_BYTES }>(random)?;
    let request = OfferRequest::from_json(&json_of(env, request)).map_err(failure)?;
    object_from(env, &request.open(&random))
}

/// Signs a claim on the offer `jti` with the secret key it was made with; valid for a minute.
#[napi]
pub fn sign_pairing_claim(
    secret_key: String,
    jti: String,
    now_ms: f64,
    random: Option<Uint8Array>,
) -> Result<String, Failure> {
    PairingClaim::sign_text(&secret_key, &jti, given_or_random(random)?, moment(now_ms))
        .map_err(failure)
}

/// Checks a pairing offer as the server does and tells what it says.
#[napi]
pub fn verify_pairing_offer<'env>(
    env: Env,
    token: String,
    now_ms: f64,
    shared_secret: Option<String>,
) -> Result<Unknown<'env>, Failure> {
    let offer = secret(shared_secret)
        .and_then(|shared| VerifiedOffer::verify(&token, shared.as_ref(), moment(now_ms)))
        .map_err(failure)?;
    object_from(env, &offer)
}

/// Checks a claim on the offer `jti` against the offer's `key`, as `verifyPairingOffer` told it.
#[napi]
pub fn verify_pairing_claim<'env>(
    env: Env,
    token: String,
    jti: String,
    key: String,
    now_ms: f64,
    shared_secret: Option<String>,
) -> Result<Unknown<'env>, Failure> {
    let verify = || {
        let shared = secret(shared_secret)?;
        PairingClaim::verify(&token, jti.parse()?, key.parse()?, shared.as_ref(), moment(now_ms))
    };
    let claim = verify().map_err(failure)?;
    object_from(env, &json!({ "jti": claim.jti() }))
}

/// Reads a pairing code as people type it and gives it back as `ABC-123`.
#[napi]
pub fn read_pairing_code(text: String) -> Result<String, Failure> {
    let code: Result<PairingCode, _> = text.parse();
    code.map(|code| code.to_string()).map_err(failure)
}

/// Reads a pasted `foundry://connect?token=…&state=…`.
#[napi]
pub fn read_connect_url<'env>(env: Env, text: String) -> Result<Unknown<'env>, Failure> {
    let url = text.parse::<ConnectUrl>().map_err(failure)?;
    object_from(env, &json!({ "token": url.token(), "state": url.state() }))
}

fn secret(text: Option<String>) -> Result<Option<SharedSecret>, PairingError> {
    text.map(SharedSecret::new).transpose()
}

/// The caller's bytes when there are any, else fresh ones.
fn given_or_random<const N: usize>(given: Option<Uint8Array>) -> Result<[u8; N], Failure> {
    if let Some(given) = given {
        let wrong =
            || PairingError::Malformed(format!("expected {N} random bytes, found {}", given.len()));
        return given.as_ref().try_into().map_err(|_| failure(wrong()));
    }
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(random_unavailable)?;
    Ok(bytes)
}
