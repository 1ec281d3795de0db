//! What was seen before.

use super::{PairingError, TokenId};
use crate::model::{Map, Timestamp};

/// One `jti` or `nonce` that must not come again, and how long that has to be remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplayKey {
    id: TokenId,
    forget_after: Timestamp,
}

impl ReplayKey {
    pub(super) const fn new(id: TokenId, forget_after: Timestamp) -> Self {
        Self { id, forget_after }
    }

    /// What must not come again.
    #[must_use]
    pub const fn id(&self) -> TokenId {
        self.id
    }

    /// From then on the token is refused as expired anyway.
    #[must_use]
    pub const fn forget_after(&self) -> Timestamp {
        self.forget_after
    }
}

/// Remembers what was seen, in memory, for a single process.
///
/// Servers that share a database keep the keys there under a unique constraint instead. The
/// memory is bounded; when it is full of tokens that are still valid it refuses new ones rather
/// than forget old ones.
///
/// ```
/// use tumulte_core::model::Timestamp;
/// use tumulte_core::pairing::{PairingClaim, ReplayMemory, TokenId};
///
/// let now = Timestamp::from_millis(1_790_000_000_000);
/// let claim = PairingClaim::create(TokenId::from_random([1; 16]), [2; 16], now);
/// let mut seen = ReplayMemory::with_capacity(1000);
/// assert!(seen.remember(&[claim.replay_key()], now).is_ok());
/// assert!(seen.remember(&[claim.replay_key()], now).is_err());
/// ```
#[derive(Debug, Clone)]
pub struct ReplayMemory {
    seen: Map<TokenId, Timestamp>,
    capacity: usize,
}

impl ReplayMemory {
    /// A memory for at most this many keys.
    #[must_use]
    pub const fn with_capacity(capacity: usize) -> Self {
        Self { seen: Map::new(), capacity }
    }

    /// Remembers the keys of one token: all of them, or none when it is refused.
    ///
    /// # Errors
    ///
    /// `pairing.replayed` when one was seen before, `limit.rate` when the memory is full.
    pub fn remember(&mut self, keys: &[ReplayKey], now: Timestamp) -> Result<(), PairingError> {
        let known = |key: &ReplayKey| self.seen.get(&key.id).is_some_and(|until| *until > now);
        if keys.iter().any(known) {
            return Err(PairingError::Replayed);
        }
        if self.seen.len().saturating_add(keys.len()) > self.capacity {
            self.seen.retain(|_, until| *until > now);
        }
        if self.seen.len().saturating_add(keys.len()) > self.capacity {
            return Err(PairingError::TooMany);
        }
        self.seen.extend(keys.iter().map(|key| (key.id, key.forget_after)));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(id: u8, until: i64) -> ReplayKey {
        ReplayKey::new(TokenId::from_random([id; 16]), Timestamp::from_millis(until))
    }

    #[test]
    fn one_known_key_refuses_the_whole_token() {
        let mut seen = ReplayMemory::with_capacity(10);
        let now = Timestamp::from_millis(0);
        seen.remember(&[key(1, 100), key(2, 100)], now).unwrap();
        assert_eq!(seen.remember(&[key(3, 100), key(2, 100)], now), Err(PairingError::Replayed));
        assert_eq!(seen.remember(&[key(3, 100)], now), Ok(()));
    }

    #[test]
    fn a_full_memory_refuses_until_something_expires() {
        let mut seen = ReplayMemory::with_capacity(2);
        seen.remember(&[key(1, 100), key(2, 200)], Timestamp::from_millis(0)).unwrap();
        assert_eq!(
            seen.remember(&[key(3, 300)], Timestamp::from_millis(99)),
            Err(PairingError::TooMany)
        );
        assert_eq!(seen.remember(&[key(3, 300)], Timestamp::from_millis(100)), Ok(()));
    }
}
