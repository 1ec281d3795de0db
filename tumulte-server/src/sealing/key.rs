//! Master keys.

use std::{fmt, str::FromStr};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use super::Sealed;
use crate::platform;

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;

/// What a key is called: nothing can be learned of the key by it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A key that seals what lies in the database. It is never shown but by [`reveal`](Self::reveal).
#[derive(Clone)]
pub struct MasterKey {
    bytes: Zeroizing<[u8; KEY_BYTES]>,
    id: KeyId,
}

/// A text that is no key. It does not say what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is 32 bytes as 43 characters of base64url; `tumulte-server keys make` makes one")]
pub struct InvalidMasterKey;

impl MasterKey {
    /// A key of these bytes, which must be random.
    #[must_use]
    pub fn from_random(bytes: [u8; KEY_BYTES]) -> Self {
        let digest =
            Sha256::new().chain_update(b"tumulte master key").chain_update(bytes).finalize();
        let id = digest.first_chunk().copied().map_or(0, u64::from_be_bytes);
        let id = KeyId(format!("{id:016x}"));
        Self { bytes: Zeroizing::new(bytes), id }
    }

    /// What it is called.
    #[must_use]
    pub const fn id(&self) -> &KeyId {
        &self.id
    }

    /// The key itself, for a place that keeps it.
    #[must_use]
    pub fn reveal(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.bytes.as_slice()))
    }

    /// Seals a secret for one purpose: under any other the seal does not open.
    pub(super) fn seal(&self, purpose: &str, secret: &[u8]) -> Option<Sealed> {
        let nonce: [u8; NONCE_BYTES] = platform::random();
        let payload = Payload { msg: secret, aad: purpose.as_bytes() };
        let sealed = self.cipher().encrypt(&XNonce::from(nonce), payload).ok()?;
        let bytes = [nonce.as_slice(), &sealed].concat();
        Some(Sealed { key_id: self.id.clone(), bytes })
    }

    /// Opens what was sealed; nothing when the seal is broken.
    pub(super) fn open(&self, purpose: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: purpose.as_bytes() };
        self.cipher().decrypt(&XNonce::from(*nonce), payload).ok().map(Zeroizing::new)
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.bytes).into())
    }
}

impl FromStr for MasterKey {
    type Err = InvalidMasterKey;

    fn from_str(text: &str) -> Result<Self, InvalidMasterKey> {
        let bytes =
            Zeroizing::new(URL_SAFE_NO_PAD.decode(text.trim()).map_err(|_| InvalidMasterKey)?);
        let bytes: [u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| InvalidMasterKey)?;
        Ok(Self::from_random(bytes))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

/// Keys in one text, with commas between them: the first seals, all of them open.
#[derive(Debug, Clone)]
pub struct MasterKeys(pub(super) Vec<MasterKey>);

impl FromStr for MasterKeys {
    type Err = InvalidMasterKey;

    fn from_str(text: &str) -> Result<Self, InvalidMasterKey> {
        text.split(',').map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_opens_under_its_key_and_purpose_only() {
        let key = MasterKey::from_random([1; 32]);
        let sealed = key.seal("session", b"secret").unwrap();
        assert_eq!(key.open("session", &sealed.bytes).unwrap().as_slice(), b"secret");
        assert!(key.open("another", &sealed.bytes).is_none());
        assert!(MasterKey::from_random([2; 32]).open("session", &sealed.bytes).is_none());
        for index in 0..sealed.bytes.len() {
            let mut changed = sealed.bytes.clone();
            changed[index] ^= 1;
            assert!(key.open("session", &changed).is_none(), "byte {index} was changed");
        }
        for length in 0..sealed.bytes.len() {
            assert!(key.open("session", &sealed.bytes[..length]).is_none());
        }
    }

    #[test]
    fn the_same_secret_never_looks_the_same() {
        let key = MasterKey::from_random([1; 32]);
        assert_ne!(key.seal("a", b"secret").unwrap(), key.seal("a", b"secret").unwrap());
    }

    #[test]
    fn a_key_is_read_back_and_shown_by_its_id_alone() {
        let key = MasterKey::from_random([7; 32]);
        let text = key.reveal();
        let read: MasterKey = text.parse().unwrap();
        assert_eq!(read.id(), key.id());
        assert_eq!(format!("{read:?}"), format!("MasterKey({})", key.id()));
        assert!(!format!("{read:?}").contains(&text[..8]));
        for wrong in ["", "short", "!", &"A".repeat(42), &"A".repeat(44)] {
            assert_eq!(wrong.parse::<MasterKey>().unwrap_err(), InvalidMasterKey);
        }
        assert_eq!(format!("{},{}", &*text, &*text).parse::<MasterKeys>().unwrap().0.len(), 2);
    }
}
