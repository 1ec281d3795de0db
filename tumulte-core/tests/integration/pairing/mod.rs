//! The handshake: what is accepted, and by which code everything else is refused.

mod claims;
mod codes;
mod offers;
mod sessions;
mod vectors;

use serde_json::{Value, json};
use tumulte_core::model::Timestamp;
use tumulte_core::pairing::{
    KeyPair, OfferDetails, PairingError, PairingOffer, SessionKey, SharedSecret, VerifiedOffer,
};

const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

fn key() -> KeyPair {
    KeyPair::from_random([7; 32])
}

fn secret() -> SharedSecret {
    SharedSecret::new(*b"an operator's secret of 33 bytes!").unwrap()
}

fn offer() -> PairingOffer {
    let details = OfferDetails::new("kraken", "The Kraken's Wake", "gm0000000000000a", "1.0.0");
    PairingOffer::create(details, &[9; PairingOffer::RANDOM_BYTES], NOW)
}

fn session_key() -> SessionKey {
    SessionKey::new(key(), "tumulte:server")
}

fn verify(token: &str) -> Result<VerifiedOffer, PairingError> {
    VerifiedOffer::verify(token, None, NOW)
}

fn code(token: &str) -> &'static str {
    verify(token).unwrap_err().code()
}

/// A token with any header and claims, signed as EdDSA by `key()` whatever the header says.
mod forge {
    use super::{Value, json, key};
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    use tumulte_core::pairing::KeyPair;

    pub(super) fn base64url(bytes: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(bytes)
    }

    pub(super) fn base64url_decode(text: &str) -> Vec<u8> {
        URL_SAFE_NO_PAD.decode(text).unwrap()
    }

    pub(super) fn header() -> Value {
        json!({"alg": "EdDSA", "typ": "JWT", "jwk": {"kty": "OKP", "crv": "Ed25519", "x": key().public().to_string()}})
    }

    pub(super) fn claims() -> Value {
        serde_json::to_value(super::offer()).unwrap()
    }

    pub(super) fn token(header: &str, claims: &str, key: &KeyPair) -> String {
        use ed25519_dalek::Signer as _;
        let seed: [u8; 32] = *base64url_decode(&key.secret_text()).first_chunk().unwrap();
        let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()));
        let signature = ed25519_dalek::SigningKey::from_bytes(&seed).sign(signed.as_bytes());
        format!("{signed}.{}", base64url(&signature.to_bytes()))
    }

    /// The honest offer with one claim put in place of another, signed honestly.
    pub(super) fn with_claim(name: &str, value: Value) -> String {
        let mut claims = claims();
        claims[name] = value;
        token(&header().to_string(), &claims.to_string(), &key())
    }

    pub(super) fn with_header(change: impl FnOnce(&mut Value)) -> String {
        let mut header = header();
        change(&mut header);
        token(&header.to_string(), &claims().to_string(), &key())
    }
}
