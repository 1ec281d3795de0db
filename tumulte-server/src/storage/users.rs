//! Accounts.

use tumulte_core::{
    model::{Timestamp, UserId},
    sync::StoreError,
};
use uuid::Uuid;

use super::{Storage, is_unique_violation, unavailable};

/// An account.
#[derive(Clone)]
pub struct UserRow {
    /// Its id.
    pub user_id: UserId,
    /// The name it signs in with.
    pub name: String,
    /// The argon2 hash of its password.
    pub password_hash: String,
}

impl std::fmt::Debug for UserRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserRow").field("user_id", &self.user_id).finish_non_exhaustive()
    }
}

impl Storage {
    /// Adds an account; false when the name is taken.
    pub async fn add_user(&self, user: &UserRow, now: Timestamp) -> Result<bool, StoreError> {
        let added = sqlx::query(
            "INSERT INTO users (user_id, name, password_hash, created_at) VALUES (?, ?, ?, ?)",
        )
        .bind(user.user_id.as_uuid())
        .bind(&user.name)
        .bind(&user.password_hash)
        .bind(now.as_millis())
        .execute(&self.pool)
        .await;
        match added {
            Ok(_) => Ok(true),
            Err(error) if is_unique_violation(&error) => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Finds an account by name, whatever the case.
    pub async fn user_by_name(&self, name: &str) -> Result<Option<UserRow>, StoreError> {
        let row: Option<(Uuid, String, String)> =
            sqlx::query_as("SELECT user_id, name, password_hash FROM users WHERE name = ?")
                .bind(name)
                .fetch_optional(&self.pool)
                .await
                .map_err(unavailable)?;
        Ok(row.map(user))
    }

    /// Finds an account by id.
    pub async fn user(&self, user_id: UserId) -> Result<Option<UserRow>, StoreError> {
        let row: Option<(Uuid, String, String)> =
            sqlx::query_as("SELECT user_id, name, password_hash FROM users WHERE user_id = ?")
                .bind(user_id.as_uuid())
                .fetch_optional(&self.pool)
                .await
                .map_err(unavailable)?;
        Ok(row.map(user))
    }
}

fn user((user_id, name, password_hash): (Uuid, String, String)) -> UserRow {
    UserRow { user_id: UserId::from_uuid(user_id), name, password_hash }
}
