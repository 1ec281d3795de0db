//! The two things core may not fetch for itself.

use crate::model::Timestamp;

/// Clock and randomness, given by whoever embeds core.
pub trait Platform: Send + Sync {
    /// The current moment.
    fn now(&self) -> Timestamp;

    /// Ten random bytes for a new id.
    fn random(&self) -> [u8; 10];
}
