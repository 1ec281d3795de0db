//! Paired worlds.

use tumulte_core::{
    model::{Connection, ConnectionId, SystemId, SystemRef, Timestamp, UserId, VttKind, World},
    sync::StoreError,
};

use super::{Execute as _, Row, Storage, Transaction, command, query};
use crate::cache::Topic;

/// A paired world with what the server keeps about it.
#[derive(Debug, Clone)]
pub struct ConnectionRow {
    /// The connection.
    pub connection: Connection,
    /// Who paired it.
    pub owner_id: UserId,
    /// Whether it was revoked.
    pub is_revoked: bool,
    /// When it was paired.
    pub created_at: Timestamp,
    /// When its table last came in or left.
    pub last_seen_at: Option<Timestamp>,
    /// The module's version when it was paired.
    pub module_version: Option<String>,
    /// Session tokens from before are worth nothing.
    pub tokens_since: Option<Timestamp>,
    /// Who may come back without a new code, if anybody can prove to be it.
    pub offer: Option<KeptOffer>,
    /// Whether the game master lets it come back, and it has not yet.
    pub is_readmitted: bool,
    /// When it came back without a new code.
    pub returned_at: Option<Timestamp>,
}

impl ConnectionRow {
    /// Whether a session token that was issued then still speaks for it.
    #[must_use]
    pub fn takes_tokens_of(&self, issued_at: Timestamp) -> bool {
        !self.is_revoked && self.tokens_since.is_none_or(|since| issued_at >= since)
    }
}

/// The offer a connection was paired by, as far as its maker is known again by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOffer {
    /// The id of its token.
    pub jti: String,
    /// The key that signed it, as text.
    pub key: String,
}

/// A world about to be paired.
#[derive(Debug, Clone)]
pub struct NewConnection {
    /// Its id, if no connection of this owner to this world is there yet.
    pub connection_id: ConnectionId,
    /// Who pairs it.
    pub owner_id: UserId,
    /// Which tabletop.
    pub vtt: VttKind,
    /// The tabletop's id of the world.
    pub world_id: String,
    /// The world's title.
    pub world_name: String,
    /// The module's version.
    pub module_version: String,
}

const SELECT: &str =
    "SELECT connection_id, owner_id, vtt, world_id, world_name, system_id, system_version, status,
    created_at, last_seen_at, module_version, tokens_since, offer_jti, offer_key, readmitted_at, returned_at
    FROM connections";

impl Storage {
    /// Finds a connection.
    pub async fn connection(
        &self,
        connection_id: ConnectionId,
    ) -> Result<Option<ConnectionRow>, StoreError> {
        let select = query(format!("{SELECT} WHERE connection_id = $1"));
        let found = self.database.optional(select.bind(connection_id)).await?;
        found.map(|row| connection(&row)).transpose()
    }

    /// Every connection of a GM, oldest first.
    pub async fn connections_of(&self, owner_id: UserId) -> Result<Vec<ConnectionRow>, StoreError> {
        let select =
            query(format!("{SELECT} WHERE owner_id = $1 ORDER BY created_at, connection_id"));
        self.database.all(select.bind(owner_id)).await?.iter().map(connection).collect()
    }

    /// Revokes a connection and every token of it; false when it was revoked before.
    pub async fn revoke_connection(
        &self,
        connection_id: ConnectionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.database.write().await?;
        let revoke = command(
            "UPDATE connections SET status = 'revoked', revoked_at = $1, readmitted_at = NULL, returned_at = NULL
             WHERE connection_id = $2 AND status = 'active'",
        );
        let revoked = transaction.run(revoke.bind(now).bind(connection_id)).await?;
        let forget = command("DELETE FROM refresh_tokens WHERE connection_id = $1");
        transaction.run(forget.bind(connection_id)).await?;
        transaction.commit().await?;
        Ok(revoked > 0)
    }

    /// Keeps the offer a connection was paired by, or forgets the one of before.
    pub async fn keep_offer(
        &self,
        connection_id: ConnectionId,
        offer: Option<&KeptOffer>,
    ) -> Result<(), StoreError> {
        let keep = command(
            "UPDATE connections SET offer_jti = $1, offer_key = $2 WHERE connection_id = $3",
        );
        let keep = keep
            .bind(offer.map(|offer| offer.jti.as_str()))
            .bind(offer.map(|offer| offer.key.as_str()))
            .bind(connection_id);
        self.database.run(keep).await?;
        Ok(())
    }

    /// Lets a revoked connection come back; false when it is not revoked, or nobody can prove to be it.
    pub async fn readmit_connection(
        &self,
        connection_id: ConnectionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let readmit = command(
            "UPDATE connections SET readmitted_at = $1
             WHERE connection_id = $2 AND status = 'revoked' AND offer_key IS NOT NULL",
        );
        Ok(self.database.run(readmit.bind(now).bind(connection_id)).await? > 0)
    }

    /// Makes a connection active again that was let come back; false when it was not. Session tokens from before
    /// `tokens_since` stay worthless.
    pub async fn return_connection(
        &self,
        connection_id: ConnectionId,
        tokens_since: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let give_back = command(
            "UPDATE connections SET status = 'active', revoked_at = NULL, readmitted_at = NULL,
               returned_at = $1, tokens_since = $2
             WHERE connection_id = $3 AND status = 'revoked' AND readmitted_at IS NOT NULL",
        );
        let give_back = give_back.bind(now).bind(tokens_since).bind(connection_id);
        Ok(self.database.run(give_back).await? > 0)
    }

    /// Forgets a connection that has no campaign; false when it has one and stays.
    pub async fn delete_connection(&self, connection_id: ConnectionId) -> Result<bool, StoreError> {
        let mut transaction = self.database.write().await?;
        let campaign = query("SELECT campaign_id FROM campaigns WHERE connection_id = $1 LIMIT 1");
        if transaction.optional(campaign.bind(connection_id)).await?.is_some() {
            return Ok(false);
        }
        for statement in [
            "DELETE FROM refresh_tokens WHERE connection_id = $1",
            "UPDATE pairing_offers SET connection_id = NULL WHERE connection_id = $1",
            "DELETE FROM connections WHERE connection_id = $1",
        ] {
            transaction.run(command(statement).bind(connection_id)).await?;
        }
        transaction.commit().await?;
        Ok(true)
    }

    /// Notes that a connection's table came in or left.
    pub async fn see_connection(
        &self,
        connection_id: ConnectionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let see = command("UPDATE connections SET last_seen_at = $1 WHERE connection_id = $2");
        self.database.run(see.bind(now).bind(connection_id)).await?;
        Ok(())
    }

    /// Notes what a world calls itself.
    pub(super) async fn update_world(
        &self,
        connection_id: ConnectionId,
        name: Option<&str>,
        system: &SystemRef,
        core_version: Option<&str>,
    ) -> Result<(), StoreError> {
        let update = command(
            "UPDATE connections SET world_name = COALESCE($1, world_name), system_id = $2, system_version = $3,
             core_version = COALESCE($4, core_version) WHERE connection_id = $5 RETURNING owner_id",
        )
        .bind(name)
        .bind(system.id.as_str())
        .bind(system.version.as_deref())
        .bind(core_version)
        .bind(connection_id);
        if let Some(row) = self.database.optional(update).await? {
            self.cache.forget(Topic::Campaigns(row.get("owner_id")?)).await;
        }
        Ok(())
    }

    /// Adds a connection, or makes the one this owner has to this world active again: session tokens from before it was
    /// revoked stay worthless, and whoever could have come back to it can't any more.
    pub(super) async fn put_connection(
        transaction: &mut Transaction,
        new: &NewConnection,
        now: Timestamp,
    ) -> Result<ConnectionId, StoreError> {
        let upsert = command(
            "INSERT INTO connections (connection_id, owner_id, vtt, world_id, world_name, module_version, status, created_at)
             VALUES ($1, $2, $3, $4, $5, $6, 'active', $7)
             ON CONFLICT (owner_id, vtt, world_id) DO UPDATE SET status = 'active', revoked_at = NULL,
               tokens_since = CASE connections.status WHEN 'revoked' THEN $8 ELSE connections.tokens_since END,
               offer_jti = NULL, offer_key = NULL, readmitted_at = NULL, returned_at = NULL,
               world_name = excluded.world_name, module_version = excluded.module_version
             RETURNING connection_id",
        )
        .bind(new.connection_id)
        .bind(new.owner_id)
        .bind(new.vtt.as_str())
        .bind(&new.world_id)
        .bind(&new.world_name)
        .bind(&new.module_version)
        .bind(now)
        .bind(next_second(now));
        transaction.one(upsert).await?.get("connection_id")
    }
}

/// The first whole second after a moment: tokens say to the second when they were issued.
#[must_use]
pub fn next_second(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(0).plus_seconds(now.as_seconds() + 1)
}

fn connection(row: &Row) -> Result<ConnectionRow, StoreError> {
    let version = row.get("system_version")?;
    let system_id: Option<String> = row.get("system_id")?;
    let (vtt, status): (String, String) = (row.get("vtt")?, row.get("status")?);
    Ok(ConnectionRow {
        connection: Connection {
            connection_id: row.get("connection_id")?,
            vtt: VttKind::from(vtt),
            world: World {
                vtt_campaign_id: row.get("world_id")?,
                name: row.get("world_name")?,
                system: system_id.map(|id| SystemRef { id: SystemId::new(id), version }),
            },
        },
        owner_id: row.get("owner_id")?,
        is_revoked: status == "revoked",
        created_at: row.get("created_at")?,
        last_seen_at: row.get("last_seen_at")?,
        module_version: row.get("module_version")?,
        tokens_since: row.get("tokens_since")?,
        offer: row
            .get::<Option<String>>("offer_jti")?
            .zip(row.get("offer_key")?)
            .map(|(jti, key)| KeptOffer { jti, key }),
        is_readmitted: row.get::<Option<Timestamp>>("readmitted_at")?.is_some(),
        returned_at: row.get("returned_at")?,
    })
}
