//! A clock that stands until it is moved, and randomness that repeats.

use std::sync::{Arc, Mutex, PoisonError};

use crate::{model::Timestamp, sync::Platform};

#[derive(Debug)]
struct State {
    now: Timestamp,
    seed: u64,
}

/// Clock and randomness under a test's control. Cloning shares it.
///
/// ```
/// use tumulte_core::{model::Timestamp, sync::Platform, testing::FixedPlatform};
///
/// let platform = FixedPlatform::new(Timestamp::from_millis(1_790_000_000_000), 7);
/// platform.advance(250);
/// assert_eq!(platform.now().to_string(), "2026-09-21T14:13:20.250Z");
///
/// let again = FixedPlatform::new(platform.now(), 7);
/// assert_eq!(again.random(), platform.random());
/// ```
#[derive(Debug, Clone)]
pub struct FixedPlatform {
    state: Arc<Mutex<State>>,
}

impl FixedPlatform {
    /// A clock that stands at `now`; equal seeds give equal bytes.
    #[must_use]
    pub fn new(now: Timestamp, seed: u64) -> Self {
        Self { state: Arc::new(Mutex::new(State { now, seed })) }
    }

    /// Moves the clock on.
    pub fn advance(&self, millis: i64) {
        self.with(|state| {
            state.now = Timestamp::from_millis(state.now.as_millis().saturating_add(millis));
        });
    }

    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Default for FixedPlatform {
    /// Some evening in 2026, with the seed 0.
    fn default() -> Self {
        Self::new(Timestamp::from_millis(1_790_000_000_000), 0)
    }
}

impl Platform for FixedPlatform {
    fn now(&self) -> Timestamp {
        self.with(|state| state.now)
    }

    fn random(&self) -> [u8; 10] {
        let mut bytes = [0; 10];
        self.with(|state| {
            for chunk in bytes.chunks_mut(8) {
                let word = next(&mut state.seed).to_le_bytes();
                chunk.iter_mut().zip(word).for_each(|(place, byte)| *place = byte);
            }
        });
        bytes
    }
}

/// The next number of `SplitMix64`: short, and every seed is as good as another.
///
/// See Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
const fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut word = *seed;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}
