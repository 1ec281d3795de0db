//! What can go wrong between a raw event and its receipt.

use crate::{model::Quoted, vtt::VttError};

/// The store could not do its part.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The database did not answer or refused; trying again may help. The source is for logs only.
    #[error("the storage did not answer")]
    Unavailable(#[source] Box<dyn core::error::Error + Send + Sync>),
    /// What lies in the database can't be read back.
    #[error("a stored {what} can't be read")]
    Corrupt {
        /// The kind of row.
        what: &'static str,
    },
}

/// Why an event from a tabletop was not taken.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// Not an object, or a field is missing or of the wrong type.
    #[error("the event can't be read: {0}")]
    Malformed(String),
    /// Larger than [`MAX_EVENT_BYTES`](super::MAX_EVENT_BYTES).
    #[error("the event has {size} bytes, at most {max} are allowed")]
    Oversized {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// Nested deeper than [`MAX_EVENT_DEPTH`](super::MAX_EVENT_DEPTH).
    #[error("the event nests deeper than 64 levels")]
    TooDeep,
    /// An event name the protocol does not have.
    #[error("no event is named {}", Quoted(.0))]
    Unknown(String),
    /// The message inside the event could not be read.
    #[error(transparent)]
    Vtt(#[from] VttError),
    /// The event names another world than the connection is paired with.
    #[error("this connection is paired with another world than {}", Quoted(.0))]
    WorldMismatch(String),
    /// The world is paired, but not imported as a campaign yet.
    #[error("the game master has not imported this world yet")]
    NotImported,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SyncError {
    /// Every code of this area; a message that can't be read brings those of
    /// [`VttError`](crate::vtt::VttError) along.
    pub const CODES: &'static [&'static str] = &[
        "event.malformed",
        "event.oversized",
        "event.too_deep",
        "event.unknown",
        "world.mismatch",
        "campaign.not_imported",
        "storage.unavailable",
        "storage.corrupt",
    ];

    /// The stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "event.malformed",
            Self::Oversized { .. } => "event.oversized",
            Self::TooDeep => "event.too_deep",
            Self::Unknown(_) => "event.unknown",
            Self::Vtt(error) => error.code(),
            Self::WorldMismatch(_) => "world.mismatch",
            Self::NotImported => "campaign.not_imported",
            Self::Store(StoreError::Unavailable(_)) => "storage.unavailable",
            Self::Store(StoreError::Corrupt { .. }) => "storage.corrupt",
        }
    }

    /// Whether sending the same event again later can succeed.
    #[must_use]
    pub const fn retry(&self) -> bool {
        matches!(self, Self::NotImported | Self::Store(StoreError::Unavailable(_)))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_own_code_is_listed_once() {
        let own = [
            SyncError::Malformed(String::new()),
            SyncError::Oversized { size: 2, max: 1 },
            SyncError::TooDeep,
            SyncError::Unknown(String::new()),
            SyncError::WorldMismatch(String::new()),
            SyncError::NotImported,
            StoreError::Unavailable("down".into()).into(),
            StoreError::Corrupt { what: "roll" }.into(),
        ];
        let codes: BTreeSet<_> = own.iter().map(SyncError::code).collect();
        assert_eq!(codes, SyncError::CODES.iter().copied().collect());
        assert_eq!(own.len(), SyncError::CODES.len());
    }
}
