//! `/`: where a game master lands.

use axum::{extract::State, http::StatusCode, response::Response};
use tumulte_core::model::CharacterKind;

use super::{campaign::system_name, connections::connection_rows, visitor::Visitor};
use crate::{
    actions::{self, Attendance, OpenOverlays},
    auth::Account,
    error::ApiError,
    pages::{CampaignCard, DashboardPage, OverlayCount},
    state::AppState,
    storage::CampaignRow,
};

/// `GET /`
pub(crate) async fn dashboard(
    State(state): State<AppState>,
    Account(user): Account,
    visitor: Visitor,
) -> Result<Response, ApiError> {
    let attendance = actions::attendance(&state, user.user_id).await?;
    let mut campaigns = Vec::new();
    for row in state.storage.campaigns_of(user.user_id).await? {
        let id = row.campaign.campaign_id;
        let there = attendance.iter().find(|there| there.campaign_id == id);
        campaigns.push(card(&state, row, there).await?);
    }
    let connections = connection_rows(&state, &user).await?;
    let page = DashboardPage { chrome: visitor.chrome, campaigns, connections };
    Visitor::respond(&visitor.kept, StatusCode::OK, &page)
}

async fn card(
    state: &AppState,
    row: CampaignRow,
    there: Option<&Attendance>,
) -> Result<CampaignCard, ApiError> {
    let campaign = row.campaign;
    let characters = state.storage.characters_of(campaign.campaign_id).await?;
    let players = characters.iter().filter(|row| row.character.character_type == CharacterKind::Pc);
    let last = state.storage.last_roll_at(campaign.campaign_id).await?;
    let overlays = there.map_or(&[][..], |there| &there.overlays);
    let count = |one: &OpenOverlays| OverlayCount { name: one.name.clone(), open: one.open };
    Ok(CampaignCard {
        id: campaign.campaign_id.to_string(),
        name: campaign.name,
        system: campaign.system.map(|system| system_name(&system.id)),
        is_live: there.is_some_and(|there| there.is_live),
        characters: players.clone().count(),
        assigned: players.filter(|row| row.streamer_id.is_some()).count(),
        streamers: overlays.len(),
        last_roll_at: last.map(|at| at.to_string()),
        module_version: there.and_then(|there| there.module_version.clone()),
        last_seen_at: there.and_then(|there| there.last_seen_at).map(|at| at.to_string()),
        overlays: overlays.iter().map(count).collect(),
        queued: there.and_then(|there| there.queued).map_or(0, |queued| queued as usize),
    })
}
