//! A revoked world that comes back without a new code.

use axum::http::StatusCode;
use serde::Serialize;
use tumulte_core::{
    model::{CampaignId, ConnectionId},
    pairing::{OfferKey, PairingClaim, PairingError},
};
use utoipa::ToSchema;

use super::pairing::{LOST_ANSWER_SECONDS, Tokens, first_tokens, refuse_replay};
use crate::{error::ApiError, platform, state::AppState, storage::next_second};

/// What a module gets that asks whether it may come back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", tag = "status")]
pub(crate) enum Returning {
    /// The GM has not agreed.
    Revoked,
    /// It may; these are its tokens, told once.
    #[serde(rename_all = "camelCase")]
    Approved {
        /// The connection.
        #[schema(value_type = uuid::Uuid)]
        connection_id: ConnectionId,
        /// Its campaign, if it was imported.
        #[schema(value_type = Option<uuid::Uuid>, required)]
        campaign_id: Option<CampaignId>,
        /// The tokens.
        #[serde(flatten)]
        tokens: Tokens,
    },
}

/// Answers a module that asks, signed by the key of the offer it was paired by, whether it may come back. An answer that
/// was lost may be asked for again for a while: what the first one gave is worth nothing then.
///
/// # Errors
///
/// `pairing.*`: `unknown` where nobody can prove to be it, `foreign_key`, `expired`, `replayed` among them;
/// `connection.not_revoked`.
pub(crate) async fn come_back(
    state: &AppState,
    connection_id: ConnectionId,
    claim: &str,
) -> Result<Returning, ApiError> {
    let now = platform::now();
    let row = state.storage.connection(connection_id).await?.ok_or(PairingError::Unknown)?;
    let offer = row.offer.as_ref().ok_or(PairingError::Unknown)?;
    let jti = offer.jti.parse().map_err(|_| PairingError::Unknown)?;
    let key: OfferKey = offer.key.parse()?;
    let claim = PairingClaim::verify(claim, jti, key, None, now)?;
    refuse_replay(state, &claim, now).await?;
    if !state.storage.return_connection(connection_id, next_second(now), now).await? {
        if row.is_revoked {
            return Ok(Returning::Revoked);
        }
        let lost_since = now.plus_seconds(-LOST_ANSWER_SECONDS);
        if row.returned_at.is_none_or(|at| at < lost_since) {
            let words = "this connection is not revoked";
            return Err(ApiError::new(StatusCode::CONFLICT, "connection.not_revoked", words));
        }
    }
    tracing::info!(connection.id = %connection_id, "a revoked table came back");
    let (campaign_id, tokens) = first_tokens(state, connection_id, now).await?;
    Ok(Returning::Approved { connection_id, campaign_id, tokens })
}
