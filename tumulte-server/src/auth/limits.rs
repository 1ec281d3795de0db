//! How often somebody may try something.

use std::{fmt, net::IpAddr, num::NonZeroU32};

use governor::{
    Quota, RateLimiter,
    clock::{Clock, DefaultClock},
    state::keyed::HashMapStateStore,
};

use crate::error::ApiError;

type Keyed = RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>;

/// How many addresses are remembered before the ones at rest are forgotten.
const REMEMBERED: usize = 10_000;

/// The limits on what can be guessed: passwords, pairing codes, tokens.
pub(crate) struct Limits {
    sign_in: Keyed,
    code: Keyed,
    offer: Keyed,
    dice: Keyed,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            sign_in: per_minute(20),
            code: per_minute(20),
            offer: per_minute(60),
            dice: per_minute(300),
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
        check(&self.sign_in, from)
    }

    /// Counts a try to guess a pairing code.
    ///
    /// # Errors
    ///
    /// `limit.rate` when there were too many.
    pub(crate) fn code(&self, from: IpAddr) -> Result<(), ApiError> {
        check(&self.code, from)
    }

    /// Counts a module's request for an offer or for tokens.
    ///
    /// # Errors
    ///
    /// `limit.rate` when there were too many.
    pub(crate) fn offer(&self, from: IpAddr) -> Result<(), ApiError> {
        check(&self.offer, from)
    }

    /// Counts a die that calls.
    ///
    /// # Errors
    ///
    /// `limit.rate` when there were too many.
    pub(crate) fn dice(&self, from: IpAddr) -> Result<(), ApiError> {
        check(&self.dice, from)
    }
}

fn per_minute(tries: u32) -> Keyed {
    RateLimiter::hashmap(Quota::per_minute(NonZeroU32::new(tries).unwrap_or(NonZeroU32::MIN)))
}

fn check(limiter: &Keyed, from: IpAddr) -> Result<(), ApiError> {
    if limiter.len() > REMEMBERED {
        limiter.retain_recent();
    }
    limiter.check_key(&from).map_err(|refusal| {
        let wait = refusal.wait_time_from(DefaultClock::default().now());
        ApiError::rate_limited(wait.as_secs() + 1)
    })
}
