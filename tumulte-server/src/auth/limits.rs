//! How often somebody may try something.

use std::{
    fmt,
    hash::Hash,
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};

use tumulte_core::model::UserId;

use crate::error::ApiError;

type Keyed<K> = RateLimiter<K, HashMapStateStore<K>, DefaultClock>;

/// How many addresses are remembered before the ones at rest are forgotten.
const REMEMBERED: usize = 10_000;

/// The limits on what can be guessed: passwords, pairing codes, tokens.
pub(crate) struct Limits {
    sign_in: Keyed<IpAddr>,
    code: Keyed<IpAddr>,
    code_of_account: Keyed<UserId>,
    offer: Keyed<IpAddr>,
    dice: Keyed<IpAddr>,
    vote: Keyed<IpAddr>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: per_minute(20),
            code: per_minute(20),
            code_of_account: per_minute(20),
            offer: per_minute(60),
            dice: per_minute(300),
            vote: per_minute(120),
        }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Limits").finish_non_exhaustive()
    }
}

impl Limits {
    /// Counts a try to sign in or register.
    ///
    /// # Errors
    ///
    /// `limit.rate` when there were too many.
    pub(crate) fn sign_in(&self, from: IpAddr) -> Result<(), ApiError> {
        check(&self.sign_in, &place(from))
    }

    /// Counts a try to guess a pairing code.
    ///
    /// # Errors
    ///
    /// `limit.rate` when there were too many.
    pub(crate) fn code(&self, from: IpAddr, account: UserId) -> Result<(), ApiError> {
        check(&self.code, &place(from))?;
        // Whoever has many addresses still needs many accounts.
        check(&self.code_of_account, &account)
    }

    /// Counts a module's request for an offer or for tokens.
    ///
    /// # Errors
    ///
    /// `limit.rate` when there were too many.
    pub(crate) fn offer(&self, from: IpAddr) -> Result<(), ApiError> {
        check(&self.offer, &place(from))
    }

    /// Counts a die that calls.
    ///
    /// # Errors
    ///
    /// `limit.rate` when there were too many.
    pub(crate) fn dice(&self, from: IpAddr) -> Result<(), ApiError> {
        check(&self.dice, &place(from))
    }

    /// Counts a vote, also one that is changed.
    ///
    /// # Errors
    ///
    /// `limit.rate` when there were too many.
    pub(crate) fn vote(&self, from: IpAddr) -> Result<(), ApiError> {
        check(&self.vote, &place(from))
    }
}

/// Who has one IPv6 address has a whole network of them.
pub(crate) fn place(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(v6) => Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX)).into(),
        IpAddr::V4(v4) => v4.into(),
    }
}

fn per_minute<K: Hash + Eq + Clone>(tries: u32) -> Keyed<K> {
    RateLimiter::hashmap(Quota::per_minute(NonZeroU32::new(tries).unwrap_or(NonZeroU32::MIN)))
}

fn check<K: Hash + Eq + Clone>(limiter: &Keyed<K>, from: &K) -> Result<(), ApiError> {
    if limiter.len() > REMEMBERED {
        limiter.retain_recent();
    }
    limiter.check_key(from).map_err(|refusal| {
        let wait = refusal.wait_time_from(DefaultClock::default().now());
        ApiError::rate_limited(wait.as_secs() + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_addresses_has_one_share() {
        let limits = Limits::default();
        let tries = (0..30).map(|n| limits.sign_in(format!("2001:db8::{n:x}").parse().unwrap()));
        assert_eq!(tries.flatten().count(), 20);
        assert!(limits.sign_in("2001:db8:0:1::1".parse().unwrap()).is_ok());
        assert!(limits.sign_in("192.0.2.1".parse().unwrap()).is_ok());
    }

    #[test]
    fn an_account_guesses_codes_no_faster_from_many_addresses() {
        let limits = Limits::default();
        let account = UserId::from_uuid(uuid::Uuid::nil());
        let tries = (0..60).map(|n| limits.code(format!("192.0.2.{n}").parse().unwrap(), account));
        assert_eq!(tries.flatten().count(), 20);
    }
}
