//! Secrets the server makes for itself on its first start.

use tumulte_core::{model::Timestamp, sync::StoreError};

use super::{Execute as _, Storage, command, query};

impl Storage {
    /// The secret of this name; `fresh` becomes it when there is none yet.
    pub async fn server_key(
        &self,
        name: &str,
        fresh: [u8; 32],
        now: Timestamp,
    ) -> Result<[u8; 32], StoreError> {
        let insert = command(
            "INSERT INTO server_keys (name, secret, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
        );
        self.database.run(insert.bind(name).bind(fresh.as_slice()).bind(now)).await?;
        let select = query("SELECT secret FROM server_keys WHERE name = $1");
        let secret: Vec<u8> = self.database.one(select.bind(name)).await?.get("secret")?;
        secret.try_into().map_err(|_| StoreError::Corrupt { what: "server key" })
    }
}
