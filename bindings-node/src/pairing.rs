//! The handshake, for bots that pair and servers that are not ours.

use napi::bindgen_prelude::Uint8Array;
use napi_derive::napi;
use serde_json::json;
use tumulte_core::{
    model::json_text,
    pairing::{
        ConnectUrl, OfferRequest, OpenOffer, PairingClaim, PairingCode, PairingError, PublicKey,
        SessionVerifier, SharedSecret, VerifiedOffer,
    },
};

use crate::convert::{json_of, moment};
use crate::error::{Failure, failure, random_unavailable};

/// Makes a key pair and a pairing offer signed with it; JSON text in and out.
#[napi]
pub fn create_offer(request: String, random: Option<Uint8Array>) -> Result<String, Failure> {
    let random = given_or_random::<{ OpenOffer::RANDOM_BYTES }>(random)?;
    let request = OfferRequest::from_json(&request).map_err(failure)?;
    Ok(json_of(&request.open(&random)))
}

/// Signs a claim on the offer `jti` with the secret key it was made with.
#[napi]
pub fn sign_claim(
    secret_key: String,
    jti: String,
    now_ms: f64,
    random: Option<Uint8Array>,
) -> Result<String, Failure> {
    PairingClaim::sign_text(&secret_key, &jti, given_or_random(random)?, moment(now_ms))
        .map_err(failure)
}

/// Checks a pairing offer and tells what it says, as JSON text.
#[napi]
pub fn verify_offer(
    token: String,
    now_ms: f64,
    shared_secret: Option<String>,
) -> Result<String, Failure> {
    let offer = secret(shared_secret)
        .and_then(|shared| VerifiedOffer::verify(&token, shared.as_ref(), moment(now_ms)));
    offer.map(|offer| json_of(&offer)).map_err(failure)
}

/// Checks a claim on the offer `jti` against the offer's key and tells the `jti`.
#[napi]
pub fn verify_claim(
    token: String,
    jti: String,
    key: String,
    now_ms: f64,
    shared_secret: Option<String>,
) -> Result<String, Failure> {
    let verify = || {
        let shared = secret(shared_secret)?;
        PairingClaim::verify(&token, jti.parse()?, key.parse()?, shared.as_ref(), moment(now_ms))
    };
    verify().map(|claim| claim.jti().to_string()).map_err(failure)
}

/// Checks a session token and tells what it says, as JSON text.
#[napi]
pub fn verify_session(
    token: String,
    public_key: String,
    issuer: String,
    now_ms: f64,
) -> Result<String, Failure> {
    let key: PublicKey = public_key.parse().map_err(|error: PairingError| failure(error))?;
    let claims =
        SessionVerifier::new(key, issuer).verify(&token, moment(now_ms)).map_err(failure)?;
    let mut session = json!({
        "connectionId": claims.connection_id(),
        "jti": claims.jti(),
        "expiresAt": claims.expires_at(),
    });
    if let (Some(campaign), Some(fields)) = (claims.campaign_id(), session.as_object_mut()) {
        fields.insert("campaignId".to_owned(), json!(campaign));
    }
    Ok(json_text(&session))
}

/// Reads a pairing code as people type it and gives it back as `ABC-123`.
#[napi]
pub fn read_pairing_code(text: String) -> Result<String, Failure> {
    let code: Result<PairingCode, _> = text.parse();
    code.map(|code| code.to_string()).map_err(failure)
}

/// Reads a pasted `foundry://connect?token=…&state=…`; token and state.
#[napi]
pub fn read_connect_url(text: String) -> Result<Vec<String>, Failure> {
    let url = text.parse::<ConnectUrl>().map_err(failure)?;
    Ok(vec![url.token().to_owned(), url.state().to_string()])
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
