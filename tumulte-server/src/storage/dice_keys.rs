//! Keys of dice that call by themselves, as hashes.

use tumulte_core::{
    model::{ConnectionId, Timestamp},
    sync::StoreError,
};

use super::{ConnectionRow, Execute as _, NewConnection, Storage, command, query};

impl Storage {
    /// Gives a connection a key for dice; an earlier one ends here.
    pub async fn put_dice_key(
        &self,
        connection_id: ConnectionId,
        key_hash: &[u8],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let put = command(
            "INSERT INTO dice_keys (key_hash, connection_id, created_at) VALUES ($1, $2, $3)
             ON CONFLICT (connection_id) DO UPDATE SET key_hash = excluded.key_hash, created_at = excluded.created_at",
        );
        self.database.run(put.bind(key_hash).bind(connection_id).bind(now)).await?;
        Ok(())
    }

    /// Takes a connection's key away; false when it had none.
    pub async fn remove_dice_key(&self, connection_id: ConnectionId) -> Result<bool, StoreError> {
        let remove = command("DELETE FROM dice_keys WHERE connection_id = $1");
        Ok(self.database.run(remove.bind(connection_id)).await? > 0)
    }

    /// Whether a connection has a key.
    pub async fn has_dice_key(&self, connection_id: ConnectionId) -> Result<bool, StoreError> {
        let select = query("SELECT connection_id FROM dice_keys WHERE connection_id = $1");
        Ok(self.database.optional(select.bind(connection_id)).await?.is_some())
    }

    /// The connection that a key is for.
    pub async fn connection_of_dice(
        &self,
        key_hash: &[u8],
    ) -> Result<Option<ConnectionRow>, StoreError> {
        let select = query("SELECT connection_id FROM dice_keys WHERE key_hash = $1");
        match self.database.optional(select.bind(key_hash)).await? {
            Some(row) => self.connection(row.get("connection_id")?).await,
            None => Ok(None),
        }
    }

    /// Adds a connection that nobody has to pair: a table of nothing but dice.
    pub async fn add_dice_table(
        &self,
        new: &NewConnection,
        now: Timestamp,
    ) -> Result<ConnectionId, StoreError> {
        let mut transaction = self.database.write().await?;
        let connection_id = Self::put_connection(&mut transaction, new, now).await?;
        transaction.commit().await?;
        Ok(connection_id)
    }
}
