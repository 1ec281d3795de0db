//! What can go wrong at the rehearsal table.

use std::{io, time::Duration};

/// Why a rehearsal or a replay could not go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RehearsalError {
    /// The server could not be reached, or the connection broke (`rehearsal.unreachable`).
    #[error("could not reach {url}: {reason}")]
    Unreachable {
        /// What was asked for; never holds a token.
        url: String,
        /// What the network said.
        reason: String,
    },
    /// An answer did not come in time (`rehearsal.timeout`).
    #[error("waited {waited:?} for {what} in vain")]
    Timeout {
        /// What was waited for.
        what: String,
        /// How long.
        waited: Duration,
    },
    /// The server answered with something the contract does not have (`rehearsal.protocol`).
    #[error("the server broke the contract: {0}")]
    Protocol(String),
    /// The server said no, with its own code (`rehearsal.refused`).
    #[error("the server refused with {code}: {message}")]
    Refused {
        /// The server's code, such as `token.expired`.
        code: String,
        /// Its sentence.
        message: String,
        /// Whether the same may succeed later.
        retry: bool,
    },
    /// The connection ended while somebody waited for an answer (`rehearsal.disconnected`).
    #[error("the connection ended: {0}")]
    Disconnected(String),
    /// The base URL is none this client speaks to (`rehearsal.address`).
    #[error(
        "expected an address such as https://tumulte.example or http://127.0.0.1:7070, found {0:?}"
    )]
    Address(String),
    /// The scripted game's data does not hold together (`rehearsal.script`).
    #[error("the script, {place}: {problem}")]
    Script {
        /// Which file and line.
        place: String,
        /// What is wrong there.
        problem: String,
    },
    /// The file to replay can't be read (`rehearsal.file`).
    #[error("could not read {path}: {source}")]
    File {
        /// Which file.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// No random bytes, or no key made from them (`rehearsal.pairing`).
    #[error("could not make a pairing offer: {0}")]
    Pairing(String),
    /// Writing to the terminal failed (`rehearsal.output`).
    #[error("could not write the report: {0}")]
    Output(#[from] io::Error),
}

impl RehearsalError {
    /// The stable code of this kind of failure.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "rehearsal.unreachable",
            Self::Timeout { .. } => "rehearsal.timeout",
            Self::Protocol(_) => "rehearsal.protocol",
            Self::Refused { .. } => "rehearsal.refused",
            Self::Disconnected(_) => "rehearsal.disconnected",
            Self::Address(_) => "rehearsal.address",
            Self::Script { .. } => "rehearsal.script",
            Self::File { .. } => "rehearsal.file",
            Self::Pairing(_) => "rehearsal.pairing",
            Self::Output(_) => "rehearsal.output",
        }
    }

    /// The server's own code, when it was the server that said no.
    #[must_use]
    pub fn refusal(&self) -> Option<&str> {
        match self {
            Self::Refused { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Whether the same may succeed later: lost connections, and refusals that say so.
    #[must_use]
    pub const fn may_retry(&self) -> bool {
        match self {
            Self::Refused { retry, .. } => *retry,
            Self::Unreachable { .. } | Self::Timeout { .. } | Self::Disconnected(_) => true,
            _ => false,
        }
    }
}
