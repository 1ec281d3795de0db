//! Campaigns.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tumulte_core::{
    model::{Campaign, CampaignId, ConnectionId, SystemId, SystemRef, Timestamp, UserId},
    sync::StoreError,
};

use super::{Execute as _, Given, Kind, Row, Storage, command, query, storable};
use crate::cache::Topic;

/// A campaign with what the server keeps about it.
#[derive(Debug, Clone, Serialize, Deserialize)]
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

const SELECT: &str =
    "SELECT c.campaign_id, c.connection_id, c.owner_id, c.vtt_campaign_id, c.name, c.created_at,
    c.synced_at, n.system_id, n.system_version
    FROM campaigns c JOIN connections n ON n.connection_id = c.connection_id";

impl Storage {
    /// Imports a world as a campaign; an imported one stays as it is. Gives the campaign's id.
    pub async fn add_campaign(
        &self,
        campaign: &Campaign,
        owner_id: UserId,
        now: Timestamp,
    ) -> Result<CampaignId, StoreError> {
        let insert = command(
            "INSERT INTO campaigns (campaign_id, connection_id, owner_id, vtt_campaign_id, name, created_at)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (connection_id, vtt_campaign_id) DO UPDATE SET name = excluded.name
             RETURNING campaign_id",
        )
        .bind(campaign.campaign_id)
        .bind(campaign.connection_id)
        .bind(owner_id)
        .bind(&campaign.vtt_campaign_id)
        .bind(&campaign.name)
        .bind(now);
        let campaign_id = self.database.one(insert).await?.get("campaign_id")?;
        self.cache.forget(Topic::Campaigns(owner_id)).await;
        Ok(campaign_id)
    }

    /// Finds a campaign.
    pub async fn campaign_by_id(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Option<CampaignRow>, StoreError> {
        let select = query(format!("{SELECT} WHERE c.campaign_id = $1"));
        let found = self.database.optional(select.bind(campaign_id)).await?;
        found.map(|row| campaign(&row)).transpose()
    }

    /// Finds the campaign imported from a world.
    pub async fn campaign_of_world(
        &self,
        connection_id: ConnectionId,
        vtt_campaign_id: &str,
    ) -> Result<Option<CampaignRow>, StoreError> {
        let select =
            query(format!("{SELECT} WHERE c.connection_id = $1 AND c.vtt_campaign_id = $2"));
        let found =
            self.database.optional(select.bind(connection_id).bind(vtt_campaign_id)).await?;
        found.map(|row| campaign(&row)).transpose()
    }

    /// Finds the campaigns imported from many worlds, with the version of their rules.
    pub(super) async fn campaigns_of_worlds(
        &self,
        worlds: &[(ConnectionId, &str)],
    ) -> Result<Vec<Option<(Campaign, Option<i64>)>>, StoreError> {
        let mut given =
            Given::new(&[("connection_id", Kind::Uuid), ("vtt_campaign_id", Kind::Text)]);
        for (connection_id, vtt_campaign_id) in worlds {
            given.push([(*connection_id).into(), (*vtt_campaign_id).into()]);
        }
        if given.is_empty() {
            return Ok(Vec::new());
        }
        let select = query(
            "SELECT c.campaign_id, c.connection_id, c.owner_id, c.vtt_campaign_id, c.name, c.created_at,
               c.synced_at, n.system_id, n.system_version,
               (SELECT MAX(r.version) FROM campaign_rules r WHERE r.campaign_id = c.campaign_id) AS rules_version
             FROM given g JOIN campaigns c
               ON c.connection_id = g.connection_id AND c.vtt_campaign_id = g.vtt_campaign_id
             JOIN connections n ON n.connection_id = c.connection_id",
        );
        let mut found = HashMap::new();
        for row in self.database.all(select.over(given)).await? {
            let campaign = campaign(&row)?.campaign;
            let key = (campaign.connection_id, campaign.vtt_campaign_id.clone());
            found.insert(key, (campaign, row.get("rules_version")?));
        }
        let find = |(connection_id, world): &(ConnectionId, &str)| {
            found.get(&(*connection_id, storable(world).into_owned())).cloned()
        };
        Ok(worlds.iter().map(find).collect())
    }

    /// Finds the campaign of a connection: a connection is one world.
    pub async fn campaign_of_connection(
        &self,
        connection_id: ConnectionId,
    ) -> Result<Option<CampaignRow>, StoreError> {
        let select = query(format!("{SELECT} WHERE c.connection_id = $1"));
        let found = self.database.optional(select.bind(connection_id)).await?;
        found.map(|row| campaign(&row)).transpose()
    }

    /// Every campaign of a GM, oldest first.
    pub async fn campaigns_of(&self, owner_id: UserId) -> Result<Vec<CampaignRow>, StoreError> {
        let select =
            query(format!("{SELECT} WHERE c.owner_id = $1 ORDER BY c.created_at, c.campaign_id"));
        let read = async {
            self.database.all(select.bind(owner_id)).await?.iter().map(campaign).collect()
        };
        self.cache.or_read(Topic::Campaigns(owner_id), read).await
    }
}

fn campaign(row: &Row) -> Result<CampaignRow, StoreError> {
    let version = row.get("system_version")?;
    let system_id: Option<String> = row.get("system_id")?;
    Ok(CampaignRow {
        campaign: Campaign {
            campaign_id: row.get("campaign_id")?,
            connection_id: row.get("connection_id")?,
            vtt_campaign_id: row.get("vtt_campaign_id")?,
            name: row.get("name")?,
            system: system_id.map(|id| SystemRef { id: SystemId::new(id), version }),
        },
        owner_id: row.get("owner_id")?,
        synced_at: row.get("synced_at")?,
        created_at: row.get("created_at")?,
    })
}
