//! When a token is valid.

use crate::model::Timestamp;

/// How far two clocks may differ before a token is refused.
pub const CLOCK_LEEWAY_SECONDS: i64 = 60;

/// The claims `iat` and `exp`, in seconds since the epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) issued: i64,
    pub(super) expires: i64,
}

/// Why a moment lies outside a token's window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WindowFault {
    Expired { seconds: i64, behind: i64 },
    NotYetValid { seconds: i64 },
    Lifetime { found: i64, limit: i64 },
}

impl Window {
    /// The window that begins now and lasts this many seconds.
    pub(super) const fn starting(now: Timestamp, seconds: i64) -> Self {
        let issued = now.as_seconds();
        Self { issued, expires: issued.saturating_add(seconds) }
    }

    /// The end as a moment.
    pub(super) const fn expires_at(self) -> Timestamp {
        Timestamp::from_millis(0).plus_seconds(self.expires)
    }

    /// Checks length, begin and end, in this order: a token that asks for too much is refused for
    /// that even while it is valid.
    pub(super) const fn check(
        self,
        now: Timestamp,
        limit: i64,
        grace: i64,
    ) -> Result<(), WindowFault> {
        let lifetime = self.expires.saturating_sub(self.issued);
        if lifetime < 1 || lifetime > limit {
            return Err(WindowFault::Lifetime { found: lifetime, limit });
        }
        let now = now.as_seconds();
        let ahead = self.issued.saturating_sub(now);
        if ahead > CLOCK_LEEWAY_SECONDS {
            return Err(WindowFault::NotYetValid { seconds: ahead });
        }
        let over = now.saturating_sub(self.expires);
        if over >= grace {
            return Err(WindowFault::Expired {
                seconds: over,
                behind: now.saturating_sub(self.issued),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { issued: 1000, expires: 1300 };

    fn at(seconds: i64) -> Result<(), WindowFault> {
        WINDOW.check(Timestamp::from_millis(seconds * 1000), 300, CLOCK_LEEWAY_SECONDS)
    }

    #[test]
    fn a_minute_of_difference_is_forgiven_on_both_sides() {
        assert_eq!(at(940), Ok(()));
        assert_eq!(at(1359), Ok(()));
    }

    #[test]
    fn beyond_that_the_fault_says_by_how_much() {
        assert_eq!(at(939), Err(WindowFault::NotYetValid { seconds: 61 }));
        assert_eq!(at(1360), Err(WindowFault::Expired { seconds: 60, behind: 360 }));
    }

    #[test]
    fn extreme_claims_do_not_overflow() {
        let now = Timestamp::from_millis(0);
        for (issued, expires) in
            [(i64::MIN, i64::MAX), (i64::MAX, i64::MIN), (i64::MAX - 1, i64::MAX)]
        {
            assert!(Window { issued, expires }.check(now, 300, 60).is_err());
        }
    }
}
