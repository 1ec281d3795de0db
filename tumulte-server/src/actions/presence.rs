//! Who is there: the tables of a game master and the overlays that show them.

use serde::Serialize;
use tumulte_core::model::{CampaignId, ConnectionId, StreamerId, Timestamp, UserId};
use utoipa::ToSchema;

use crate::{error::ApiError, realtime::Waiting, state::AppState};

/// One campaign, its table and its overlays, as they are now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Attendance {
    #[schema(value_type = uuid::Uuid)]
    pub campaign_id: CampaignId,
    #[serde(skip)]
    #[schema(ignore)]
    pub connection_id: ConnectionId,
    /// Whether the world is at the table.
    pub is_live: bool,
    /// The version of the module when the world was paired.
    #[schema(required)]
    pub module_version: Option<String>,
    /// When the table last came in or left.
    #[schema(value_type = Option<String>, format = DateTime, required)]
    pub last_seen_at: Option<Timestamp>,
    /// How many events wait in the table's browser; none while it is away, or connected to another server.
    #[schema(required)]
    pub queued: Option<u32>,
    /// The code that holds them up.
    #[schema(required)]
    pub held: Option<String>,
    pub overlays: Vec<OpenOverlays>,
}

/// How many browser sources of a streamer are open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OpenOverlays {
    #[schema(value_type = uuid::Uuid)]
    pub streamer_id: StreamerId,
    pub name: String,
    pub open: usize,
}

/// What changes from one moment to the next: tables that are there and what waits at them, overlays that are open.
pub(crate) type Pulse = (Vec<(bool, Option<Waiting>)>, Vec<usize>);

/// Every campaign of a game master as it is now.
///
/// # Errors
///
/// `storage.*`.
pub(crate) async fn attendance(
    state: &AppState,
    owner: UserId,
) -> Result<Vec<Attendance>, ApiError> {
    let connections = state.storage.connections_of(owner).await?;
    let mut told = Vec::new();
    for row in state.storage.campaigns_of(owner).await? {
        let campaign = row.campaign;
        let connection =
            connections.iter().find(|row| row.connection.connection_id == campaign.connection_id);
        let streamers = state.storage.streamers_of(campaign.campaign_id).await?;
        let overlays = streamers.into_iter().map(|streamer| OpenOverlays {
            streamer_id: streamer.streamer_id,
            name: streamer.name,
            open: state.overlays.open(streamer.streamer_id),
        });
        let waiting = state.presence.waiting(campaign.connection_id);
        told.push(Attendance {
            queued: waiting.as_ref().map(|waiting| waiting.queued),
            held: waiting.and_then(|waiting| waiting.held),
            campaign_id: campaign.campaign_id,
            connection_id: campaign.connection_id,
            is_live: state.presence.is_live(campaign.connection_id),
            module_version: connection.and_then(|row| row.module_version.clone()),
            last_seen_at: connection.and_then(|row| row.last_seen_at),
            overlays: overlays.collect(),
        });
    }
    Ok(told)
}

/// Looks whether anything of this has changed, without asking the database.
pub(crate) fn pulse(state: &AppState, told: &[Attendance]) -> Pulse {
    let table = |id| (state.presence.is_live(id), state.presence.waiting(id));
    let tables = told.iter().map(|one| table(one.connection_id)).collect();
    let overlays = told.iter().flat_map(|one| &one.overlays);
    (tables, overlays.map(|one| state.overlays.open(one.streamer_id)).collect())
}
