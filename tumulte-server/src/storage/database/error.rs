//! What a database's errors mean to us.

use sqlx::error::DatabaseError;
use tumulte_core::sync::StoreError;

/// Wraps an error of the database.
pub(in crate::storage) fn unavailable(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

/// Whether a row of this key is there already.
pub(in crate::storage) fn is_unique_violation(error: &StoreError) -> bool {
    refusal(error).is_some_and(DatabaseError::is_unique_violation)
}

/// Whether the database answered and said no: other rows may still be taken. A database that is not there, or is
/// stopping, takes none.
pub(in crate::storage) fn is_refusal(error: &StoreError) -> bool {
    // Class 57 is PostgreSQL's operator intervention: it shuts down, or ended the session.
    refusal(error).is_some_and(|error| !error.code().is_some_and(|code| code.starts_with("57")))
}

fn refusal(error: &StoreError) -> Option<&(dyn DatabaseError + 'static)> {
    match error {
        StoreError::Unavailable(source) => {
            source.downcast_ref::<sqlx::Error>()?.as_database_error()
        }
        _ => None,
    }
}
