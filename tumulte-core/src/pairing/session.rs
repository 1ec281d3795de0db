//! Session tokens: what the module shows at every handshake.

use serde::{Deserialize, Serialize};

use super::error::excerpt;
use super::token::{Unverified, VerifyingKey, sign};
use super::window::{Window, WindowFault};
use super::{KeyPair, PublicKey, SigningKey, TokenError, TokenId};
use crate::model::{CampaignId, ConnectionId, Timestamp};

const SUBJECT: &str = "vtt:session";

/// What a session token says: whose connection, which campaign, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionClaims {
    iss: String,
    sub: String,
    #[serde(rename = "connection_id")]
    connection: ConnectionId,
    #[serde(rename = "campaign_id", default, skip_serializing_if = "Option::is_none")]
    campaign: Option<CampaignId>,
    iat: i64,
    exp: i64,
    jti: TokenId,
}

impl SessionClaims {
    /// The paired world the session speaks for.
    #[must_use]
    pub const fn connection_id(&self) -> ConnectionId {
        self.connection
    }

    /// The campaign it may write to; none before the world is imported.
    #[must_use]
    pub const fn campaign_id(&self) -> Option<CampaignId> {
        self.campaign
    }

    /// The token's own name.
    #[must_use]
    pub const fn jti(&self) -> TokenId {
        self.jti
    }

    /// When it was issued, to the second.
    #[must_use]
    pub const fn issued_at(&self) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(self.iat)
    }

    /// When it ends.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        Window { issued: self.iat, expires: self.exp }.expires_at()
    }
}

/// A signed session with its end, as it is sent to the module. `Debug` does not show the token.
#[derive(Clone)]
pub struct SessionToken {
    token: String,
    expires_at: Timestamp,
}

impl SessionToken {
    /// How long a session lasts.
    pub const LIFETIME_SECONDS: i64 = 3600;

    /// The token as it is sent.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.token
    }

    /// When it ends.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }
}

impl core::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "SessionToken(*** until {})", self.expires_at)
    }
}

/// The server's key for sessions and the name it signs them with.
///
/// ```
/// use tumulte_core::model::{ConnectionId, Timestamp};
/// use tumulte_core::pairing::{KeyPair, SessionKey};
///
/// let now = Timestamp::from_millis(1_790_000_000_000);
/// let key = SessionKey::new(KeyPair::from_random([7; 32]), "tumulte:server");
/// let connection = ConnectionId::from_parts(now, [1; 10]);
/// let session = key.issue(connection, None, [2; 16], now);
/// assert_eq!(key.verify(session.text(), now)?.connection_id(), connection);
/// # Ok::<(), tumulte_core::pairing::TokenError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SessionKey {
    pair: KeyPair,
    issuer: String,
}

impl SessionKey {
    /// Joins the server's key with its name as issuer.
    pub fn new(pair: KeyPair, issuer: impl Into<String>) -> Self {
        Self { pair, issuer: issuer.into() }
    }

    /// Signs a session of one hour; the sixteen random bytes become its `jti`.
    #[must_use]
    pub fn issue(
        &self,
        connection: ConnectionId,
        campaign: Option<CampaignId>,
        random: [u8; 16],
        now: Timestamp,
    ) -> SessionToken {
        let window = Window::starting(now, SessionToken::LIFETIME_SECONDS);
        let claims = SessionClaims {
            iss: self.issuer.clone(),
            sub: SUBJECT.to_owned(),
            connection,
            campaign,
            iat: window.issued,
            exp: window.expires,
            jti: TokenId::from_random(random),
        };
        let token = sign(&claims, SigningKey::Ed25519(&self.pair), false);
        SessionToken { token, expires_at: window.expires_at() }
    }

    /// What checks these sessions, here or elsewhere: it holds no secret.
    #[must_use]
    pub fn verifier(&self) -> SessionVerifier {
        SessionVerifier::new(self.pair.public(), self.issuer.clone())
    }

    /// Checks a session token, see [`SessionVerifier::verify`].
    ///
    /// # Errors
    ///
    /// As [`SessionVerifier::verify`].
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<SessionClaims, TokenError> {
        check(self.pair.public(), &self.issuer, token, now)
    }
}

/// Checks the sessions of one server by its public key, for programs beside it.
///
/// ```
/// use tumulte_core::model::{ConnectionId, Timestamp};
/// use tumulte_core::pairing::{KeyPair, SessionKey, SessionVerifier};
///
/// let now = Timestamp::from_millis(1_790_000_000_000);
/// let pair = KeyPair::from_random([7; 32]);
/// let verifier = SessionVerifier::new(pair.public(), "tumulte:server");
/// let connection = ConnectionId::from_parts(now, [1; 10]);
/// let session = SessionKey::new(pair, "tumulte:server").issue(connection, None, [2; 16], now);
/// assert_eq!(verifier.verify(session.text(), now)?.connection_id(), connection);
/// # Ok::<(), tumulte_core::pairing::TokenError>(())
/// ```
#[derive(Debug, Clone)]
pub struct SessionVerifier {
    key: PublicKey,
    issuer: String,
}

impl SessionVerifier {
    /// Joins a server's public key with the name it signs with.
    pub fn new(key: PublicKey, issuer: impl Into<String>) -> Self {
        Self { key, issuer: issuer.into() }
    }

    /// Checks form, algorithm, signature, issuer, subject and time of a session token.
    ///
    /// Its end is exact, since a server made it; its beginning may lie a minute ahead, since that
    /// server may be a neighbour. Whether the connection was revoked is the database's to say.
    ///
    /// # Errors
    ///
    /// `token.malformed`, `token.algorithm`, `token.signature`, `token.foreign`, `token.expired`,
    /// `token.not_yet_valid`.
    pub fn verify(&self, token: &str, now: Timestamp) -> Result<SessionClaims, TokenError> {
        check(self.key, &self.issuer, token, now)
    }
}

fn check(
    key: PublicKey,
    issuer: &str,
    token: &str,
    now: Timestamp,
) -> Result<SessionClaims, TokenError> {
    let claims: SessionClaims = Unverified::read(token)?.verify(VerifyingKey::Ed25519(key))?;
    expect("issuer", &claims.iss, issuer)?;
    expect("subject", &claims.sub, SUBJECT)?;
    let window = Window { issued: claims.iat, expires: claims.exp };
    window.check(now, SessionToken::LIFETIME_SECONDS, 0).map_err(|fault| match fault {
        WindowFault::Expired { seconds, .. } => TokenError::Expired { seconds },
        WindowFault::NotYetValid { seconds } => TokenError::NotYetValid { seconds },
        WindowFault::Lifetime { found, limit } => {
            TokenError::Malformed(format!("valid for {found} s, expected 1 to {limit} s"))
        }
    })?;
    Ok(claims)
}

fn expect(claim: &'static str, found: &str, expected: &str) -> Result<(), TokenError> {
    if found == expected {
        return Ok(());
    }
    Err(TokenError::Foreign { claim, found: excerpt(found), expected: expected.to_owned() })
}
