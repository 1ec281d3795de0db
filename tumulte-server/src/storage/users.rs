//! Accounts.

use tumulte_core::{
    model::{Timestamp, UserId},
    sync::StoreError,
};

use super::{Execute as _, Row, Storage, command, is_unique_violation, query};

/// An account.
#[derive(Clone)]
pub struct UserRow {
    /// Its id.
    pub user_id: UserId,
    /// The name it signs in with.
    pub name: String,
    /// The argon2 hash of its password; empty for an account that only logins elsewhere open.
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
        let insert = command(
            "INSERT INTO users (user_id, name, password_hash, created_at) VALUES ($1, $2, $3, $4)",
        );
        let insert = insert.bind(user.user_id).bind(&user.name).bind(&user.password_hash).bind(now);
        match self.database.run(insert).await {
            Ok(_) => Ok(true),
            Err(error) if is_unique_violation(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Finds an account by name, whatever the case.
    pub async fn user_by_name(&self, name: &str) -> Result<Option<UserRow>, StoreError> {
        let select = query("SELECT user_id, name, password_hash FROM users WHERE name = $1");
        self.database.optional(select.bind(name)).await?.map(|row| user(&row)).transpose()
    }

    /// Finds an account by id.
    pub async fn user(&self, user_id: UserId) -> Result<Option<UserRow>, StoreError> {
        let select = query("SELECT user_id, name, password_hash FROM users WHERE user_id = $1");
        self.database.optional(select.bind(user_id)).await?.map(|row| user(&row)).transpose()
    }

    /// Gives an account another password.
    pub async fn set_password(
        &self,
        user_id: UserId,
        password_hash: &str,
    ) -> Result<(), StoreError> {
        let update = command("UPDATE users SET password_hash = $1 WHERE user_id = $2");
        self.database.run(update.bind(password_hash).bind(user_id)).await?;
        Ok(())
    }
}

fn user(row: &Row) -> Result<UserRow, StoreError> {
    Ok(UserRow {
        user_id: row.get("user_id")?,
        name: row.get("name")?,
        password_hash: row.get("password_hash")?,
    })
}
