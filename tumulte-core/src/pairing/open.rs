//! Everything a module needs to show an offer and to claim it later.

use core::fmt;

use serde::{Deserialize, Serialize, Serializer};

use super::{
    ConnectUrl, KeyPair, OfferDetails, PairingClaim, PairingCode, PairingError, PairingOffer,
    TokenId, pair_url,
};
use crate::model::{Timestamp, VttKind, read_json};

/// What a maker written in another language asks for.
///
/// As JSON: `{"worldId","worldName","gmUserId","moduleVersion","vtt"?,"serverUrl"?,"nowMs"}`;
/// without `vtt` the world is one of Foundry's.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OfferRequest {
    world_id: String,
    world_name: String,
    gm_user_id: String,
    module_version: String,
    #[serde(default)]
    vtt: Option<VttKind>,
    #[serde(default)]
    server_url: Option<String>,
    now_ms: Timestamp,
}

impl OfferRequest {
    /// Reads a request from JSON.
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when a field is missing or of the wrong type.
    pub fn from_json(text: &str) -> Result<Self, PairingError> {
        read_json(text.as_bytes())
            .map_err(|error| PairingError::Malformed(format!("the request: {error}")))
    }

    /// Makes and signs the offer it asks for.
    #[must_use]
    pub fn open(self, random: &[u8; OpenOffer::RANDOM_BYTES]) -> OpenOffer {
        let details =
            OfferDetails::new(self.world_id, self.world_name, self.gm_user_id, self.module_version);
        let details = details.with_vtt(self.vtt.unwrap_or(VttKind::Foundry));
        OpenOffer::create(details, self.server_url.as_deref(), random, self.now_ms)
    }
}

/// A new offer with a key of its own, signed: what its maker shows, sends and keeps.
///
/// It serialises as `{"token","code","jti","secretKey","url","pairUrl"?,"expiresAt"}`, secret
/// included, for a maker written in another language. `Debug` shows the `jti` alone.
///
/// ```
/// use tumulte_core::model::Timestamp;
/// use tumulte_core::pairing::{OfferDetails, OpenOffer, PairingClaim, VerifiedOffer};
///
/// let now = Timestamp::from_millis(1_790_000_000_000);
/// let details = OfferDetails::new("kraken", "The Kraken's Wake", "gm0000000000000a", "1.0.0");
/// let open = OpenOffer::create(details, None, &[7; OpenOffer::RANDOM_BYTES], now);
///
/// let seen = VerifiedOffer::verify(open.token(), None, now)?;
/// let claim = open.claim([9; 16], now.plus_seconds(30));
/// PairingClaim::verify(&claim, open.jti(), seen.key(), None, now.plus_seconds(31))?;
/// # Ok::<(), tumulte_core::pairing::PairingError>(())
/// ```
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenOffer {
    token: String,
    code: PairingCode,
    jti: TokenId,
    #[serde(serialize_with = "secret_text")]
    secret_key: KeyPair,
    #[serde(serialize_with = "as_text")]
    url: ConnectUrl,
    #[serde(skip_serializing_if = "Option::is_none")]
    pair_url: Option<String>,
    expires_at: Timestamp,
}

impl OpenOffer {
    /// How many random bytes [`create`](Self::create) takes.
    pub const RANDOM_BYTES: usize = 32 + PairingOffer::RANDOM_BYTES;

    /// Makes key and offer from random bytes and signs it.
    ///
    /// With the address of the server, the offer knows the page that opens with its code filled in.
    #[must_use]
    pub fn create(
        details: OfferDetails,
        server_url: Option<&str>,
        random: &[u8; Self::RANDOM_BYTES],
        now: Timestamp,
    ) -> Self {
        let (mut secret, mut rest) = ([0; 32], [0; PairingOffer::RANDOM_BYTES]);
        secret.iter_mut().chain(&mut rest).zip(random).for_each(|(place, byte)| *place = *byte);
        let secret_key = KeyPair::from_random(secret);
        let offer = PairingOffer::create(details, &rest, now);
        let token = offer.sign(&secret_key);
        Self {
            code: offer.code(),
            jti: offer.jti(),
            url: offer.connect_url(token.clone()),
            pair_url: server_url
                .filter(|server| !server.is_empty())
                .map(|server| pair_url(server, offer.code())),
            expires_at: offer.expires_at(),
            token,
            secret_key,
        }
    }

    /// The signed offer, to be posted to the server.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The code to show.
    #[must_use]
    pub const fn code(&self) -> PairingCode {
        self.code
    }

    /// The offer's name.
    #[must_use]
    pub const fn jti(&self) -> TokenId {
        self.jti
    }

    /// The whole offer in one line to paste.
    #[must_use]
    pub const fn url(&self) -> &ConnectUrl {
        &self.url
    }

    /// The server's page with the code filled in.
    #[must_use]
    pub fn pair_url(&self) -> Option<&str> {
        self.pair_url.as_deref()
    }

    /// When the offer ends.
    #[must_use]
    pub const fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// Signs a claim on this offer with sixteen random bytes.
    #[must_use]
    pub fn claim(&self, random: [u8; 16], now: Timestamp) -> String {
        PairingClaim::create(self.jti, random, now).sign(&self.secret_key)
    }
}

impl fmt::Debug for OpenOffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OpenOffer({}, secrets ***)", self.jti)
    }
}

impl PairingClaim {
    /// Signs a claim for a maker who kept an offer's secret key and `jti` as text.
    ///
    /// # Errors
    ///
    /// `pairing.malformed` when one of them is no such text.
    pub fn sign_text(
        secret_key: &str,
        jti: &str,
        random: [u8; 16],
        now: Timestamp,
    ) -> Result<String, PairingError> {
        let key = KeyPair::from_secret_text(secret_key)?;
        Ok(Self::create(jti.parse()?, random, now).sign(&key))
    }
}

fn secret_text<S: Serializer>(key: &KeyPair, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&key.secret_text())
}

fn as_text<S: Serializer>(url: &ConnectUrl, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(url)
}
