//! Secrets the server makes for itself on its first start. They lie under seal.

use tumulte_core::{model::Timestamp, sync::StoreError};
use zeroize::Zeroizing;

use super::{Execute as _, Storage, command, query};
use crate::sealing::{Keyring, Sealed, SealingError};

/// The version of the schema in which secrets have keys.
const SEALED_SINCE: i64 = 10;

/// Why the server's own secrets can't be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SecretError {
    /// The database does not answer.
    #[error(transparent)]
    Storage(#[from] StoreError),
    /// They can't be sealed or opened.
    #[error(transparent)]
    Sealing(#[from] SealingError),
}

/// What sealing everything anew has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resealed {
    /// Secrets that are under the newest key now and were not before.
    pub changed: usize,
    /// All there are.
    pub total: usize,
}

impl Storage {
    /// The secret of this name; `fresh` becomes it when there is none yet. One that lies open, as servers before left it,
    /// is sealed.
    ///
    /// # Errors
    ///
    /// The database does not answer, or what lies there is sealed with a key that is not on the ring.
    pub async fn server_key(
        &self,
        keyring: &Keyring,
        name: &str,
        fresh: [u8; 32],
        now: Timestamp,
    ) -> Result<[u8; 32], SecretError> {
        let fresh = keyring.seal(name, &fresh)?;
        let insert = command(
            "INSERT INTO server_keys (name, secret, key_id, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (name) DO NOTHING",
        )
        .bind(name)
        .bind(fresh.bytes.as_slice())
        .bind(fresh.key_id.as_str())
        .bind(now);
        self.database.run(insert).await?;
        let select = query("SELECT secret, key_id FROM server_keys WHERE name = $1");
        let row = self.database.one(select.bind(name)).await?;
        let (secret, key_id): (Vec<u8>, Option<String>) = (row.get("secret")?, row.get("key_id")?);
        let secret = if let Some(key_id) = key_id {
            keyring.open(name, &key_id, &secret)?
        } else {
            let open = Zeroizing::new(secret);
            let Sealed { key_id, bytes } = keyring.seal(name, &open)?;
            let seal = command(
                "UPDATE server_keys SET secret = $1, key_id = $2 WHERE name = $3 AND key_id IS NULL",
            );
            let seal = seal.bind(bytes.as_slice()).bind(key_id.as_str()).bind(name);
            self.database.run(seal).await?;
            open
        };
        let secret: [u8; 32] =
            secret.as_slice().try_into().map_err(|_| StoreError::Corrupt { what: "server key" })?;
        Ok(secret)
    }

    /// Makes sure that every secret can be opened.
    ///
    /// # Errors
    ///
    /// As [`server_key`](Self::server_key). A database without our tables has no secrets.
    pub async fn check_secrets(&self, keyring: &Keyring) -> Result<(), SecretError> {
        if self.schema().await.is_ok_and(|schema| schema.found < SEALED_SINCE) {
            return Ok(());
        }
        for row in self.database.all(query("SELECT name, secret, key_id FROM server_keys")).await? {
            let (name, secret): (String, Vec<u8>) = (row.get("name")?, row.get("secret")?);
            if let Some(key_id) = row.get::<Option<String>>("key_id")? {
                keyring.open(&name, &key_id, &secret)?;
            }
        }
        Ok(())
    }

    /// Seals every secret with the ring's newest key, all of them or none.
    ///
    /// # Errors
    ///
    /// As [`server_key`](Self::server_key).
    pub async fn reseal(&self, keyring: &Keyring) -> Result<Resealed, SecretError> {
        let mut transaction = self.database.write().await?;
        let rows = transaction.all(query("SELECT name, secret, key_id FROM server_keys")).await?;
        let mut resealed = Resealed { changed: 0, total: rows.len() };
        for row in &rows {
            let (name, secret): (String, Vec<u8>) = (row.get("name")?, row.get("secret")?);
            let key_id: Option<String> = row.get("key_id")?;
            let open = match key_id.as_deref() {
                Some(known) if known == keyring.current().as_str() => continue,
                Some(earlier) => keyring.open(&name, earlier, &secret)?,
                None => Zeroizing::new(secret),
            };
            let Sealed { key_id, bytes } = keyring.seal(&name, &open)?;
            let update = command("UPDATE server_keys SET secret = $1, key_id = $2 WHERE name = $3");
            let update = update.bind(bytes.as_slice()).bind(key_id.as_str()).bind(&name);
            transaction.run(update).await?;
            resealed.changed += 1;
        }
        transaction.commit().await?;
        Ok(resealed)
    }
}
