//! What a database's errors mean to us.

use sqlx::error::{DatabaseError, ErrorKind};
use tumulte_core::sync::StoreError;

/// What was to be stored names a campaign that is not there.
#[derive(Debug, thiserror::Error)]
#[error("no such campaign")]
struct UnknownCampaign;

/// The error of what names a campaign that is not there.
pub(in crate::storage) fn unknown_campaign() -> StoreError {
    StoreError::Unavailable(Box::new(UnknownCampaign))
}

/// Wraps an error of the database.
pub(in crate::storage) fn unavailable(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

/// Whether a row of this key is there already.
pub(in crate::storage) fn is_unique_violation(error: &StoreError) -> bool {
    refusal(error).is_some_and(DatabaseError::is_unique_violation)
}

/// Whether it is what was to be stored that the database objects to: something else may still be taken. A database that
/// is not there, is locked or has no room takes nothing.
pub(in crate::storage) fn is_refusal(error: &StoreError) -> bool {
    if matches!(error, StoreError::Unavailable(source) if source.is::<UnknownCampaign>()) {
        return true;
    }
    // SQLite's own numbers for what is too big or of the wrong type; PostgreSQL's classes of data that is not
    // acceptable, or larger than an index can hold.
    let is_data = |code: &str| {
        matches!(code, "18" | "20")
            || code.len() == 5 && (code.starts_with("22") || code.starts_with("54"))
    };
    refusal(error).is_some_and(|error| {
        error.kind() != ErrorKind::Other || error.code().is_some_and(|code| is_data(&code))
    })
}

fn refusal(error: &StoreError) -> Option<&(dyn DatabaseError + 'static)> {
    match error {
        StoreError::Unavailable(source) => {
            source.downcast_ref::<sqlx::Error>()?.as_database_error()
        }
        _ => None,
    }
}
