//! Refresh tokens, as hashes.

use tumulte_core::{
    model::{ConnectionId, Timestamp},
    sync::StoreError,
};

use super::{Execute as _, Row, Statement, Storage, Transaction, command, query};

/// What became of a refresh token that was handed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemed {
    /// It was good; the successor is stored.
    Renewed(ConnectionId),
    /// It had been used before, and not just now with an answer that was lost: the connection's whole family is
    /// revoked now.
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
        let mut transaction = self.database.write().await?;
        let hold = command("UPDATE connections SET status = status WHERE connection_id = $1");
        transaction.run(hold.bind(connection_id)).await?;
        let forget = command("DELETE FROM refresh_tokens WHERE connection_id = $1");
        transaction.run(forget.bind(connection_id)).await?;
        transaction.run(insert(token_hash, connection_id, expires_at)).await?;
        transaction.commit().await
    }

    /// Uses a refresh token up and stores its successor. A token used before revokes the connection.
    ///
    /// But an answer may be lost on its way: after `lost_since`, a token may be used once more while nobody has used its
    /// successor. That one is worth nothing from then on; whoever comes with it revokes the connection.
    pub async fn redeem_refresh_token(
        &self,
        token_hash: &[u8],
        successor_hash: &[u8],
        successor_expires_at: Timestamp,
        now: Timestamp,
        lost_since: Timestamp,
    ) -> Result<Redeemed, StoreError> {
        let mut transaction = self.database.write().await?;
        // Whoever changes a family's tokens holds its connection first: they come one after the other, in no circle.
        let hold = command(
            "UPDATE connections SET status = status WHERE status = 'active'
             AND connection_id = (SELECT connection_id FROM refresh_tokens WHERE token_hash = $1)",
        );
        if transaction.run(hold.bind(token_hash)).await? == 0 {
            return Ok(Redeemed::Unknown);
        }
        let use_up = command(
            "UPDATE refresh_tokens SET used_at = $1, successor_hash = $2
             WHERE token_hash = $3 AND used_at IS NULL",
        );
        let use_up = use_up.bind(now).bind(successor_hash).bind(token_hash);
        let is_fresh = transaction.run(use_up).await? > 0;
        let select = query(
            "SELECT connection_id, expires_at, used_at, successor_hash
             FROM refresh_tokens WHERE token_hash = $1",
        );
        let Some(row) = transaction.optional(select.bind(token_hash)).await? else {
            return Ok(Redeemed::Unknown);
        };
        let connection_id = row.get("connection_id")?;
        let is_recent = row.get::<Option<Timestamp>>("used_at")?.is_some_and(|at| at >= lost_since);
        let is_good =
            is_fresh || is_recent && supersede(&mut transaction, token_hash, &row, now).await?;
        if !is_good {
            drop(transaction);
            self.revoke_connection(connection_id, now).await?;
            return Ok(Redeemed::Reused(connection_id));
        }
        if row.get::<Timestamp>("expires_at")? <= now {
            return Ok(Redeemed::Expired);
        }
        transaction.run(insert(successor_hash, connection_id, successor_expires_at)).await?;
        transaction.commit().await?;
        Ok(Redeemed::Renewed(connection_id))
    }
}

/// Makes the successor that never arrived worthless; false when somebody has used it, or there is none any more.
async fn supersede(
    transaction: &mut Transaction,
    token_hash: &[u8],
    token: &Row,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(lost) = token.get::<Option<Vec<u8>>>("successor_hash")? else { return Ok(false) };
    let supersede =
        command("UPDATE refresh_tokens SET used_at = $1 WHERE token_hash = $2 AND used_at IS NULL");
    if transaction.run(supersede.bind(now).bind(lost.as_slice())).await? == 0 {
        return Ok(false);
    }
    let once = command("UPDATE refresh_tokens SET successor_hash = NULL WHERE token_hash = $1");
    transaction.run(once.bind(token_hash)).await?;
    Ok(true)
}

fn insert(token_hash: &[u8], connection_id: ConnectionId, expires_at: Timestamp) -> Statement<'_> {
    command(
        "INSERT INTO refresh_tokens (token_hash, connection_id, expires_at) VALUES ($1, $2, $3)",
    )
    .bind(token_hash)
    .bind(connection_id)
    .bind(expires_at)
}
