//! Random bytes from `crypto.getRandomValues`, which pages on plain http have as well.

use tumulte_core::pairing::PairingError;

use crate::error::Failure;

/// The caller's bytes when there are any, else fresh ones.
pub(crate) fn given_or_random<const N: usize>(given: Option<Vec<u8>>) -> Result<[u8; N], Failure> {
    if let Some(given) = given {
        let wrong = |given: Vec<u8>| {
            PairingError::Malformed(format!("expected {N} random bytes, found {}", given.len()))
        };
        return Ok(given.try_into().map_err(wrong)?);
    }
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(Failure::random_unavailable)?;
    Ok(bytes)
}
