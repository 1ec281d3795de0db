//! Campaigns.

use sqlx::FromRow;
use tumulte_core::{
    model::{Campaign, CampaignId, ConnectionId, SystemId, SystemRef, Timestamp, UserId},
    sync::StoreError,
};
use uuid::Uuid;

use super::{Storage, unavailable};

/// A campaign with what the server keeps about it.
#[derive(Debug, Clone)]
pub struct CampaignRow {
    /// The campaign.
    pub campaign: Campaign,
    /// Its game master.
    pub owner_id: UserId,
    /// When its characters were last taken over.
    pub synced_at: Option<Timestamp>,
    /// When it was imported.
    pub created_at: Timestamp,
}

#[derive(FromRow)]
struct Row {
    campaign_id: Uuid,
    connection_id: Uuid,
    owner_id: Uuid,
    vtt_campaign_id: String,
    name: String,
    created_at: i64,
    synced_at: Option<i64>,
    system_id: Option<String>,
    system_version: Option<String>,
}

const SELECT: &str =
    "SELECT c.campaign_id, c.connection_id, c.owner_id, c.vtt_campaign_id, c.name, c.created_at,
    c.synced_at, n.system_id, n.system_version
    FROM campaigns c JOIN connections n ON n.connection_id = c.connection_id";

impl From<Row> for CampaignRow {
    fn from(row: Row) -> Self {
        let version = row.system_version;
        Self {
            campaign: Campaign {
                campaign_id: CampaignId::from_uuid(row.campaign_id),
                connection_id: ConnectionId::from_uuid(row.connection_id),
                vtt_campaign_id: row.vtt_campaign_id,
                name: row.name,
                system: row.system_id.map(|id| SystemRef { id: SystemId::new(id), version }),
            },
            owner_id: UserId::from_uuid(row.owner_id),
            synced_at: row.synced_at.map(Timestamp::from_millis),
            created_at: Timestamp::from_millis(row.created_at),
        }
    }
}

impl Storage {
    /// Imports a world as a campaign; an imported one stays as it is. Gives the campaign's id.
    pub async fn add_campaign(
        &self,
        campaign: &Campaign,
        owner_id: UserId,
        now: Timestamp,
    ) -> Result<CampaignId, StoreError> {
        let (id,): (Uuid,) = sqlx::query_as(
            "INSERT INTO campaigns (campaign_id, connection_id, owner_id, vtt_campaign_id, name, created_at)
             VALUES (?, ?, ?, ?, ?, ?)
             ON CONFLICT (connection_id, vtt_campaign_id) DO UPDATE SET name = excluded.name
             RETURNING campaign_id",
        )
        .bind(campaign.campaign_id.as_uuid())
        .bind(campaign.connection_id.as_uuid())
        .bind(owner_id.as_uuid())
        .bind(&campaign.vtt_campaign_id)
        .bind(&campaign.name)
        .bind(now.as_millis())
        .fetch_one(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(CampaignId::from_uuid(id))
    }

    /// Finds a campaign.
    pub async fn campaign_by_id(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Option<CampaignRow>, StoreError> {
        sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.campaign_id = ?")))
            .bind(campaign_id.as_uuid())
            .fetch_optional(&self.pool)
            .await
            .map(|row| row.map(Into::into))
            .map_err(unavailable)
    }

    /// Finds the campaign imported from a world.
    pub async fn campaign_of_world(
        &self,
        connection_id: ConnectionId,
        vtt_campaign_id: &str,
    ) -> Result<Option<CampaignRow>, StoreError> {
        sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(format!(
            "{SELECT} WHERE c.connection_id = ? AND c.vtt_campaign_id = ?"
        )))
        .bind(connection_id.as_uuid())
        .bind(vtt_campaign_id)
        .fetch_optional(&self.pool)
        .await
        .map(|row| row.map(Into::into))
        .map_err(unavailable)
    }

    /// Finds the campaign of a connection: a connection is one world.
    pub async fn campaign_of_connection(
        &self,
        connection_id: ConnectionId,
    ) -> Result<Option<CampaignRow>, StoreError> {
        sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(format!("{SELECT} WHERE c.connection_id = ?")))
            .bind(connection_id.as_uuid())
            .fetch_optional(&self.pool)
            .await
            .map(|row| row.map(Into::into))
            .map_err(unavailable)
    }

    /// Every campaign of a GM, oldest first.
    pub async fn campaigns_of(&self, owner_id: UserId) -> Result<Vec<CampaignRow>, StoreError> {
        sqlx::query_as::<_, Row>(sqlx::AssertSqlSafe(format!(
            "{SELECT} WHERE c.owner_id = ? ORDER BY c.created_at, c.campaign_id"
        )))
        .bind(owner_id.as_uuid())
        .fetch_all(&self.pool)
        .await
        .map(|rows| rows.into_iter().map(Into::into).collect())
        .map_err(unavailable)
    }
}
