//! Streamers and the campaigns they are members of.

use tumulte_core::{
    model::{CampaignId, StreamerId, Timestamp},
    sync::StoreError,
};

use super::{Execute as _, Row, Storage, command, query};

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
        let StreamerRow { streamer_id, name, overlay_key } = streamer;
        let mut transaction = self.database.write().await?;
        let insert = command(
            "INSERT INTO streamers (streamer_id, name, overlay_key, created_at) VALUES ($1, $2, $3, $4)",
        );
        transaction.run(insert.bind(*streamer_id).bind(name).bind(overlay_key).bind(now)).await?;
        let join = command(
            "INSERT INTO memberships (campaign_id, streamer_id, created_at) VALUES ($1, $2, $3)",
        );
        transaction.run(join.bind(campaign_id).bind(*streamer_id).bind(now)).await?;
        transaction.commit().await
    }

    /// Makes an existing streamer, known by its overlay key, a member of one more campaign.
    pub async fn join_campaign(
        &self,
        campaign_id: CampaignId,
        streamer_id: StreamerId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let join = command(
            "INSERT INTO memberships (campaign_id, streamer_id, created_at) VALUES ($1, $2, $3)
             ON CONFLICT (campaign_id, streamer_id) DO NOTHING",
        );
        self.database.run(join.bind(campaign_id).bind(streamer_id).bind(now)).await?;
        Ok(())
    }

    /// The streamers of a campaign by name.
    pub async fn streamers_of(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<StreamerRow>, StoreError> {
        let select = query(
            "SELECT s.streamer_id, s.name, s.overlay_key
             FROM memberships m JOIN streamers s ON s.streamer_id = m.streamer_id
             WHERE m.campaign_id = $1 ORDER BY s.name COLLATE nocase, s.streamer_id",
        );
        self.database.all(select.bind(campaign_id)).await?.iter().map(streamer).collect()
    }

    /// Finds a streamer by the key of its overlay.
    pub async fn streamer_by_key(
        &self,
        overlay_key: &str,
    ) -> Result<Option<StreamerRow>, StoreError> {
        let select =
            query("SELECT streamer_id, name, overlay_key FROM streamers WHERE overlay_key = $1");
        let found = self.database.optional(select.bind(overlay_key)).await?;
        found.map(|row| streamer(&row)).transpose()
    }

    /// The campaigns a streamer is a member of.
    pub async fn campaigns_of_streamer(
        &self,
        streamer_id: StreamerId,
    ) -> Result<Vec<CampaignId>, StoreError> {
        let select = query("SELECT campaign_id FROM memberships WHERE streamer_id = $1");
        let rows = self.database.all(select.bind(streamer_id)).await?;
        rows.iter().map(|row| row.get("campaign_id")).collect()
    }
}

pub(super) fn streamer(row: &Row) -> Result<StreamerRow, StoreError> {
    Ok(StreamerRow {
        streamer_id: row.get("streamer_id")?,
        name: row.get("name")?,
        overlay_key: row.get("overlay_key")?,
    })
}
