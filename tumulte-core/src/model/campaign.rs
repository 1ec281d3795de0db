//! Worlds, connections and campaigns.

use serde::{Deserialize, Serialize};

use super::{CampaignId, ConnectionId, SystemRef, VttKind};

/// A world of a tabletop, as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct World {
    /// The tabletop's id of the world.
    pub vtt_campaign_id: String,
    /// Its title.
    pub name: String,
    /// The game system it runs, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemRef>,
}

/// One paired world: who may send its rolls.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection {
    /// Our id.
    pub connection_id: ConnectionId,
    /// Which tabletop.
    pub vtt: VttKind,
    /// The world it is paired with.
    pub world: World,
}

/// A campaign of ours. It only ever comes from a world of a tabletop.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Campaign {
    /// Our id.
    pub campaign_id: CampaignId,
    /// The connection it was imported through.
    pub connection_id: ConnectionId,
    /// The tabletop's id of the world.
    pub vtt_campaign_id: String,
    /// Its title.
    pub name: String,
    /// The game system it runs, once known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub system: Option<SystemRef>,
}
