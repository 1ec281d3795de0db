//! The random names of tokens.

use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::PairingError;
use super::error::excerpt;
use crate::model::{Quoted, from_base64url_into, to_base64url};

/// 128 random bits that name a token (`jti`) or make it unique (`nonce`); base64url as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId([u8; 16]);

impl TokenId {
    /// Wraps sixteen random bytes.
    #[must_use]
    pub const fn from_random(random: [u8; 16]) -> Self {
        Self(random)
    }

    /// The bare bytes, as a database stores them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl FromStr for TokenId {
    type Err = PairingError;

    /// Reads 22 characters of base64url.
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when it is anything else.
    fn from_str(text: &str) -> Result<Self, PairingError> {
        let mut bytes = [0; 16];
        match from_base64url_into(text, &mut bytes) {
            Some(16) => Ok(Self(bytes)),
            _ => Err(PairingError::Malformed(format!(
                "expected 128 bits in base64url (22 characters), found {}",
                Quoted(&excerpt(text))
            ))),
        }
    }
}

impl fmt::Display for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&to_base64url(&self.0))
    }
}

impl fmt::Debug for TokenId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TokenId({self})")
    }
}

impl Serialize for TokenId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TokenId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_reads_back_and_other_lengths_are_refused() {
        let id = TokenId::from_random(*b"0123456789abcdef");
        assert_eq!(id.to_string(), "MDEyMzQ1Njc4OWFiY2RlZg");
        assert_eq!(id.to_string().parse(), Ok(id));
        for text in [
            "",
            "MDEy",
            "MDEyMzQ1Njc4OWFiY2RlZg==",
            "MDEyMzQ1Njc4OWFiY2RlZh",
            "MDEyMzQ1Njc4OWFiY2RlZmdo",
        ] {
            assert_eq!(
                text.parse::<TokenId>().unwrap_err().code(),
                "pairing.malformed",
                "{text:?}"
            );
        }
    }
}
