//! `/`: where a game master lands.

use axum::{extract::State, http::StatusCode, response::Response};
use tumulte_core::model::CharacterKind;

use super::{campaign::system_name, connections::connection_rows, visitor::Visitor};
use crate::{
    auth::Account,
    error::ApiError,
    pages::{CampaignCard, DashboardPage},
    state::AppState,
    storage::CampaignRow,
};

/// `GET /`
pub(crate) async fn dashboard(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let mut campaigns = Vec::new();
    for row in state.storage.campaigns_of(user.user_id).await? {
        campaigns.push(card(&state, row).await?);
    }
    let connections = connection_rows(&state, &user).await?;
    let page = DashboardPage { chrome: visitor.chrome, campaigns, connections };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

async fn card(state: &AppState, row: CampaignRow) -> Result<CampaignCard, ApiError> {
    let campaign = row.campaign;
    let characters = state.storage.characters_of(campaign.campaign_id).await?;
    let players = characters.iter().filter(|row| row.character.character_type == CharacterKind::Pc);
    let last = state.storage.last_roll_at(campaign.campaign_id).await?;
    Ok(CampaignCard {
        id: campaign.campaign_id.to_string(),
        name: campaign.name,
        system: campaign.system.map(|system| system_name(&system.id)),
        is_live: state.presence.is_live(campaign.connection_id),
        characters: players.clone().count(),
        assigned: players.filter(|row| row.streamer_id.is_some()).count(),
        streamers: state.storage.streamers_of(campaign.campaign_id).await?.len(),
        last_roll_at: last.map(|at| at.to_string()),
    })
}
