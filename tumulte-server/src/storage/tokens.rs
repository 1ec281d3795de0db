//! Refresh tokens, as hashes.

use tumulte_core::{
    model::{ConnectionId, Timestamp},
    sync::StoreError,
};
use uuid::Uuid;

use super::{Storage, unavailable};

/// What became of a refresh token that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemed {
    /// It was good; the successor is stored.
    Renewed(ConnectionId),
    /// It had been used before: the connection's whole family is revoked now.
    Reused(ConnectionId),
    /// Its time was over.
    Expired,
    /// No such token, or its connection is revoked.
    Unknown,
}

impl Storage {
    /// Stores the first refresh token of a pairing; earlier ones of the connection end here.
    pub async fn start_refresh_family(
        &self,
        connection_id: ConnectionId,
        token_hash: &[u8],
        expires_at: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query("DELETE FROM refresh_tokens WHERE connection_id = ?")
            .bind(connection_id.as_uuid())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        sqlx::query(
            "INSERT INTO refresh_tokens (token_hash, connection_id, expires_at) VALUES (?, ?, ?)",
        )
        .bind(token_hash)
        .bind(connection_id.as_uuid())
        .bind(expires_at.as_millis())
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
        transaction.commit().await.map_err(unavailable)
    }

    /// Uses a refresh token up and stores its successor. A token used before revokes the connection.
    pub async fn redeem_refresh_token(
        &self,
        token_hash: &[u8],
        successor_hash: &[u8],
        successor_expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<Redeemed, StoreError> {
        let mut transaction = self.write().await?;
        let row: Option<(Uuid, i64, Option<i64>)> = sqlx::query_as(
            "SELECT t.connection_id, t.expires_at, t.used_at
             FROM refresh_tokens t JOIN connections c ON c.connection_id = t.connection_id
             WHERE t.token_hash = ? AND c.status = 'active'",
        )
        .bind(token_hash)
        .fetch_optional(&mut *transaction)
        .await
        .map_err(unavailable)?;
        let Some((connection_id, expires_at, used_at)) = row else { return Ok(Redeemed::Unknown) };
        let connection = ConnectionId::from_uuid(connection_id);
        if used_at.is_some() {
            drop(transaction);
            self.revoke_connection(connection, now).await?;
            return Ok(Redeemed::Reused(connection));
        }
        if expires_at <= now.as_millis() {
            return Ok(Redeemed::Expired);
        }
        sqlx::query("UPDATE refresh_tokens SET used_at = ? WHERE token_hash = ?")
            .bind(now.as_millis())
            .bind(token_hash)
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        sqlx::query(
            "INSERT INTO refresh_tokens (token_hash, connection_id, expires_at) VALUES (?, ?, ?)",
        )
        .bind(successor_hash)
        .bind(connection_id)
        .bind(successor_expires_at.as_millis())
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
        transaction.commit().await.map_err(unavailable)?;
        Ok(Redeemed::Renewed(connection))
    }
}
