//! Streamers: those with an account, and those a game master made.

use tumulte_core::{
    model::{CampaignId, StreamerId, Timestamp, UserId},
    sync::StoreError,
};

use super::{Execute as _, Row, Storage, command, query};

/// A streamer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamerRow {
    /// Its id.
    pub streamer_id: StreamerId,
    /// The name.
    pub name: String,
    /// The unguessable key of its overlay.
    pub overlay_key: String,
    /// Its account; none for a streamer that a game master made.
    pub user_id: Option<UserId>,
}

impl Storage {
    /// Adds a streamer as a member of a campaign.
    pub async fn add_streamer(
        &self,
        campaign_id: CampaignId,
        streamer: &StreamerRow,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let StreamerRow { streamer_id, name, overlay_key, user_id } = streamer;
        let mut transaction = self.database.write().await?;
        let insert = command(
            "INSERT INTO streamers (streamer_id, name, overlay_key, user_id, created_at) VALUES ($1, $2, $3, $4, $5)",
        );
        let insert =
            insert.bind(*streamer_id).bind(name).bind(overlay_key).bind(*user_id).bind(now);
        transaction.run(insert).await?;
        let join = command(
            "INSERT INTO memberships (campaign_id, streamer_id, created_at) VALUES ($1, $2, $3)",
        );
        transaction.run(join.bind(campaign_id).bind(*streamer_id).bind(now)).await?;
        transaction.commit().await
    }

    /// The streamer that an account is; `fresh` becomes it when there is none yet.
    pub async fn put_streamer(
        &self,
        fresh: &StreamerRow,
        now: Timestamp,
    ) -> Result<StreamerRow, StoreError> {
        let StreamerRow { streamer_id, name, overlay_key, user_id } = fresh;
        let insert = command(
            "INSERT INTO streamers (streamer_id, name, overlay_key, user_id, created_at) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (user_id) DO NOTHING",
        );
        let insert =
            insert.bind(*streamer_id).bind(name).bind(overlay_key).bind(*user_id).bind(now);
        self.database.run(insert).await?;
        let select = query(
            "SELECT streamer_id, name, overlay_key, user_id FROM streamers WHERE user_id = $1",
        );
        streamer(&self.database.one(select.bind(*user_id)).await?)
    }

    /// The streamer that an account is, if it is one.
    pub async fn streamer_of(&self, user_id: UserId) -> Result<Option<StreamerRow>, StoreError> {
        let select = query(
            "SELECT streamer_id, name, overlay_key, user_id FROM streamers WHERE user_id = $1",
        );
        let found = self.database.optional(select.bind(user_id)).await?;
        found.map(|row| streamer(&row)).transpose()
    }

    /// The streamers of a campaign by name.
    pub async fn streamers_of(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<StreamerRow>, StoreError> {
        let select = query(
            "SELECT s.streamer_id, s.name, s.overlay_key, s.user_id
             FROM memberships m JOIN streamers s ON s.streamer_id = m.streamer_id
             WHERE m.campaign_id = $1 AND m.status = 'active' ORDER BY s.name COLLATE nocase, s.streamer_id",
        );
        self.database.all(select.bind(campaign_id)).await?.iter().map(streamer).collect()
    }

    /// Finds a streamer by the key of its overlay.
    pub async fn streamer_by_key(
        &self,
        overlay_key: &str,
    ) -> Result<Option<StreamerRow>, StoreError> {
        let select = query(
            "SELECT streamer_id, name, overlay_key, user_id FROM streamers WHERE overlay_key = $1",
        );
        let found = self.database.optional(select.bind(overlay_key)).await?;
        found.map(|row| streamer(&row)).transpose()
    }

    /// Gives an overlay another key; gives back the one that opens nothing any more.
    pub async fn rotate_overlay_key(
        &self,
        streamer_id: StreamerId,
        fresh: &str,
    ) -> Result<Option<String>, StoreError> {
        let mut transaction = self.database.write().await?;
        let select = query("SELECT overlay_key FROM streamers WHERE streamer_id = $1");
        let Some(row) = transaction.optional(select.bind(streamer_id)).await? else {
            return Ok(None);
        };
        let update = command("UPDATE streamers SET overlay_key = $1 WHERE streamer_id = $2");
        transaction.run(update.bind(fresh).bind(streamer_id)).await?;
        transaction.commit().await?;
        row.get("overlay_key").map(Some)
    }
}

pub(super) fn streamer(row: &Row) -> Result<StreamerRow, StoreError> {
    Ok(StreamerRow {
        streamer_id: row.get("streamer_id")?,
        name: row.get("name")?,
        overlay_key: row.get("overlay_key")?,
        user_id: row.get("user_id")?,
    })
}
