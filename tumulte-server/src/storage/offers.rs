//! Pairing offers: remembered until they expire, so none can be used twice.

use tumulte_core::{
    model::{ConnectionId, Timestamp, VttKind},
    sync::StoreError,
};

use super::{Execute as _, NewConnection, Row, Storage, command, query};

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
    /// Which tabletop.
    pub vtt: VttKind,
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
    /// Which tabletop.
    pub vtt: VttKind,
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

/// An id stays known for longer than its token could be replayed.
const GRACE_SECONDS: i64 = 3600;

const SELECT: &str =
    "SELECT jti, offer_key, vtt, world_id, world_name, module_version, expires_at, status, connection_id
    FROM pairing_offers";

impl Storage {
    /// Remembers an offer; false when its id or nonce was offered before.
    pub async fn add_offer(&self, new: &NewOffer<'_>, now: Timestamp) -> Result<bool, StoreError> {
        let forget = command("DELETE FROM pairing_offers WHERE expires_at < $1");
        self.database.run(forget.bind(now.plus_seconds(-GRACE_SECONDS))).await?;
        let insert = command(
            "INSERT INTO pairing_offers (jti, nonce, code, offer_key, world_id, world_name, module_version, expires_at, vtt, status)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'pending') ON CONFLICT DO NOTHING",
        )
        .bind(new.jti)
        .bind(new.nonce)
        .bind(new.code)
        .bind(new.offer_key)
        .bind(new.world_id)
        .bind(new.world_name)
        .bind(new.module_version)
        .bind(new.expires_at)
        .bind(new.vtt.as_str());
        Ok(self.database.run(insert).await? > 0)
    }

    /// Finds an offer by its token's id.
    pub async fn offer(&self, jti: &str) -> Result<Option<OfferRow>, StoreError> {
        let select = query(format!("{SELECT} WHERE jti = $1"));
        self.database.optional(select.bind(jti)).await?.map(|row| offer(&row)).transpose()
    }

    /// Every offer with this code that is not over, newest first. Two modules may draw the same code.
    pub async fn open_offers(
        &self,
        code: &str,
        now: Timestamp,
    ) -> Result<Vec<OfferRow>, StoreError> {
        let select =
            query(format!("{SELECT} WHERE code = $1 AND expires_at > $2 ORDER BY expires_at DESC"));
        self.database.all(select.bind(code).bind(now)).await?.iter().map(offer).collect()
    }

    /// Turns a pending offer into a connection; none when it is pending no more.
    pub async fn approve_offer(
        &self,
        jti: &str,
        new: &NewConnection,
        now: Timestamp,
    ) -> Result<Option<ConnectionId>, StoreError> {
        let mut transaction = self.database.write().await?;
        let approve = command(
            "UPDATE pairing_offers SET status = 'approved' WHERE jti = $1 AND status = 'pending'",
        );
        if transaction.run(approve.bind(jti)).await? == 0 {
            return Ok(None);
        }
        let connection_id = Self::put_connection(&mut transaction, new, now).await?;
        let lead = command("UPDATE pairing_offers SET connection_id = $1 WHERE jti = $2");
        transaction.run(lead.bind(connection_id).bind(jti)).await?;
        transaction.commit().await?;
        Ok(Some(connection_id))
    }

    /// Uses up an approved offer; false when it was used before.
    pub async fn claim_offer(&self, jti: &str) -> Result<bool, StoreError> {
        let claim = command(
            "UPDATE pairing_offers SET status = 'claimed' WHERE jti = $1 AND status = 'approved'",
        );
        Ok(self.database.run(claim.bind(jti)).await? > 0)
    }

    /// Remembers the nonce of a signed claim; false when it was seen before.
    pub async fn remember_claim(
        &self,
        nonce: &str,
        expires_at: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let forget = command("DELETE FROM claim_nonces WHERE expires_at < $1");
        self.database.run(forget.bind(now.plus_seconds(-GRACE_SECONDS))).await?;
        let insert = command(
            "INSERT INTO claim_nonces (nonce, expires_at) VALUES ($1, $2) ON CONFLICT (nonce) DO NOTHING",
        );
        Ok(self.database.run(insert.bind(nonce).bind(expires_at)).await? > 0)
    }
}

fn offer(row: &Row) -> Result<OfferRow, StoreError> {
    let (vtt, status): (String, String) = (row.get("vtt")?, row.get("status")?);
    Ok(OfferRow {
        vtt: VttKind::from(vtt),
        jti: row.get("jti")?,
        offer_key: row.get("offer_key")?,
        world_id: row.get("world_id")?,
        world_name: row.get("world_name")?,
        module_version: row.get("module_version")?,
        expires_at: row.get("expires_at")?,
        status: match status.as_str() {
            "pending" => OfferStatus::Pending,
            "approved" => OfferStatus::Approved,
            "claimed" => OfferStatus::Claimed,
            _ => return Err(StoreError::Corrupt { what: "pairing offer" }),
        },
        connection_id: row.get("connection_id")?,
    })
}
