//! The handshake, for bots that pair and servers that are not ours.

use pyo3::{Bound, PyAny, PyResult, Python, pyfunction};
use serde_json::json;
use tumulte_core::model::Timestamp;
use tumulte_core::pairing::{
    ConnectUrl, OfferDetails, OpenOffer, PairingClaim, PairingCode, PairingError, SharedSecret,
    VerifiedOffer,
};

use crate::convert::plain;
use crate::error::{exception, random_unavailable};

/// Makes a key pair and a pairing offer signed with it, valid for five minutes from `now_ms`.
///
/// `random` (72 bytes) makes a test reproducible; leave it out everywhere else.
#[pyfunction]
#[pyo3(signature = (*, world_id, world_name, gm_user_id, module_version, now_ms, server_url=None, random=None))]
#[expect(clippy::too_many_arguments, reason = "keyword arguments of Python")]
pub(crate) fn create_pairing_offer<'py>(
    py: Python<'py>,
    world_id: String,
    world_name: String,
    gm_user_id: String,
    module_version: String,
    now_ms: i64,
    server_url: Option<&str>,
    random: Option<Vec<u8>>,
) -> PyResult<Bound<'py, PyAny>> {
    let details = OfferDetails::new(world_id, world_name, gm_user_id, module_version);
    let random = given_or_random::<{ OpenOffer::RANDOM_BYTES }>(py, random)?;
    plain(py, &OpenOffer::create(details, server_url, &random, Timestamp::from_millis(now_ms)))
}

/// Signs a claim on the offer `jti` with the secret key it was made with; valid for a minute.
#[pyfunction]
#[pyo3(signature = (secret_key, jti, now_ms, *, random=None))]
pub(crate) fn sign_pairing_claim(
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

/// Checks a pairing offer as the server does and tells what it says.
#[pyfunction]
#[pyo3(signature = (token, now_ms, shared_secret=None))]
pub(crate) fn verify_pairing_offer<'py>(
    py: Python<'py>,
    token: &str,
    now_ms: i64,
    shared_secret: Option<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let offer = secret(shared_secret)
        .and_then(|shared| {
            VerifiedOffer::verify(token, shared.as_ref(), Timestamp::from_millis(now_ms))
        })
        .map_err(|error| exception(py, error))?;
    plain(py, &offer)
}

/// Checks a claim on the offer `jti` against the offer's `key`, as `verify_pairing_offer` told it.
#[pyfunction]
#[pyo3(signature = (token, jti, key, now_ms, shared_secret=None))]
pub(crate) fn verify_pairing_claim<'py>(
    py: Python<'py>,
    token: &str,
    jti: &str,
    key: &str,
    now_ms: i64,
    shared_secret: Option<String>,
) -> PyResult<Bound<'py, PyAny>> {
    let verify = || {
        let shared = secret(shared_secret)?;
        let now = Timestamp::from_millis(now_ms);
        PairingClaim::verify(token, jti.parse()?, key.parse()?, shared.as_ref(), now)
    };
    let claim = verify().map_err(|error| exception(py, error))?;
    plain(py, &json!({ "jti": claim.jti() }))
}

/// Reads a pairing code as people type it and gives it back as `ABC-123`.
#[pyfunction]
pub(crate) fn read_pairing_code(py: Python<'_>, text: &str) -> PyResult<String> {
    let code: Result<PairingCode, _> = text.parse();
    code.map(|code| code.to_string()).map_err(|error| exception(py, error))
}

/// Reads a pasted `foundry://connect?token=…&state=…`.
#[pyfunction]
pub(crate) fn read_connect_url<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let url: ConnectUrl = text.parse().map_err(|error: PairingError| exception(py, error))?;
    plain(py, &json!({ "token": url.token(), "state": url.state() }))
}

fn secret(text: Option<String>) -> Result<Option<SharedSecret>, PairingError> {
    text.map(SharedSecret::new).transpose()
}

/// The caller's bytes when there are any, else fresh ones.
fn given_or_random<const N: usize>(py: Python<'_>, given: Option<Vec<u8>>) -> PyResult<[u8; N]> {
    if let Some(given) = given {
        return given.try_into().map_err(|given: Vec<u8>| {
            let found = given.len();
            exception(
                py,
                PairingError::Malformed(format!("expected {N} random bytes, found {found}")),
            )
        });
    }
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| random_unavailable(py, error))?;
    Ok(bytes)
}
