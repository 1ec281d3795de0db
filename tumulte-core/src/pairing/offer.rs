//! The pairing offer: a world asks to be connected.

use serde::{Deserialize, Serialize, Serializer, ser::SerializeStruct as _};

use super::error::excerpt;
use super::token::{EDDSA, HS256, Unverified, VerifyingKey, sign};
use super::window::{CLOCK_LEEWAY_SECONDS, Window};
use super::{
    AUDIENCE, ConnectUrl, OfferKey, PairingCode, PairingError, ReplayKey, SharedSecret, SigningKey,
    TokenId,
};
use crate::model::{Timestamp, VttKind};

/// What subjects begin with; the name of the tabletop follows.
const SUBJECT: &str = "vtt:";
/// How many bytes of each claim are kept: tabletops' ids as everywhere, names and versions for people to read.
const MAX_ID_BYTES: usize = 256;
const MAX_NAME_BYTES: usize = 1024;
const MAX_VERSION_BYTES: usize = 64;
/// Who makes offers of Foundry's worlds.
const MODULE: &str = "foundry-module:tumulte";
/// Who makes offers of every other tabletop's.
const RELAY: &str = "relay:tumulte";

/// What an offer says about the world, in the tabletop's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferDetails {
    world_id: String,
    world_name: String,
    gm_user_id: String,
    module_version: String,
    #[serde(default = "foundry", skip_serializing_if = "is_foundry")]
    vtt: VttKind,
}

impl OfferDetails {
    /// Names the world, the game master who asks and the version of the module; the tabletop is Foundry.
    pub fn new(
        world_id: impl Into<String>,
        world_name: impl Into<String>,
        gm_user_id: impl Into<String>,
        module_version: impl Into<String>,
    ) -> Self {
        Self {
            world_id: world_id.into(),
            world_name: world_name.into(),
            gm_user_id: gm_user_id.into(),
            module_version: module_version.into(),
            vtt: VttKind::Foundry,
        }
    }

    /// Says that the world is one of another tabletop, for which a relay speaks.
    #[must_use]
    pub fn with_vtt(mut self, vtt: VttKind) -> Self {
        self.vtt = vtt;
        self
    }
}

const fn foundry() -> VttKind {
    VttKind::Foundry
}

fn is_foundry(vtt: &VttKind) -> bool {
    *vtt == VttKind::Foundry
}

/// Who may make offers of worlds of this tabletop.
fn issuer(vtt: &VttKind) -> &'static str {
    if is_foundry(vtt) { MODULE } else { RELAY }
}

/// A world's request to be connected: the claims of the pairing JWT.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingOffer {
    sub: String,
    aud: String,
    iss: String,
    pairing_code: PairingCode,
    world_id: String,
    world_name: String,
    gm_user_id: String,
    module_version: String,
    iat: i64,
    exp: i64,
    nonce: TokenId,
    jti: TokenId,
}

impl PairingOffer {
    /// How many random bytes [`create`](Self::create) takes.
    pub const RANDOM_BYTES: usize = 40;

    /// How long an offer stays open, and the most that is granted.
    pub const LIFETIME_SECONDS: i64 = 300;

    /// Makes an offer that begins now and stays open for five minutes.
    #[must_use]
    pub fn create(
        details: OfferDetails,
        random: &[u8; Self::RANDOM_BYTES],
        now: Timestamp,
    ) -> Self {
        let (mut code, mut nonce, mut jti) = ([0; 8], [0; 16], [0; 16]);
        let places = code.iter_mut().chain(&mut nonce).chain(&mut jti);
        places.zip(random).for_each(|(place, byte)| *place = *byte);
        let window = Window::starting(now, Self::LIFETIME_SECONDS);
        Self {
            sub: format!("{SUBJECT}{}", details.vtt),
            aud: AUDIENCE.to_owned(),
            iss: issuer(&details.vtt).to_owned(),
            pairing_code: PairingCode::from_random(code),
            world_id: details.world_id,
            world_name: details.world_name,
            gm_user_id: details.gm_user_id,
            module_version: details.module_version,
            iat: window.issued,
            exp: window.expires,
            nonce: TokenId::from_random(nonce),
            jti: TokenId::from_random(jti),
        }
    }

    /// Signs the offer. A key pair's public half travels in the header; a shared secret does not.
    #[must_use]
    pub fn sign<'a>(&self, key: impl Into<SigningKey<'a>>) -> String {
        sign(self, key.into(), true)
    }

    /// The URL that holds the whole offer, for the signed `token` of it.
    #[must_use]
    pub fn connect_url(&self, token: impl Into<String>) -> ConnectUrl {
        ConnectUrl::new(token, self.jti)
    }

    /// The code the game master types.
    #[must_use]
    pub const fn code(&self) -> PairingCode {
        self.pairing_code
    }

    /// The offer's own name.
    #[must_use]
    pub const fn jti(&self) -> TokenId {
        self.jti
    }

    /// What makes the token unique.
    #[must_use]
    pub const fn nonce(&self) -> TokenId {
        self.nonce
    }

    /// The tabletop the world is one of.
    #[must_use]
    pub fn vtt(&self) -> VttKind {
        self.sub.strip_prefix(SUBJECT).unwrap_or_default().to_owned().into()
    }

    /// The tabletop's id of the world.
    #[must_use]
    pub fn world_id(&self) -> &str {
        &self.world_id
    }

    /// The world's title.
    #[must_use]
    pub fn world_name(&self) -> &str {
        &self.world_name
    }

    /// The tabletop's id of the game master who asks.
    #[must_use]
    pub fn gm_user_id(&self) -> &str {
        &self.gm_user_id
    }

    /// The version of the module that asks.
    #[must_use]
    pub fn module_version(&self) -> &str {
        &self.module_version
    }

    /// When it was made, by the maker's clock.
    #[must_use]
    pub const fn issued_at(&self) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(self.iat)
    }

    /// When it ends.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.window().expires_at()
    }

    fn check_lengths(&self) -> Result<(), PairingError> {
        let claims = [
            ("world_id", &self.world_id, MAX_ID_BYTES),
            ("gm_user_id", &self.gm_user_id, MAX_ID_BYTES),
            ("world_name", &self.world_name, MAX_NAME_BYTES),
            ("module_version", &self.module_version, MAX_VERSION_BYTES),
        ];
        for (claim, text, limit) in claims {
            let found = text.len();
            if found > limit {
                return Err(PairingError::ClaimTooLong { claim, found, limit });
            }
        }
        Ok(())
    }

    const fn window(&self) -> Window {
        Window { issued: self.iat, expires: self.exp }
    }
}

/// An offer whose signature and claims are checked, with the key that signed it.
///
/// It serialises for people and programs, not as a token: `{"code","jti","nonce","worldId",
/// "worldName","gmUserId","moduleVersion","issuedAt","expiresAt","key"}`, with `vtt` where that is not
/// Foundry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedOffer {
    offer: PairingOffer,
    key: OfferKey,
}

impl VerifiedOffer {
    /// Checks a token in this order: form, algorithm, signature, subject, issuer, audience, time.
    ///
    /// `HS256` is accepted only when the operator set a shared secret. Whether the offer was seen
    /// before is for its [`replay_keys`](Self::replay_keys) to tell.
    ///
    /// # Errors
    ///
    /// `pairing.malformed`, `pairing.oversized`, `pairing.critical_header`, `pairing.algorithm`,
    /// `pairing.signature`, `pairing.subject`, `pairing.issuer`, `pairing.audience`,
    /// `pairing.lifetime`, `pairing.not_yet_valid`, `pairing.expired`.
    pub fn verify(
        token: &str,
        shared: Option<&SharedSecret>,
        now: Timestamp,
    ) -> Result<Self, PairingError> {
        let token = Unverified::read(token)?;
        let (offer, key): (PairingOffer, _) = match (token.algorithm(), token.jwk(), shared) {
            (EDDSA, Some(jwk), _) => {
                let key = jwk.key()?;
                (token.verify(VerifyingKey::Ed25519(key))?, OfferKey::Ed25519(key))
            }
            (EDDSA, None, _) => {
                return Err(PairingError::Malformed(
                    "the header has no public key (`jwk`)".to_owned(),
                ));
            }
            (HS256, None, Some(secret)) => {
                (token.verify(VerifyingKey::Shared(secret))?, OfferKey::Shared)
            }
            (_, None, Some(_)) => return Err(token.wrong_algorithm("EdDSA or HS256").into()),
            _ => return Err(token.wrong_algorithm(EDDSA).into()),
        };
        let vtt = offer.vtt();
        // Nobody could read what a tabletop sends that is not known by name.
        if matches!(vtt, VttKind::Other(_)) || !offer.sub.starts_with(SUBJECT) {
            let expected = "vtt:foundry or another tabletop by name";
            return Err(PairingError::Subject { found: excerpt(&offer.sub), expected });
        }
        let expected = issuer(&vtt);
        if offer.iss != expected {
            return Err(PairingError::Issuer { found: excerpt(&offer.iss), expected });
        }
        expect_audience(&offer.aud)?;
        if offer.world_id.trim().is_empty() {
            return Err(PairingError::Malformed("the claim `world_id` is empty".to_owned()));
        }
        offer.check_lengths()?;
        offer.window().check(now, PairingOffer::LIFETIME_SECONDS, CLOCK_LEEWAY_SECONDS)?;
        Ok(Self { offer, key })
    }

    /// What was offered.
    #[must_use]
    pub const fn offer(&self) -> &PairingOffer {
        &self.offer
    }

    /// The key that signed it, to be kept until the offer is claimed.
    #[must_use]
    pub const fn key(&self) -> OfferKey {
        self.key
    }

    /// What must not have been seen before: the `jti` and the `nonce`.
    #[must_use]
    pub const fn replay_keys(&self) -> [ReplayKey; 2] {
        let until = self.offer.expires_at().plus_seconds(CLOCK_LEEWAY_SECONDS);
        [ReplayKey::new(self.offer.jti, until), ReplayKey::new(self.offer.nonce, until)]
    }
}

impl Serialize for VerifiedOffer {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let offer = &self.offer;
        let mut fields = serializer.serialize_struct("VerifiedOffer", 11)?;
        fields.serialize_field("code", &offer.pairing_code)?;
        fields.serialize_field("jti", &offer.jti)?;
        fields.serialize_field("nonce", &offer.nonce)?;
        fields.serialize_field("worldId", &offer.world_id)?;
        fields.serialize_field("worldName", &offer.world_name)?;
        fields.serialize_field("gmUserId", &offer.gm_user_id)?;
        fields.serialize_field("moduleVersion", &offer.module_version)?;
        fields.serialize_field("issuedAt", &offer.issued_at())?;
        fields.serialize_field("expiresAt", &offer.expires_at())?;
        fields.serialize_field("key", &self.key.to_string())?;
        match offer.vtt() {
            VttKind::Foundry => fields.skip_field("vtt")?,
            vtt => fields.serialize_field("vtt", &vtt)?,
        }
        fields.end()
    }
}

pub(super) fn expect_subject(found: &str, expected: &'static str) -> Result<(), PairingError> {
    if found == expected {
        return Ok(());
    }
    Err(PairingError::Subject { found: excerpt(found), expected })
}

pub(super) fn expect_audience(found: &str) -> Result<(), PairingError> {
    if found == AUDIENCE {
        return Ok(());
    }
    Err(PairingError::Audience { found: excerpt(found), expected: AUDIENCE })
}
