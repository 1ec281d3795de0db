//! Refresh tokens: opaque, single use, stored as a hash.

use core::{fmt, str::FromStr};

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize as _, Zeroizing};

use super::TokenError;
use crate::model::{from_base64url_into, to_base64url};

/// Lets people and scanners of leaked secrets see what they look at.
const PREFIX: &str = "tmlt_rt_";

/// 256 random bits that buy one new session; wiped when dropped and never shown by `Debug`.
///
/// ```
/// use tumulte_core::pairing::RefreshToken;
///
/// let token = RefreshToken::from_random([7; 32]);
/// let stored = token.hash();
/// let sent: RefreshToken = token.text().parse()?;
/// assert!(stored.matches(&sent));
/// # Ok::<(), tumulte_core::pairing::TokenError>(())
/// ```
#[derive(Clone)]
pub struct RefreshToken(Zeroizing<[u8; 32]>);

impl RefreshToken {
    /// Wraps 32 random bytes.
    #[must_use]
    pub fn from_random(mut random: [u8; 32]) -> Self {
        let token = Self(Zeroizing::new(random));
        random.zeroize();
        token
    }

    /// The token as it is sent: a prefix and base64url.
    #[must_use]
    pub fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(PREFIX.to_owned());
        text.push_str(&Zeroizing::new(to_base64url(self.0.as_slice())));
        text
    }

    /// What a database keeps in its place. The token has 256 random bits: no salt, no slow hash.
    #[must_use]
    pub fn hash(&self) -> RefreshTokenHash {
        RefreshTokenHash(Sha256::digest(self.0.as_slice()).into())
    }
}

impl FromStr for RefreshToken {
    type Err = TokenError;

    /// Reads what [`text`](RefreshToken::text) wrote.
    ///
    /// # Errors
    ///
    /// `token.malformed` when it is anything else.
    fn from_str(text: &str) -> Result<Self, TokenError> {
        let mut bytes = Zeroizing::new([0; 32]);
        let size = text
            .strip_prefix(PREFIX)
            .and_then(|rest| from_base64url_into(rest, bytes.as_mut_slice()));
        match size {
            Some(32) => Ok(Self(bytes)),
            _ => Err(TokenError::Malformed(format!(
                "expected a refresh token that begins with {PREFIX}"
            ))),
        }
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RefreshToken({PREFIX}***)")
    }
}

/// The SHA-256 of a refresh token.
#[derive(Debug, Clone, Copy)]
pub struct RefreshTokenHash([u8; 32]);

impl RefreshTokenHash {
    /// Wraps a stored hash.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bare bytes, as a database stores them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether it is the hash of `token`; takes the same time either way.
    #[must_use]
    pub fn matches(&self, token: &RefreshToken) -> bool {
        *self == token.hash()
    }
}

impl PartialEq for RefreshTokenHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for RefreshTokenHash {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_knows_its_token_alone() {
        let token = RefreshToken::from_random([7; 32]);
        let stored = RefreshTokenHash::from_bytes(*token.hash().as_bytes());
        assert!(stored.matches(&token.text().parse().unwrap()));
        assert!(!stored.matches(&RefreshToken::from_random([8; 32])));
    }

    #[test]
    fn debug_shows_no_token() {
        assert_eq!(
            format!("{:?}", RefreshToken::from_random([7; 32])),
            "RefreshToken(tmlt_rt_***)"
        );
    }

    #[test]
    fn what_is_no_refresh_token_is_malformed() {
        let token = RefreshToken::from_random([7; 32]).text();
        let bare = token.trim_start_matches(PREFIX);
        for text in ["", PREFIX, bare, &token[..token.len() - 1], &format!("{}AAAA", *token)] {
            assert_eq!(
                text.parse::<RefreshToken>().unwrap_err().code(),
                "token.malformed",
                "{text:?}"
            );
        }
    }
}
