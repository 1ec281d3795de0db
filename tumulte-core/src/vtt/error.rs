//! What can go wrong between a tabletop and us.

use crate::{
    model::{Quoted, QuotedList},
    roll::RollError,
};

/// The largest message we read, in bytes.
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

/// How deep a message may nest.
pub const MAX_MESSAGE_DEPTH: usize = 64;

/// The most rolls one message may carry.
pub const MAX_MESSAGE_ROLLS: usize = 500;

/// The largest actor, item or combat document we read, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 8 * 1024 * 1024;

/// The most items, effects or combatants one document may carry.
pub const MAX_DOCUMENT_ENTRIES: usize = 2000;

/// Why a tabletop could not be read or asked.
///
/// Messages name what was found by kind and place, never by content: they may be logged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VttError {
    /// Not the JSON it should be: `vtt.malformed`.
    #[error("expected {expected}, found {found}")]
    Malformed {
        /// What should have stood there.
        expected: &'static str,
        /// What stood there.
        found: String,
    },
    /// Nested deeper than [`MAX_MESSAGE_DEPTH`]: `vtt.too_deep`.
    #[error("expected at most {MAX_MESSAGE_DEPTH} levels of nesting")]
    TooDeep,
    /// Larger than [`MAX_MESSAGE_BYTES`] or [`MAX_DOCUMENT_BYTES`]: `vtt.oversized`.
    #[error("expected at most {limit} bytes, found {found}")]
    Oversized {
        /// How many bytes there are.
        found: usize,
        /// How many there may be.
        limit: usize,
    },
    /// More than [`MAX_MESSAGE_ROLLS`] rolls in one message: `vtt.too_many_rolls`.
    #[error("expected at most {MAX_MESSAGE_ROLLS} rolls in one message")]
    TooManyRolls,
    /// More than [`MAX_DOCUMENT_ENTRIES`] items, effects or combatants in one document:
    /// `vtt.too_many_entries`.
    #[error("expected at most {MAX_DOCUMENT_ENTRIES} {what} in one document")]
    TooManyEntries {
        /// Of what.
        what: &'static str,
    },
    /// A roll of the message could not be read; the code is the roll's own: `roll.*`.
    #[error("roll {index} of the message: {source}")]
    Roll {
        /// Its place among the message's rolls.
        index: usize,
        /// What is wrong with it.
        source: RollError,
    },
    /// No adapter goes by this name: `vtt.unknown_provider`.
    #[error("expected one of {}, found the provider {}", QuotedList(.known), Quoted(.name))]
    UnknownProvider {
        /// The name asked for.
        name: String,
        /// The names that exist.
        known: Vec<String>,
    },
    /// The tabletop does not accept the credentials: `vtt.invalid_credentials`.
    #[error("the tabletop does not accept these credentials")]
    InvalidCredentials,
    /// The adapter was made without something it needs: `vtt.missing_setting`.
    #[error("expected the setting {}", Quoted(.setting))]
    MissingSetting {
        /// What is missing.
        setting: &'static str,
    },
    /// Nobody is at the other end right now: `vtt.not_connected`.
    #[error("the tabletop is not connected")]
    NotConnected,
    /// The tabletop did not answer in time: `vtt.timeout`.
    #[error("the tabletop did not answer in time")]
    Timeout,
    /// The tabletop answered, and said no: `vtt.refused`.
    #[error("the tabletop refused: {reason}")]
    Refused {
        /// The code it gave.
        reason: String,
    },
    /// The tabletop's answer makes no sense: `vtt.unexpected_answer`.
    #[error("expected {expected} in the tabletop's answer")]
    UnexpectedAnswer {
        /// What should have been in it.
        expected: &'static str,
    },
    /// The tabletop has no such campaign: `vtt.unknown_campaign`.
    #[error("the tabletop has no campaign {}", Quoted(.id))]
    UnknownCampaign {
        /// The id asked for.
        id: String,
    },
    /// The tabletop has no such character: `vtt.unknown_character`.
    #[error("the tabletop has no character {}", Quoted(.id))]
    UnknownCharacter {
        /// The id asked for.
        id: String,
    },
    /// No such subscription, or not any more: `vtt.unknown_subscription`.
    #[error("there is no such subscription")]
    UnknownSubscription,
}

impl VttError {
    /// Every code [`code`](Self::code) can give itself; those of a roll are in [`RollError::CODES`].
    pub const CODES: &'static [&'static str] = &[
        "vtt.malformed",
        "vtt.too_deep",
        "vtt.oversized",
        "vtt.too_many_rolls",
        "vtt.too_many_entries",
        "vtt.unknown_provider",
        "vtt.invalid_credentials",
        "vtt.missing_setting",
        "vtt.not_connected",
        "vtt.timeout",
        "vtt.refused",
        "vtt.unexpected_answer",
        "vtt.unknown_campaign",
        "vtt.unknown_character",
        "vtt.unknown_subscription",
    ];

    pub(super) fn unknown_provider<'n>(
        name: &str,
        known: impl IntoIterator<Item = &'n str>,
    ) -> Self {
        Self::UnknownProvider {
            name: name.chars().take(64).collect(),
            known: known.into_iter().map(str::to_owned).collect(),
        }
    }

    /// The stable code, the same in every language.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed { .. } => "vtt.malformed",
            Self::TooDeep => "vtt.too_deep",
            Self::Oversized { .. } => "vtt.oversized",
            Self::TooManyRolls => "vtt.too_many_rolls",
            Self::TooManyEntries { .. } => "vtt.too_many_entries",
            Self::Roll { source, .. } => source.code(),
            Self::UnknownProvider { .. } => "vtt.unknown_provider",
            Self::InvalidCredentials => "vtt.invalid_credentials",
            Self::MissingSetting { .. } => "vtt.missing_setting",
            Self::NotConnected => "vtt.not_connected",
            Self::Timeout => "vtt.timeout",
            Self::Refused { .. } => "vtt.refused",
            Self::UnexpectedAnswer { .. } => "vtt.unexpected_answer",
            Self::UnknownCampaign { .. } => "vtt.unknown_campaign",
            Self::UnknownCharacter { .. } => "vtt.unknown_character",
            Self::UnknownSubscription => "vtt.unknown_subscription",
        }
    }

    /// Whether the same again, later, can succeed.
    #[must_use]
    pub const fn retry(&self) -> bool {
        matches!(self, Self::NotConnected | Self::Timeout)
    }
}
