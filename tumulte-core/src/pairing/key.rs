//! Keys: who signs, who verifies.

use core::{fmt, str::FromStr};

use ed25519_dalek::Signer as _;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use sha2::Sha256;
use zeroize::{Zeroize as _, Zeroizing};

use super::PairingError;
use super::error::excerpt;
use crate::model::{Quoted, from_base64url_into, to_base64url};

/// An Ed25519 key pair; its secret is wiped from memory when dropped and never shown by `Debug`.
#[derive(Clone)]
pub struct KeyPair(ed25519_dalek::SigningKey);

impl KeyPair {
    /// Makes the pair from 32 random bytes, which are the secret.
    #[must_use]
    pub fn from_random(mut random: [u8; 32]) -> Self {
        let pair = Self(ed25519_dalek::SigningKey::from_bytes(&random));
        random.zeroize();
        pair
    }

    /// Reads a secret written by [`secret_text`](Self::secret_text).
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when it is not 32 bytes in base64url.
    pub fn from_secret_text(text: &str) -> Result<Self, PairingError> {
        let mut bytes = Zeroizing::new([0; 32]);
        match from_base64url_into(text.trim(), bytes.as_mut_slice()) {
            Some(32) => Ok(Self::from_random(*bytes)),
            _ => Err(PairingError::Malformed(
                "expected a secret key of 32 bytes in base64url".to_owned(),
            )),
        }
    }

    /// The secret in base64url, for the one who keeps it.
    #[must_use]
    pub fn secret_text(&self) -> Zeroizing<String> {
        Zeroizing::new(to_base64url(self.0.as_bytes()))
    }

    /// The half that everybody may know.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair(public {}, secret ***)", self.public())
    }
}

/// An Ed25519 public key; base64url as text, the `x` of its JWK.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct PublicKey(ed25519_dalek::VerifyingKey);

impl PublicKey {
    /// Checks a signature strictly: small-order keys and second spellings of a signature fail.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        ed25519_dalek::Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

impl FromStr for PublicKey {
    type Err = PairingError;

    /// Reads 32 bytes of base64url that are a point of the curve.
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when it is anything else, or a key that would accept forgeries.
    fn from_str(text: &str) -> Result<Self, PairingError> {
        let mut bytes = [0; 32];
        let key = match from_base64url_into(text, &mut bytes) {
            Some(32) => {
                ed25519_dalek::VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak())
            }
            _ => None,
        };
        key.map(Self).ok_or_else(|| {
            PairingError::Malformed(format!(
                "expected an Ed25519 public key in base64url, found {}",
                Quoted(&excerpt(text))
            ))
        })
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_base64url(self.0.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

/// A secret both sides know, for `HS256`; wiped when dropped and never shown by `Debug`.
#[derive(Clone)]
pub struct SharedSecret(Zeroizing<Vec<u8>>);

impl SharedSecret {
    /// Wraps a secret set by the operator.
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when it is shorter than 32 bytes: HMAC-SHA-256 would be guessable.
    pub fn new(secret: impl Into<Vec<u8>>) -> Result<Self, PairingError> {
        let secret = Zeroizing::new(secret.into());
        if secret.len() < 32 {
            return Err(PairingError::Malformed(format!(
                "expected a shared secret of at least 32 bytes, found {}",
                secret.len()
            )));
        }
        Ok(Self(secret))
    }

    /// The running sum; HMAC takes keys of any length, so there is always one.
    fn mac(&self, message: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(message);
        Some(mac)
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.mac(message).map(|mac| mac.finalize().into_bytes().to_vec()).unwrap_or_default()
    }

    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.mac(message).is_some_and(|mac| mac.verify_slice(signature).is_ok())
    }
}

impl fmt::Debug for SharedSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedSecret(***)")
    }
}

/// What signs an offer or a claim. Both kinds of key turn into it by reference.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum SigningKey<'a> {
    /// The module's own key pair: `EdDSA`.
    Ed25519(&'a KeyPair),
    /// The operator's shared secret: `HS256`.
    Shared(&'a SharedSecret),
}

impl<'a> From<&'a KeyPair> for SigningKey<'a> {
    fn from(pair: &'a KeyPair) -> Self {
        Self::Ed25519(pair)
    }
}

impl<'a> From<&'a SharedSecret> for SigningKey<'a> {
    fn from(secret: &'a SharedSecret) -> Self {
        Self::Shared(secret)
    }
}

/// The key an offer was signed with, as the server keeps it to check later claims.
///
/// Its text is `ed25519:` and the public key, or `hs256` for the operator's shared secret, which
/// is not part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfferKey {
    /// The module's own key pair.
    Ed25519(PublicKey),
    /// The operator's shared secret.
    Shared,
}

impl FromStr for OfferKey {
    type Err = PairingError;

    /// Reads what `Display` wrote.
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when it is anything else.
    fn from_str(text: &str) -> Result<Self, PairingError> {
        match text.split_once(':') {
            None if text == "hs256" => Ok(Self::Shared),
            Some(("ed25519", key)) => key.parse().map(Self::Ed25519),
            _ => Err(PairingError::Malformed(format!(
                "expected the key of an offer, found {}",
                Quoted(&excerpt(text))
            ))),
        }
    }
}

impl fmt::Display for OfferKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ed25519(key) => write!(f, "ed25519:{key}"),
            Self::Shared => f.write_str("hs256"),
        }
    }
}

/// A public key as a token's header carries it (RFC 8037).
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Jwk {
    kty: String,
    crv: String,
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    x: PublicKey,
}

impl Jwk {
    pub(super) fn new(key: PublicKey) -> Self {
        Self { kty: "OKP".to_owned(), crv: "Ed25519".to_owned(), x: key }
    }

    pub(super) fn key(&self) -> Result<PublicKey, PairingError> {
        if self.kty == "OKP" && self.crv == "Ed25519" {
            return Ok(self.x);
        }
        Err(PairingError::Malformed(format!(
            "expected a key of kind OKP on Ed25519, found {} on {}",
            Quoted(&excerpt(&self.kty)),
            Quoted(&excerpt(&self.crv))
        )))
    }
}

fn as_text<S: Serializer>(key: &PublicKey, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(key)
}

fn from_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PublicKey, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_secret() {
        let pair = KeyPair::from_random([7; 32]);
        let shown = format!("{pair:?} {:?}", SharedSecret::new(vec![b'k'; 32]).unwrap());
        assert!(!shown.contains(pair.secret_text().as_str()) && !shown.contains("kkkk"), "{shown}");
        assert!(shown.contains("***"));
    }

    #[test]
    fn secret_and_public_key_read_back() {
        let pair = KeyPair::from_random([7; 32]);
        assert_eq!(KeyPair::from_secret_text(&pair.secret_text()).unwrap().public(), pair.public());
        assert_eq!(pair.public().to_string().parse(), Ok(pair.public()));
        let kept = OfferKey::Ed25519(pair.public());
        assert_eq!(kept.to_string().parse(), Ok(kept));
        assert_eq!("hs256".parse(), Ok(OfferKey::Shared));
    }

    #[test]
    fn a_key_of_small_order_is_refused() {
        let identity = to_base64url(&[&[1_u8][..], &[0; 31]].concat());
        assert_eq!(identity.parse::<PublicKey>().unwrap_err().code(), "pairing.malformed");
    }

    #[test]
    fn a_short_shared_secret_is_refused() {
        assert_eq!(SharedSecret::new(*b"hunter2").unwrap_err().code(), "pairing.malformed");
    }
}
