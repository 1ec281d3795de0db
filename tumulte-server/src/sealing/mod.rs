//! Secrets at rest: whatever secret lies in the database is sealed under a master key that does not.
//!
//! A sealed secret says by an id which key opens it, so that keys can change: the first of a [`Keyring`] seals, all of
//! them open.

mod key;
mod keyring;

pub use self::{
    key::{InvalidMasterKey, KeyId, MasterKey, MasterKeys},
    keyring::Keyring,
};

use std::{io, path::PathBuf};

/// A secret under seal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The key that opens it.
    pub key_id: KeyId,
    /// Nonce, sealed secret and seal.
    pub bytes: Vec<u8>,
}

/// Why a secret can't be sealed or opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SealingError {
    /// The key is not on the ring.
    #[error(
        "the database's secrets are sealed with the key {0}, which this server does not have: give it the \
         `TUMULTE_SECRET_KEY` or the key file of the server that made the database"
    )]
    UnknownKey(String),
    /// The key is there, and the seal is broken.
    #[error("the seal of {0} is broken: it was changed, or belongs to something else")]
    Broken(String),
    /// The key file can't be read or written.
    #[error("key file {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The key file holds something else.
    #[error("key file {path}, line {line}: {source}")]
    InvalidFile {
        /// The file.
        path: PathBuf,
        /// The line, from one.
        line: usize,
        /// What is wrong with it.
        source: InvalidMasterKey,
    },
    /// The key file holds no key.
    #[error("key file {0} holds no key")]
    EmptyFile(PathBuf),
}

impl SealingError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::UnknownKey(_) => "sealing.unknown_key",
            Self::Broken(_) => "sealing.broken",
            Self::File { .. } => "sealing.file",
            Self::InvalidFile { .. } => "sealing.invalid_file",
            Self::EmptyFile(_) => "sealing.empty_file",
        }
    }
}
