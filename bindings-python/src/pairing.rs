//! The handshake, for bots that pair and servers that are not ours: what the dataclasses call.

use pyo3::{Bound, PyAny, PyResult, Python, pyfunction};
use serde_json::json;
use tumulte_core::model::Timestamp;
use tumulte_core::pairing::{
    ConnectUrl, OfferKey, OfferRequest, OpenOffer, PairingClaim, PairingCode, PairingError,
    PublicKey, SessionVerifier, SharedSecret, VerifiedOffer,
};

use crate::{
    convert::{Raw, plain, record},
    error::{exception, random_unavailable},
};

/// Makes what `PairingOffer.create` gives.
#[pyfunction]
#[pyo3(signature = (request, random))]
pub(crate) fn _create_offer<'py>(
    py: Python<'py>,
    request: &Bound<'py, PyAny>,
    random: Option<Vec<u8>>,
) -> PyResult<Bound<'py, PyAny>> {
    let request = Raw::of(request)?;
    let request = OfferRequest::from_json(&String::from_utf8_lossy(request.bytes()))
        .map_err(|error| exception(py, error))?;
    let random = given_or_random::<{ OpenOffer::RANDOM_BYTES }>(py, random)?;
    plain(py, &request.open(&random))
}

/// Checks what `PairingOffer.verify` is given.
#[pyfunction]
pub(crate) fn _verify_offer<'py>(
    py: Python<'py>,
    token: &str,
    now_ms: i64,
    shared_secret: Option<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let now = Timestamp::from_millis(now_ms);
    let offer = secret(shared_secret)
        .and_then(|shared| VerifiedOffer::verify(token, shared.as_ref(), now))
        .map_err(|error| exception(py, error))?;
    plain(py, &offer)
}

/// Signs what `PairingOffer.sign` gives.
#[pyfunction]
pub(crate) fn _sign_claim(
    py: Python<'_>,
    secret_key: &str,
    jti: &str,
    now_ms: i64,
    random: Option<Vec<u8>>,
) -> PyResult<String> {
    let random = given_or_random(py, random)?;
    PairingClaim::sign_text(secret_key, jti, random, Timestamp::from_millis(now_ms))
        .map_err(|error| exception(py, error))
}

/// Checks what `VerifiedPairingOffer.verify_claim` is given; the `jti` of the claim.
#[pyfunction]
pub(crate) fn _verify_claim(
    py: Python<'_>,
    token: &str,
    jti: &str,
    key: &str,
    now_ms: i64,
    shared_secret: Option<String>,
) -> PyResult<String> {
    let verify = || {
        let shared = secret(shared_secret)?;
        let now = Timestamp::from_millis(now_ms);
        PairingClaim::verify(token, jti.parse()?, key.parse()?, shared.as_ref(), now)
    };
    let claim = verify().map_err(|error: PairingError| exception(py, error))?;
    Ok(claim.jti().to_string())
}

/// Checks what `session_token.verify` is given.
#[pyfunction]
pub(crate) fn _verify_session<'py>(
    py: Python<'py>,
    token: &str,
    public_key: &str,
    issuer: &str,
    now_ms: i64,
) -> PyResult<Bound<'py, PyAny>> {
    let key = match public_key.parse() {
        Ok(OfferKey::Ed25519(key)) => Ok(key),
        _ => public_key.parse::<PublicKey>(),
    };
    let key = key.map_err(|error| exception(py, error))?;
    let claims = SessionVerifier::new(key, issuer)
        .verify(token, Timestamp::from_millis(now_ms))
        .map_err(|error| exception(py, error))?;
    let session = json!({
        "connectionId": claims.connection_id(),
        "campaignId": claims.campaign_id(),
        "jti": claims.jti(),
        "expiresAt": claims.expires_at(),
    });
    record(py, "Session", &session)
}

/// Reads a pairing code as people type it and gives it back as `ABC-123`.
///
/// Raises `PairingError` (`pairing.malformed`).
#[pyfunction]
pub(crate) fn read_pairing_code(py: Python<'_>, text: &str) -> PyResult<String> {
    let code: Result<PairingCode, _> = text.parse();
    code.map(|code| code.to_string()).map_err(|error| exception(py, error))
}

/// Reads a pasted `foundry://connect?token=…&state=…`.
///
/// Raises `PairingError` (`pairing.malformed`, `pairing.oversized`).
#[pyfunction]
pub(crate) fn read_connect_url<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let url: ConnectUrl = text.parse().map_err(|error: PairingError| exception(py, error))?;
    record(py, "ConnectUrl", &json!({ "token": url.token(), "state": url.state() }))
}

fn secret(text: Option<String>) -> Result<Option<SharedSecret>, PairingError> {
    text.map(SharedSecret::new).transpose()
}

/// The caller's bytes when there are any, else fresh ones.
fn given_or_random<const N: usize>(py: Python<'_>, given: Option<Vec<u8>>) -> PyResult<[u8; N]> {
    if let Some(given) = given {
        return given.try_into().map_err(|given: Vec<u8>| {
            let found = given.len();
            let message = format!("expected {N} random bytes, found {found}");
            exception(py, PairingError::Malformed(message))
        });
    }
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| random_unavailable(py, error))?;
    Ok(bytes)
}
