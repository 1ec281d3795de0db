//! Secrets the server makes for itself on its first start.

use tumulte_core::{model::Timestamp, sync::StoreError};

use super::{Storage, unavailable};

impl Storage {
    /// The secret of this name; `fresh` becomes it when there is none yet.
    pub async fn server_key(
        &self,
        name: &str,
        fresh: [u8; 32],
        now: Timestamp,
    ) -> Result<[u8; 32], StoreError> {
        sqlx::query(
            "INSERT INTO server_keys (name, secret, created_at) VALUES (?, ?, ?) ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(fresh.as_slice())
        .bind(now.as_millis())
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        let (secret,): (Vec<u8>,) = sqlx::query_as("SELECT secret FROM server_keys WHERE name = ?")
            .bind(name)
            .fetch_one(&self.pool)
            .await
            .map_err(unavailable)?;
        secret.try_into().map_err(|_| StoreError::Corrupt { what: "server key" })
    }
}
