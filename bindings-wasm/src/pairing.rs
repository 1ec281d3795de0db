//! The handshake, from the module's side and, for tests and other servers, from the other one.

use serde::Serialize;
use tumulte_core::{
    model::Timestamp,
    pairing::{
        ConnectUrl, OfferRequest, PairingClaim, PairingCode, PairingError, SessionClaims,
        SessionVerifier, SharedSecret, TokenId, VerifiedOffer,
    },
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{Argument, answer, with_arguments, with_text};
use crate::convert::{json, moment, random};
use crate::error::Failure;

/// Makes a key pair and an offer signed with it: of the request, 72 random bytes.
#[wasm_bindgen(js_name = createOffer)]
pub fn create_offer(length: usize) -> i32 {
    with_arguments(length, |[request, bytes]| {
        let open = || {
            let request = json(&request.into_value());
            let request = OfferRequest::from_json(&String::from_utf8_lossy(&request))?;
            Ok::<_, PairingError>(request.open(&random(&bytes)?))
        };
        answer(open())
    })
}

/// Signs a claim on an offer: of the secret key, the offer's `jti`, the moment, 16 random bytes.
#[wasm_bindgen(js_name = signClaim)]
pub fn sign_claim(length: usize) -> i32 {
    with_arguments(length, |[secret_key, jti, now_ms, bytes]| {
        let sign = || {
            let random = random(&bytes)?;
            PairingClaim::sign_text(secret_key.text(), jti.text(), random, moment(&now_ms))
        };
        answer(sign())
    })
}

/// Checks an offer as the server does: of the token, the moment, the shared secret.
#[wasm_bindgen(js_name = verifyOffer)]
pub fn verify_offer(length: usize) -> i32 {
    with_arguments(length, |[token, now_ms, shared]| {
        let verify =
            || VerifiedOffer::verify(token.text(), secret(&shared)?.as_ref(), moment(&now_ms));
        answer(verify())
    })
}

#[derive(Serialize)]
struct Claimed {
    jti: TokenId,
}

/// Checks a claim: of the token, the offer's `jti` and key, the moment, the shared secret.
#[wasm_bindgen(js_name = verifyClaim)]
pub fn verify_claim(length: usize) -> i32 {
    with_arguments(length, |[token, jti, key, now_ms, shared]| {
        let verify = || {
            let (jti, key) = (jti.text().parse()?, key.text().parse()?);
            let shared = secret(&shared)?;
            PairingClaim::verify(token.text(), jti, key, shared.as_ref(), moment(&now_ms))
        };
        answer(verify().map(|claim| Claimed { jti: claim.jti() }))
    })
}

/// Reads a pairing code as people type it and gives it back as `ABC-123`.
#[wasm_bindgen(js_name = readPairingCode)]
pub fn read_pairing_code(length: usize) -> i32 {
    with_text(length, |text| answer(text.parse::<PairingCode>().map(|code| code.to_string())))
}

#[derive(Serialize)]
struct Connect<'u> {
    token: &'u str,
    state: TokenId,
}

/// Reads a pasted `foundry://connect?token=…&state=…`.
#[wasm_bindgen(js_name = readConnectUrl)]
pub fn read_connect_url(length: usize) -> i32 {
    with_text(length, |text| {
        let url = text.parse::<ConnectUrl>();
        answer(
            url.as_ref()
                .map_err(Clone::clone)
                .map(|url| Connect { token: url.token(), state: url.state() }),
        )
    })
}

/// What a session says, as the script has it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Session {
    connection_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    campaign_id: Option<String>,
    jti: TokenId,
    expires_at: Timestamp,
}

impl From<SessionClaims> for Session {
    fn from(claims: SessionClaims) -> Self {
        Self {
            connection_id: claims.connection_id().to_string(),
            campaign_id: claims.campaign_id().map(|id| id.to_string()),
            jti: claims.jti(),
            expires_at: claims.expires_at(),
        }
    }
}

/// Checks a session token: of the token, the server's public key, its name, the moment.
#[wasm_bindgen(js_name = verifySession)]
pub fn verify_session(length: usize) -> i32 {
    with_arguments(length, |[token, key, issuer, now_ms]| {
        let verify = || {
            let key = key.text();
            let key = key.strip_prefix("ed25519:").unwrap_or(key).parse()?;
            let verifier = SessionVerifier::new(key, issuer.text());
            let claims = verifier.verify(token.text(), moment(&now_ms))?;
            Ok::<_, Failure>(Session::from(claims))
        };
        answer(verify())
    })
}

fn secret(text: &Argument<'_>) -> Result<Option<SharedSecret>, PairingError> {
    text.given_text().map(SharedSecret::new).transpose()
}
