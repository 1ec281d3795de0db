//! The claim: the module that made an offer asks for its tokens.

use serde::{Deserialize, Serialize};

use super::offer::{expect_audience, expect_subject};
use super::token::{HS256, TokenFault, Unverified, VerifyingKey, sign};
use super::window::{CLOCK_LEEWAY_SECONDS, Window};
use super::{AUDIENCE, OfferKey, PairingError, ReplayKey, SharedSecret, SigningKey, TokenId};
use crate::model::Timestamp;

const SUBJECT: &str = "pairing:claim";

/// The proof that who asks for an offer's tokens is who made the offer: signed by the same key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingClaim {
    sub: String,
    aud: String,
    jti: TokenId,
    iat: i64,
    exp: i64,
    nonce: TokenId,
}

impl PairingClaim {
    /// How long a claim is valid, and the most that is granted.
    pub const LIFETIME_SECONDS: i64 = 60;

    /// Makes a claim on the offer `jti` with sixteen random bytes; valid from now for a minute.
    #[must_use]
    pub fn create(jti: TokenId, random: [u8; 16], now: Timestamp) -> Self {
        let window = Window::starting(now, Self::LIFETIME_SECONDS);
        Self {
            sub: SUBJECT.to_owned(),
            aud: AUDIENCE.to_owned(),
            jti,
            iat: window.issued,
            exp: window.expires,
            nonce: TokenId::from_random(random),
        }
    }

    /// Signs the claim. The key does not travel with it: the server knows it from the offer.
    #[must_use]
    pub fn sign<'a>(&self, key: impl Into<SigningKey<'a>>) -> String {
        sign(self, key.into(), false)
    }

    /// Checks that a token is a claim on the offer `jti`, signed by the offer's `key`, and timely.
    ///
    /// A public key in its header is ignored. `shared` is the operator's secret, needed when the
    /// offer was signed with it.
    ///
    /// # Errors
    ///
    /// `pairing.foreign_key` for another key, `pairing.unknown` for another offer, and the codes
    /// of [`VerifiedOffer::verify`](super::VerifiedOffer::verify) otherwise.
    pub fn verify(
        token: &str,
        jti: TokenId,
        key: OfferKey,
        shared: Option<&SharedSecret>,
        now: Timestamp,
    ) -> Result<Self, PairingError> {
        let token = Unverified::read(token)?;
        let key = match (key, shared) {
            (OfferKey::Ed25519(public), _) => VerifyingKey::Ed25519(public),
            (OfferKey::Shared, Some(secret)) => VerifyingKey::Shared(secret),
            // The operator took the secret away since: nobody can prove anything with it.
            (OfferKey::Shared, None) if token.algorithm() == HS256 => {
                return Err(PairingError::ForeignKey);
            }
            (OfferKey::Shared, None) => return Err(token.wrong_algorithm(HS256).into()),
        };
        let claim: Self = token.verify(key).map_err(|fault| match fault {
            TokenFault::Signature => PairingError::ForeignKey,
            other => other.into(),
        })?;
        expect_subject(&claim.sub, SUBJECT)?;
        expect_audience(&claim.aud)?;
        let window = Window { issued: claim.iat, expires: claim.exp };
        window.check(now, Self::LIFETIME_SECONDS, CLOCK_LEEWAY_SECONDS)?;
        if claim.jti != jti {
            return Err(PairingError::Unknown);
        }
        Ok(claim)
    }

    /// The offer it is about.
    #[must_use]
    pub const fn jti(&self) -> TokenId {
        self.jti
    }

    /// What must not have been seen before.
    #[must_use]
    pub const fn replay_key(&self) -> ReplayKey {
        let end = Timestamp::from_millis(0).plus_seconds(self.exp);
        ReplayKey::new(self.nonce, end.plus_seconds(CLOCK_LEEWAY_SECONDS))
    }
}
