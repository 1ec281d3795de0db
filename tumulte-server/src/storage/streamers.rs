//! Streamers and the campaigns they are members of.

use tumulte_core::{
    model::{CampaignId, StreamerId, Timestamp},
    sync::StoreError,
};
use uuid::Uuid;

use super::{Storage, unavailable};

/// A streamer.
#[derive(Debug, Clone)]
pub struct StreamerRow {
    /// Its id.
    pub streamer_id: StreamerId,
    /// The name.
    pub name: String,
    /// The unguessable key of its overlay.
    pub overlay_key: String,
}

impl Storage {
    /// Adds a streamer as a member of a campaign.
    pub async fn add_streamer(
        &self,
        campaign_id: CampaignId,
        streamer: &StreamerRow,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO streamers (streamer_id, name, overlay_key, created_at) VALUES (?, ?, ?, ?)",
        )
        .bind(streamer.streamer_id.as_uuid())
        .bind(&streamer.name)
        .bind(&streamer.overlay_key)
        .bind(now.as_millis())
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
        sqlx::query(
            "INSERT INTO memberships (campaign_id, streamer_id, created_at) VALUES (?, ?, ?)",
        )
        .bind(campaign_id.as_uuid())
        .bind(streamer.streamer_id.as_uuid())
        .bind(now.as_millis())
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
        transaction.commit().await.map_err(unavailable)
    }

    /// Makes an existing streamer, known by its overlay key, a member of one more campaign.
    pub async fn join_campaign(
        &self,
        campaign_id: CampaignId,
        streamer_id: StreamerId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO memberships (campaign_id, streamer_id, created_at) VALUES (?, ?, ?)
             ON CONFLICT (campaign_id, streamer_id) DO NOTHING",
        )
        .bind(campaign_id.as_uuid())
        .bind(streamer_id.as_uuid())
        .bind(now.as_millis())
        .execute(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(())
    }

    /// The streamers of a campaign by name.
    pub async fn streamers_of(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<StreamerRow>, StoreError> {
        let rows: Vec<(Uuid, String, String)> = sqlx::query_as(
            "SELECT s.streamer_id, s.name, s.overlay_key
             FROM memberships m JOIN streamers s ON s.streamer_id = m.streamer_id
             WHERE m.campaign_id = ? ORDER BY s.name COLLATE NOCASE, s.streamer_id",
        )
        .bind(campaign_id.as_uuid())
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(rows.into_iter().map(streamer).collect())
    }

    /// Finds a streamer by the key of its overlay.
    pub async fn streamer_by_key(
        &self,
        overlay_key: &str,
    ) -> Result<Option<StreamerRow>, StoreError> {
        let row: Option<(Uuid, String, String)> = sqlx::query_as(
            "SELECT streamer_id, name, overlay_key FROM streamers WHERE overlay_key = ?",
        )
        .bind(overlay_key)
        .fetch_optional(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(row.map(streamer))
    }

    /// The campaigns a streamer is a member of.
    pub async fn campaigns_of_streamer(
        &self,
        streamer_id: StreamerId,
    ) -> Result<Vec<CampaignId>, StoreError> {
        let rows: Vec<(Uuid,)> =
            sqlx::query_as("SELECT campaign_id FROM memberships WHERE streamer_id = ?")
                .bind(streamer_id.as_uuid())
                .fetch_all(&self.pool)
                .await
                .map_err(unavailable)?;
        Ok(rows.into_iter().map(|(id,)| CampaignId::from_uuid(id)).collect())
    }
}

fn streamer((id, name, overlay_key): (Uuid, String, String)) -> StreamerRow {
    StreamerRow { streamer_id: StreamerId::from_uuid(id), name, overlay_key }
}
