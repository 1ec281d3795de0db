//! Who streams which campaign.

use std::collections::HashMap;

use tumulte_core::{
    model::{CampaignId, Character, CharacterId, StreamerId, Timestamp},
    sync::StoreError,
};

use super::{
    Execute as _, Given, Kind, Row, Storage, StreamerRow, Transaction, command, query,
    streamers::streamer,
};
use crate::cache::Topic;

/// How a streamer stands to a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// Asked to come in; the game master has not agreed yet.
    Pending,
    /// Streams it.
    Active,
    /// Went, or was sent away.
    Left,
}

impl Membership {
    /// The word on the wire and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Left => "left",
        }
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        let word: String = row.get("status")?;
        [Self::Pending, Self::Active, Self::Left]
            .into_iter()
            .find(|status| status.as_str() == word)
            .ok_or(StoreError::Corrupt { what: "membership" })
    }
}

/// A streamer of a campaign, or one who wants to be.
#[derive(Debug, Clone)]
pub struct MemberRow {
    /// Who.
    pub streamer: StreamerRow,
    /// How it stands.
    pub status: Membership,
    /// Since when.
    pub created_at: Timestamp,
}

/// A campaign as one of its streamers sees it.
#[derive(Debug, Clone)]
pub struct StreamedCampaign {
    /// The campaign.
    pub campaign_id: CampaignId,
    /// Its title.
    pub name: String,
    /// The name of its game master.
    pub game_master: String,
    /// How the streamer stands to it.
    pub status: Membership,
}

impl Storage {
    /// Makes an existing streamer an active member of one more campaign.
    pub async fn join_campaign(
        &self,
        campaign_id: CampaignId,
        streamer_id: StreamerId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut transaction = self.database.write().await?;
        let joining = (campaign_id, streamer_id, Membership::Active);
        Self::put_membership(&mut transaction, joining, now).await?;
        transaction.commit().await
    }

    pub(super) async fn put_membership(
        transaction: &mut Transaction,
        (campaign_id, streamer_id, status): (CampaignId, StreamerId, Membership),
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let join = command(
            "INSERT INTO memberships (campaign_id, streamer_id, status, created_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (campaign_id, streamer_id) DO UPDATE SET status = excluded.status",
        );
        let join = join.bind(campaign_id).bind(streamer_id).bind(status.as_str()).bind(now);
        transaction.run(join).await?;
        Ok(())
    }

    /// How a streamer stands to a campaign.
    pub async fn membership(
        &self,
        campaign_id: CampaignId,
        streamer_id: StreamerId,
    ) -> Result<Option<Membership>, StoreError> {
        let select =
            query("SELECT status FROM memberships WHERE campaign_id = $1 AND streamer_id = $2");
        let found = self.database.optional(select.bind(campaign_id).bind(streamer_id)).await?;
        found.map(|row| Membership::read(&row)).transpose()
    }

    /// Lets a streamer in who asked for it; false when nobody did.
    pub async fn admit_member(
        &self,
        campaign_id: CampaignId,
        streamer_id: StreamerId,
    ) -> Result<bool, StoreError> {
        let admit = command(
            "UPDATE memberships SET status = 'active'
             WHERE campaign_id = $1 AND streamer_id = $2 AND status = 'pending'",
        );
        Ok(self.database.run(admit.bind(campaign_id).bind(streamer_id)).await? > 0)
    }

    /// Ends a membership, and what the streamer showed of the campaign; false when there was none.
    pub async fn end_membership(
        &self,
        campaign_id: CampaignId,
        streamer_id: StreamerId,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.database.write().await?;
        let leave = command(
            "UPDATE memberships SET status = 'left'
             WHERE campaign_id = $1 AND streamer_id = $2 AND status <> 'left'",
        );
        let left = transaction.run(leave.bind(campaign_id).bind(streamer_id)).await?;
        let withdraw =
            command("DELETE FROM assignments WHERE campaign_id = $1 AND streamer_id = $2");
        transaction.run(withdraw.bind(campaign_id).bind(streamer_id)).await?;
        transaction.commit().await?;
        self.cache.forget(Topic::Characters(campaign_id)).await;
        Ok(left > 0)
    }

    /// The members of a campaign and those who ask to be, by name.
    pub async fn members_of(&self, campaign_id: CampaignId) -> Result<Vec<MemberRow>, StoreError> {
        let select = query(
            "SELECT s.streamer_id, s.name, s.overlay_key, s.user_id, m.status, m.created_at
             FROM memberships m JOIN streamers s ON s.streamer_id = m.streamer_id
             WHERE m.campaign_id = $1 AND m.status <> 'left' ORDER BY s.name COLLATE nocase, s.streamer_id",
        );
        let rows = self.database.all(select.bind(campaign_id)).await?;
        rows.iter()
            .map(|row| {
                Ok(MemberRow {
                    streamer: streamer(row)?,
                    status: Membership::read(row)?,
                    created_at: row.get("created_at")?,
                })
            })
            .collect()
    }

    /// The campaigns a streamer is an active member of.
    pub async fn campaigns_of_streamer(
        &self,
        streamer_id: StreamerId,
    ) -> Result<Vec<CampaignId>, StoreError> {
        let select = query(
            "SELECT campaign_id FROM memberships WHERE streamer_id = $1 AND status = 'active'",
        );
        let rows = self.database.all(select.bind(streamer_id)).await?;
        rows.iter().map(|row| row.get("campaign_id")).collect()
    }

    /// The campaigns that are shown by each of these overlay keys, in their order; a key that opens nothing is left out.
    pub async fn campaigns_by_overlay_key(
        &self,
        keys: &[&str],
    ) -> Result<HashMap<String, Vec<CampaignId>>, StoreError> {
        let mut given = Given::new(&[("overlay_key", Kind::Text)]);
        for key in keys {
            given.push([(*key).into()]);
        }
        let mut shown: HashMap<String, Vec<CampaignId>> = HashMap::new();
        if given.is_empty() {
            return Ok(shown);
        }
        let select = query(
            "SELECT DISTINCT s.overlay_key, m.campaign_id
             FROM given g JOIN streamers s ON s.overlay_key = g.overlay_key
               LEFT JOIN memberships m ON m.streamer_id = s.streamer_id AND m.status = 'active'",
        );
        for row in self.database.all(select.over(given)).await? {
            let campaigns = shown.entry(row.get("overlay_key")?).or_default();
            campaigns.extend(row.get::<Option<CampaignId>>("campaign_id")?);
        }
        for campaigns in shown.values_mut() {
            campaigns.sort_unstable();
            campaigns.dedup();
        }
        Ok(shown)
    }

    /// The campaigns a streamer shows or asks to show, by name.
    pub async fn streamed_campaigns(
        &self,
        streamer_id: StreamerId,
    ) -> Result<Vec<StreamedCampaign>, StoreError> {
        let select = query(
            "SELECT c.campaign_id, c.name, u.name AS game_master, m.status
             FROM memberships m JOIN campaigns c ON c.campaign_id = m.campaign_id
               JOIN users u ON u.user_id = c.owner_id
             WHERE m.streamer_id = $1 AND m.status <> 'left' ORDER BY c.name COLLATE nocase, c.campaign_id",
        );
        let rows = self.database.all(select.bind(streamer_id)).await?;
        rows.iter()
            .map(|row| {
                Ok(StreamedCampaign {
                    campaign_id: row.get("campaign_id")?,
                    name: row.get("name")?,
                    game_master: row.get("game_master")?,
                    status: Membership::read(row)?,
                })
            })
            .collect()
    }

    /// The character that a streamer shows in a campaign; the one assigned last, if there are several.
    pub async fn character_of_streamer(
        &self,
        campaign_id: CampaignId,
        streamer_id: StreamerId,
    ) -> Result<Option<(CharacterId, Character)>, StoreError> {
        let select = query(
            "SELECT c.character_id, c.character
             FROM assignments a JOIN characters c ON c.character_id = a.character_id
             WHERE a.campaign_id = $1 AND a.streamer_id = $2 AND c.removed_at IS NULL
             ORDER BY a.assigned_at DESC LIMIT 1",
        );
        let found = self.database.optional(select.bind(campaign_id).bind(streamer_id)).await?;
        found.map(|row| Ok((row.get("character_id")?, row.json("character")?))).transpose()
    }
}
