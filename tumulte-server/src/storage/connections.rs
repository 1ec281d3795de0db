//! Paired worlds.

use sqlx::{FromRow, Sqlite, Transaction};
use tumulte_core::{
    model::{Connection, ConnectionId, SystemId, SystemRef, Timestamp, UserId, VttKind, World},
    sync::StoreError,
};
use uuid::Uuid;

use super::{Storage, unavailable};

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

#[derive(FromRow)]
struct Row {
    connection_id: Uuid,
    owner_id: Uuid,
    vtt: String,
    world_id: String,
    world_name: String,
    system_id: Option<String>,
    system_version: Option<String>,
    status: String,
    created_at: i64,
    last_seen_at: Option<i64>,
}

const COLUMNS: &str = "connection_id, owner_id, vtt, world_id, world_name, system_id, system_version, status, created_at, last_seen_at";

impl From<Row> for ConnectionRow {
    fn from(row: Row) -> Self {
        let version = row.system_version;
        Self {
            connection: Connection {
                connection_id: ConnectionId::from_uuid(row.connection_id),
                vtt: VttKind::from(row.vtt),
                world: World {
                    vtt_campaign_id: row.world_id,
                    name: row.world_name,
                    system: row.system_id.map(|id| SystemRef { id: SystemId::new(id), version }),
                },
            },
            owner_id: UserId::from_uuid(row.owner_id),
            is_revoked: row.status == "revoked",
            created_at: Timestamp::from_millis(row.created_at),
            last_seen_at: row.last_seen_at.map(Timestamp::from_millis),
        }
    }
}

impl Storage {
    /// Finds a connection.
    pub async fn connection(
        &self,
        connection_id: ConnectionId,
    ) -> Result<Option<ConnectionRow>, StoreError> {
        sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM connections WHERE connection_id = ?"
        )))
        .bind(connection_id.as_uuid())
        .fetch_optional(&self.pool)
        .await
        .map(|row| row.map(Into::into))
        .map_err(unavailable)
    }

    /// Every connection of a GM, oldest first.
    pub async fn connections_of(&self, owner_id: UserId) -> Result<Vec<ConnectionRow>, StoreError> {
        sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(format!(
            "SELECT {COLUMNS} FROM connections WHERE owner_id = ? ORDER BY created_at, connection_id"
        )))
        .bind(owner_id.as_uuid())
        .fetch_all(&self.pool)
        .await
        .map(|rows| rows.into_iter().map(Into::into).collect())
        .map_err(unavailable)
    }

    /// Revokes a connection and every token of it; false when it was revoked before.
    pub async fn revoke_connection(
        &self,
        connection_id: ConnectionId,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let done = sqlx::query(
            "UPDATE connections SET status = 'revoked', revoked_at = ? WHERE connection_id = ? AND status = 'active'",
        )
        .bind(now.as_millis())
        .bind(connection_id.as_uuid())
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
        sqlx::query("DELETE FROM refresh_tokens WHERE connection_id = ?")
            .bind(connection_id.as_uuid())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        transaction.commit().await.map_err(unavailable)?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets a connection that has no campaign; false when it has one and stays.
    pub async fn delete_connection(&self, connection_id: ConnectionId) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let (campaigns,): (i64,) =
            sqlx::query_as("SELECT COUNT(*) FROM campaigns WHERE connection_id = ?")
                .bind(connection_id.as_uuid())
                .fetch_one(&mut *transaction)
                .await
                .map_err(unavailable)?;
        if campaigns > 0 {
            return Ok(false);
        }
        for statement in [
            "DELETE FROM refresh_tokens WHERE connection_id = ?",
            "UPDATE pairing_offers SET connection_id = NULL WHERE connection_id = ?",
            "DELETE FROM connections WHERE connection_id = ?",
        ] {
            sqlx::query(statement)
                .bind(connection_id.as_uuid())
                .execute(&mut *transaction)
                .await
                .map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(true)
    }

    /// Notes that a connection's table came in or left.
    pub async fn see_connection(
        &self,
        connection_id: ConnectionId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("UPDATE connections SET last_seen_at = ? WHERE connection_id = ?")
            .bind(now.as_millis())
            .bind(connection_id.as_uuid())
            .execute(&self.pool)
            .await
            .map_err(unavailable)?;
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
        sqlx::query(
            "UPDATE connections SET world_name = COALESCE(?, world_name), system_id = ?, system_version = ?,
             core_version = COALESCE(?, core_version) WHERE connection_id = ?",
        )
        .bind(name)
        .bind(system.id.as_str())
        .bind(system.version.as_deref())
        .bind(core_version)
        .bind(connection_id.as_uuid())
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(())
    }

    /// Adds a connection, or makes the one this owner has to this world active again.
    pub(super) async fn put_connection(
        transaction: &mut Transaction<'static, Sqlite>,
        new: &NewConnection,
        now: Timestamp,
    ) -> Result<ConnectionId, StoreError> {
        let known: Option<(Uuid,)> = sqlx::query_as(
            "SELECT connection_id FROM connections WHERE owner_id = ? AND vtt = ? AND world_id = ?",
        )
        .bind(new.owner_id.as_uuid())
        .bind(new.vtt.as_str())
        .bind(&new.world_id)
        .fetch_optional(&mut **transaction)
        .await
        .map_err(unavailable)?;
        let connection_id = known.map_or(new.connection_id, |(id,)| ConnectionId::from_uuid(id));
        sqlx::query(
            "INSERT INTO connections (connection_id, owner_id, vtt, world_id, world_name, module_version, status, created_at)
             VALUES (?, ?, ?, ?, ?, ?, 'active', ?)
             ON CONFLICT (connection_id) DO UPDATE SET status = 'active', revoked_at = NULL,
               world_name = excluded.world_name, module_version = excluded.module_version",
        )
        .bind(connection_id.as_uuid())
        .bind(new.owner_id.as_uuid())
        .bind(new.vtt.as_str())
        .bind(&new.world_id)
        .bind(&new.world_name)
        .bind(&new.module_version)
        .bind(now.as_millis())
        .execute(&mut **transaction)
        .await
        .map_err(unavailable)?;
        Ok(connection_id)
    }
}
