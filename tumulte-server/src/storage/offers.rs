//! Pairing offers: remembered until they expire, so none can be used twice.

use tumulte_core::{
    model::{ConnectionId, Timestamp},
    sync::StoreError,
};
use uuid::Uuid;

use super::{NewConnection, Storage, is_unique_violation, unavailable};

/// How far an offer has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferStatus {
    /// Waits for the GM.
    Pending,
    /// The GM confirmed; the module has not fetched its tokens yet.
    Approved,
    /// Used up.
    Claimed,
}

/// An offer about to be remembered.
#[derive(Debug)]
pub struct NewOffer<'a> {
    /// The token's own id.
    pub jti: &'a str,
    /// The token's nonce.
    pub nonce: &'a str,
    /// The code the GM types.
    pub code: &'a str,
    /// The key that signed it, as text.
    pub offer_key: &'a str,
    /// The tabletop's id of the world.
    pub world_id: &'a str,
    /// The world's title.
    pub world_name: &'a str,
    /// The module's version.
    pub module_version: &'a str,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// A remembered offer.
#[derive(Debug, Clone)]
pub struct OfferRow {
    /// The token's own id.
    pub jti: String,
    /// The key that signed it, as text.
    pub offer_key: String,
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The world's title.
    pub world_name: String,
    /// The module's version.
    pub module_version: String,
    /// When it is over.
    pub expires_at: Timestamp,
    /// How far it has come.
    pub status: OfferStatus,
    /// The connection it led to.
    pub connection_id: Option<ConnectionId>,
}

type Row = (String, String, String, String, String, i64, String, Option<Uuid>);

fn offer(row: Row) -> Result<OfferRow, StoreError> {
    let (jti, offer_key, world_id, world_name, module_version, expires_at, status, connection_id) =
        row;
    Ok(OfferRow {
        jti,
        offer_key,
        world_id,
        world_name,
        module_version,
        expires_at: Timestamp::from_millis(expires_at),
        status: match status.as_str() {
            "pending" => OfferStatus::Pending,
            "approved" => OfferStatus::Approved,
            "claimed" => OfferStatus::Claimed,
            _ => return Err(StoreError::Corrupt { what: "pairing offer" }),
        },
        connection_id: connection_id.map(ConnectionId::from_uuid),
    })
}

impl Storage {
    /// Remembers an offer; false when its id or nonce was offered before.
    pub async fn add_offer(&self, new: &NewOffer<'_>, now: Timestamp) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        // An hour of grace: the id stays known for longer than the token could be replayed.
        sqlx::query("DELETE FROM pairing_offers WHERE expires_at < ?")
            .bind(now.plus_seconds(-3600).as_millis())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        let added = sqlx::query(
            "INSERT INTO pairing_offers (jti, nonce, code, offer_key, world_id, world_name, module_version, expires_at, status)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'pending')",
        )
        .bind(new.jti)
        .bind(new.nonce)
        .bind(new.code)
        .bind(new.offer_key)
        .bind(new.world_id)
        .bind(new.world_name)
        .bind(new.module_version)
        .bind(new.expires_at.as_millis())
        .execute(&mut *transaction)
        .await;
        match added {
            Ok(_) => {
                transaction.commit().await.map_err(unavailable)?;
                Ok(true)
            }
            Err(error) if is_unique_violation(&error) => Ok(false),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// Finds an offer by its token's id.
    pub async fn offer(&self, jti: &str) -> Result<Option<OfferRow>, StoreError> {
        let row: Option<Row> = sqlx::query_as(
            "SELECT jti, offer_key, world_id, world_name, module_version, expires_at, status, connection_id
             FROM pairing_offers WHERE jti = ?",
        )
        .bind(jti)
        .fetch_optional(&self.pool)
        .await
        .map_err(unavailable)?;
        row.map(offer).transpose()
    }

    /// Every offer with this code that is not over, newest first. Two modules may draw the same code.
    pub async fn open_offers(
        &self,
        code: &str,
        now: Timestamp,
    ) -> Result<Vec<OfferRow>, StoreError> {
        let rows: Vec<Row> = sqlx::query_as(
            "SELECT jti, offer_key, world_id, world_name, module_version, expires_at, status, connection_id
             FROM pairing_offers WHERE code = ? AND expires_at > ? ORDER BY expires_at DESC",
        )
        .bind(code)
        .bind(now.as_millis())
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        rows.into_iter().map(offer).collect()
    }

    /// Turns a pending offer into a connection; none when it is pending no more.
    pub async fn approve_offer(
        &self,
        jti: &str,
        new: &NewConnection,
        now: Timestamp,
    ) -> Result<Option<ConnectionId>, StoreError> {
        let mut transaction = self.write().await?;
        let done = sqlx::query(
            "UPDATE pairing_offers SET status = 'approved' WHERE jti = ? AND status = 'pending'",
        )
        .bind(jti)
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        let connection_id = Self::put_connection(&mut transaction, new, now).await?;
        sqlx::query("UPDATE pairing_offers SET connection_id = ? WHERE jti = ?")
            .bind(connection_id.as_uuid())
            .bind(jti)
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        transaction.commit().await.map_err(unavailable)?;
        Ok(Some(connection_id))
    }

    /// Uses up an approved offer; false when it was used before.
    pub async fn claim_offer(&self, jti: &str) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "UPDATE pairing_offers SET status = 'claimed' WHERE jti = ? AND status = 'approved'",
        )
        .bind(jti)
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }

    /// Remembers the nonce of a signed claim; false when it was seen before.
    pub async fn remember_claim(
        &self,
        nonce: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        sqlx::query("DELETE FROM claim_nonces WHERE expires_at < ?")
            .bind(now.plus_seconds(-3600).as_millis())
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
        let done = sqlx::query(
            "INSERT INTO claim_nonces (nonce, expires_at) VALUES (?, ?) ON CONFLICT (nonce) DO NOTHING",
        )
        .bind(nonce)
        .bind(expires_at.as_millis())
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }
}
