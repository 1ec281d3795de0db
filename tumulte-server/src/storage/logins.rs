//! Logins elsewhere that open an account here, and tries to sign in that failed.

use tumulte_core::{
    model::{Timestamp, UserId},
    sync::StoreError,
};

use super::{Execute as _, Storage, command, is_unique_violation, query};

/// A login elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginRow {
    /// Where: `twitch`, `discord`.
    pub provider: String,
    /// Its id there.
    pub subject: String,
    /// Its name there, when it was linked.
    pub name: String,
    /// When it was linked.
    pub created_at: Timestamp,
}

impl Storage {
    /// The account that a login elsewhere opens.
    pub async fn account_of_login(
        &self,
        provider: &str,
        subject: &str,
    ) -> Result<Option<UserId>, StoreError> {
        let select =
            query("SELECT user_id FROM linked_logins WHERE provider = $1 AND subject = $2");
        let found = self.database.optional(select.bind(provider).bind(subject)).await?;
        found.map(|row| row.get("user_id")).transpose()
    }

    /// Links a login to an account; false when it opens one already, or the account has another one from there.
    pub async fn link_login(&self, user_id: UserId, login: &LoginRow) -> Result<bool, StoreError> {
        let insert = command(
            "INSERT INTO linked_logins (provider, subject, user_id, name, created_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(&login.provider)
        .bind(&login.subject)
        .bind(user_id)
        .bind(&login.name)
        .bind(login.created_at);
        match self.database.run(insert).await {
            Ok(_) => Ok(true),
            Err(error) if is_unique_violation(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The logins that open an account.
    pub async fn logins_of(&self, user_id: UserId) -> Result<Vec<LoginRow>, StoreError> {
        let select = query(
            "SELECT provider, subject, name, created_at FROM linked_logins WHERE user_id = $1 ORDER BY provider",
        );
        let rows = self.database.all(select.bind(user_id)).await?;
        rows.iter()
            .map(|row| {
                Ok(LoginRow {
                    provider: row.get("provider")?,
                    subject: row.get("subject")?,
                    name: row.get("name")?,
                    created_at: row.get("created_at")?,
                })
            })
            .collect()
    }

    /// Unlinks a login; false when the account has none from there.
    pub async fn unlink_login(&self, user_id: UserId, provider: &str) -> Result<bool, StoreError> {
        let delete = command("DELETE FROM linked_logins WHERE user_id = $1 AND provider = $2");
        Ok(self.database.run(delete.bind(user_id).bind(provider)).await? > 0)
    }

    /// How often signing in under a name has failed of late, and when last.
    pub async fn sign_in_failures(
        &self,
        name: &str,
    ) -> Result<Option<(i64, Timestamp)>, StoreError> {
        let select = query("SELECT failures, failed_at FROM sign_in_failures WHERE name = $1");
        let found = self.database.optional(select.bind(name)).await?;
        found.map(|row| Ok((row.get("failures")?, row.get("failed_at")?))).transpose()
    }

    /// Counts a failure; those from before `forgotten` count no more.
    pub async fn count_sign_in_failure(
        &self,
        name: &str,
        forgotten: Timestamp,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let count = command(
            "INSERT INTO sign_in_failures (name, failures, failed_at) VALUES ($1, 1, $2)
             ON CONFLICT (name) DO UPDATE SET failed_at = excluded.failed_at,
               failures = CASE WHEN sign_in_failures.failed_at < $3 THEN 1 ELSE sign_in_failures.failures + 1 END",
        );
        self.database.run(count.bind(name).bind(now).bind(forgotten)).await?;
        Ok(())
    }

    /// Forgets the failures under a name.
    pub async fn forget_sign_in_failures(&self, name: &str) -> Result<(), StoreError> {
        let delete = command("DELETE FROM sign_in_failures WHERE name = $1");
        self.database.run(delete.bind(name)).await?;
        Ok(())
    }
}
