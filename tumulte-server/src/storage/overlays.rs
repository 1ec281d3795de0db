//! How overlays look and behave, and which of them are blanked.

use tumulte_core::{
    model::{CampaignId, CharacterId, StreamerId, Timestamp, UserId},
    sync::{Cursor, StoreError},
};

use super::{Execute as _, Storage, StreamerRow, command, query, streamers::streamer, to_json};
use crate::overlay::OverlaySettings;

/// Who blanked a streamer's overlays, and up to where nothing is shown any more.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blank {
    /// The streamer did.
    pub by_streamer: bool,
    /// The game masters of these campaigns did.
    pub by_campaigns: Vec<CampaignId>,
    /// Events up to here belong to before a release, or to before a blank.
    pub floor: Cursor,
}

impl Blank {
    /// Whether the overlays show nothing.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.by_streamer || !self.by_campaigns.is_empty()
    }
}

impl Storage {
    /// How a streamer's overlays look and behave.
    pub async fn overlay_settings(
        &self,
        streamer_id: StreamerId,
    ) -> Result<OverlaySettings, StoreError> {
        let select = query("SELECT settings FROM overlay_settings WHERE streamer_id = $1");
        let found = self.database.optional(select.bind(streamer_id)).await?;
        let Some(row) = found else { return Ok(OverlaySettings::default()) };
        let stored: serde_json::Value = row.json("settings")?;
        // What another version stored may not be readable here: an overlay comes up all the same.
        Ok(serde_json::from_value(stored).unwrap_or_default())
    }

    /// Stores how a streamer's overlays look and behave.
    pub async fn save_overlay_settings(
        &self,
        streamer_id: StreamerId,
        settings: &OverlaySettings,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let save = command(
            "INSERT INTO overlay_settings (streamer_id, settings, updated_at) VALUES ($1, $2, $3)
             ON CONFLICT (streamer_id) DO UPDATE SET settings = excluded.settings,
               updated_at = excluded.updated_at",
        );
        let save = save.bind(streamer_id).bind(to_json(settings)?).bind(now);
        self.database.run(save).await?;
        Ok(())
    }

    /// Blanks the overlays of a campaign, or releases them.
    pub async fn blank_campaign(
        &self,
        campaign_id: CampaignId,
        is_blank: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = if is_blank {
            "INSERT INTO campaign_blanks (campaign_id, floor, blanked_at)
             SELECT $1, COALESCE((SELECT MAX(event_id) FROM events), 0), $2 WHERE true
             ON CONFLICT (campaign_id) DO UPDATE SET floor = excluded.floor,
               blanked_at = excluded.blanked_at, released_at = NULL"
        } else {
            "UPDATE campaign_blanks
             SET floor = COALESCE((SELECT MAX(event_id) FROM events), 0), released_at = $2
             WHERE campaign_id = $1 AND released_at IS NULL"
        };
        self.database.run(command(sql).bind(campaign_id).bind(now)).await?;
        Ok(())
    }

    /// Blanks the overlays of a streamer, or releases them.
    pub async fn blank_streamer(
        &self,
        streamer_id: StreamerId,
        is_blank: bool,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = if is_blank {
            "INSERT INTO streamer_blanks (streamer_id, floor, blanked_at)
             SELECT $1, COALESCE((SELECT MAX(event_id) FROM events), 0), $2 WHERE true
             ON CONFLICT (streamer_id) DO UPDATE SET floor = excluded.floor,
               blanked_at = excluded.blanked_at, released_at = NULL"
        } else {
            "UPDATE streamer_blanks
             SET floor = COALESCE((SELECT MAX(event_id) FROM events), 0), released_at = $2
             WHERE streamer_id = $1 AND released_at IS NULL"
        };
        self.database.run(command(sql).bind(streamer_id).bind(now)).await?;
        Ok(())
    }

    /// Whether the game master has blanked the overlays of a campaign.
    pub async fn is_campaign_blank(&self, campaign_id: CampaignId) -> Result<bool, StoreError> {
        let select = query(
            "SELECT campaign_id FROM campaign_blanks WHERE campaign_id = $1 AND released_at IS NULL",
        );
        Ok(self.database.optional(select.bind(campaign_id)).await?.is_some())
    }

    /// Who blanked a streamer's overlays.
    pub async fn blank_of(&self, streamer_id: StreamerId) -> Result<Blank, StoreError> {
        let mut blank = Blank::default();
        let own = query("SELECT floor, released_at FROM streamer_blanks WHERE streamer_id = $1");
        if let Some(row) = self.database.optional(own.bind(streamer_id)).await? {
            blank.floor = row.get("floor")?;
            blank.by_streamer = row.get::<Option<Timestamp>>("released_at")?.is_none();
        }
        let campaigns = query(
            "SELECT b.campaign_id, b.floor, b.released_at
             FROM memberships m JOIN campaign_blanks b ON b.campaign_id = m.campaign_id
             WHERE m.streamer_id = $1",
        );
        for row in self.database.all(campaigns.bind(streamer_id)).await? {
            blank.floor = blank.floor.max(row.get("floor")?);
            if row.get::<Option<Timestamp>>("released_at")?.is_none() {
                blank.by_campaigns.push(row.get("campaign_id")?);
            }
        }
        Ok(blank)
    }

    /// The characters assigned to a streamer.
    pub async fn characters_of_streamer(
        &self,
        streamer_id: StreamerId,
    ) -> Result<Vec<CharacterId>, StoreError> {
        let select = query(
            "SELECT character_id FROM assignments WHERE streamer_id = $1 ORDER BY character_id",
        );
        let rows = self.database.all(select.bind(streamer_id)).await?;
        rows.iter().map(|row| row.get("character_id")).collect()
    }

    /// Finds a streamer of any campaign of this game master.
    pub async fn streamer_of_owner(
        &self,
        owner: UserId,
        streamer_id: StreamerId,
    ) -> Result<Option<StreamerRow>, StoreError> {
        let select = query(
            "SELECT s.streamer_id, s.name, s.overlay_key FROM streamers s
             WHERE s.streamer_id = $1 AND EXISTS (SELECT 1 FROM memberships m
               JOIN campaigns c ON c.campaign_id = m.campaign_id
               WHERE m.streamer_id = s.streamer_id AND c.owner_id = $2)",
        );
        let found = self.database.optional(select.bind(streamer_id).bind(owner)).await?;
        found.map(|row| streamer(&row)).transpose()
    }
}
