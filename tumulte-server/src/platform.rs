//! The machine's clock, randomness and way out, in one place.

mod network;
mod outbound;

use std::time::{SystemTime, UNIX_EPOCH};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use tumulte_core::{model::Timestamp, sync::Platform};

pub(crate) use self::outbound::{innermost, prepare_tls};
pub use self::{
    network::{InvalidNetwork, Network},
    outbound::{Outbound, OutboundError, http_client},
};

/// The machine's own clock and randomness.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Platform for System {
    fn now(&self) -> Timestamp {
        now()
    }

    fn random(&self) -> [u8; 10] {
        random()
    }
}

/// The current moment.
#[must_use]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// An unguessable text of so many random bytes, for links and keys.
#[must_use]
pub(crate) fn secret<const N: usize>() -> String {
    URL_SAFE_NO_PAD.encode(random::<N>())
}

/// Random bytes from the operating system.
///
/// # Panics
///
/// When the operating system has no randomness to give: nothing secure can be done then.
#[must_use]
#[expect(clippy::expect_used, reason = "without randomness no secret may be made")]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}
