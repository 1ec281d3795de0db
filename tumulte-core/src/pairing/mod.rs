//! The handshake between a world and the server: code, keys, offers, claims, session and refresh tokens.
//!
//! Everything here is pure: the clock and the random bytes are arguments, so that the same code
//! runs in a browser, in a server and in a test with a fixed moment. The contract is the chapter
//! "Pairing" of `docs/wire.md`.
//!
//! The module makes a [`KeyPair`] and a [`PairingOffer`], signs it and shows its [`PairingCode`]
//! and [`ConnectUrl`]. The server verifies the offer and keeps the [`OfferKey`]. Once the GM has
//! confirmed, only a [`PairingClaim`] signed by that key receives a [`SessionToken`] and a
//! [`RefreshToken`].
//!
//! ```
//! use tumulte_core::model::Timestamp;
//! use tumulte_core::pairing::{KeyPair, OfferDetails, PairingOffer, VerifiedOffer};
//!
//! let now = Timestamp::from_millis(1_790_000_000_000);
//! let key = KeyPair::from_random([7; 32]);
//! let details = OfferDetails::new("kraken", "The Kraken's Wake", "gm0000000000000a", "1.0.0");
//! let offer = PairingOffer::create(details, &[9; PairingOffer::RANDOM_BYTES], now);
//! let token = offer.sign(&key);
//!
//! let seen = VerifiedOffer::verify(&token, None, now.plus_seconds(20))?;
//! assert_eq!(seen.offer().world_name(), "The Kraken's Wake");
//! assert_eq!(seen.offer().code(), offer.code());
//! # Ok::<(), tumulte_core::pairing::PairingError>(())
//! ```
//!
//! # Why an own reader of tokens?
//!
//! The JWT crates read the system clock and ask a process-wide crypto provider, neither of which
//! an embedder or a browser can hand in; and they carry a dozen algorithms this handshake must
//! refuse. What is left of RFC 7515 once only compact tokens with `EdDSA` and `HS256` are allowed
//! fits one file (`token.rs`); the cryptography itself is `ed25519-dalek` and `hmac`.

mod claim;
mod code;
mod error;
mod id;
mod key;
mod offer;
mod open;
mod refresh;
mod replay;
mod session;
mod token;
mod url;
mod window;

pub use claim::PairingClaim;
pub use code::PairingCode;
pub use error::{PairingError, TokenError};
pub use id::TokenId;
pub use key::{KeyPair, OfferKey, PublicKey, SharedSecret, SigningKey};
pub use offer::{OfferDetails, PairingOffer, VerifiedOffer};
pub use open::{OfferRequest, OpenOffer};
pub use refresh::{RefreshToken, RefreshTokenHash};
pub use replay::{ReplayKey, ReplayMemory};
pub use session::{SessionClaims, SessionKey, SessionToken, SessionVerifier};
pub use token::MAX_TOKEN_BYTES;
pub use url::{ConnectUrl, pair_url};
pub use window::CLOCK_LEEWAY_SECONDS;

/// Who pairing tokens are addressed to.
pub const AUDIENCE: &str = "tumulte:api";
