//! The handshake between a world and the server.

use serde::Serialize;
use tumulte_core::{
    model::{CampaignId, ConnectionId, Timestamp, UserId, VttKind},
    pairing::{
        ConnectUrl, OfferKey, PairingClaim, PairingCode, PairingError, RefreshToken, SessionToken,
        TokenError, TokenId, VerifiedOffer, pair_url,
    },
};
use utoipa::ToSchema;

use super::import;
use crate::{
    error::ApiError,
    platform, realtime,
    state::AppState,
    storage::{KeptOffer, NewConnection, NewOffer, OfferRow, OfferStatus, Redeemed},
};

/// How long a refresh token is good for, in seconds; every use gives a new one.
const REFRESH_SECONDS: i64 = 180 * 24 * 3600;

/// How long after its use a refresh token may be used once more, in seconds: the answer may have been lost in an outage.
pub(super) const LOST_ANSWER_SECONDS: i64 = 15 * 60;

/// What a module gets for its offer.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OfferReceipt {
    jti: String,
    code: String,
    #[schema(value_type = String, format = DateTime)]
    expires_at: Timestamp,
    pair_url: String,
    protocol: u32,
}

/// An offer the GM has found and may confirm.
#[derive(Debug)]
pub(crate) struct PendingOffer {
    jti: String,
    world_id: String,
    module_version: String,
    /// Which tabletop the world is one of.
    pub vtt: VttKind,
    /// The world's title, to be shown before confirming.
    pub world_name: String,
    /// When the offer is over.
    pub expires_at: Timestamp,
}

impl PendingOffer {
    /// The tabletop's id of the world.
    #[must_use]
    pub(crate) fn world_id(&self) -> &str {
        &self.world_id
    }
}

/// A confirmed pairing.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Approval {
    /// The new connection.
    #[schema(value_type = uuid::Uuid)]
    pub connection_id: ConnectionId,
    /// Its campaign, if it was imported.
    #[schema(value_type = Option<uuid::Uuid>, required)]
    pub campaign_id: Option<CampaignId>,
}

/// What a module gets for its claim.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase", tag = "status")]
pub(crate) enum Claimed {
    /// The GM has not confirmed yet.
    #[serde(rename_all = "camelCase")]
    Pending {
        /// When the offer is over.
        #[schema(value_type = String, format = DateTime)]
        expires_at: Timestamp,
    },
    /// The world is paired; these are its tokens, told once.
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

/// A session token with the refresh token that renews it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tokens {
    session_token: String,
    #[schema(value_type = String, format = DateTime)]
    session_expires_at: Timestamp,
    refresh_token: String,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").finish_non_exhaustive()
    }
}

/// Takes a module's signed offer.
///
/// # Errors
///
/// `pairing.*`, `pairing.replayed` among them.
pub(crate) async fn offer(state: &AppState, token: &str) -> Result<OfferReceipt, ApiError> {
    let now = platform::now();
    let verified = VerifiedOffer::verify(token, state.config.pairing_secret.as_ref(), now)?;
    let offer = verified.offer();
    let (jti, nonce) = (offer.jti().to_string(), offer.nonce().to_string());
    let code = offer.code().to_string();
    let new = NewOffer {
        jti: &jti,
        nonce: &nonce,
        code: &code,
        offer_key: &verified.key().to_string(),
        vtt: offer.vtt(),
        world_id: offer.world_id(),
        world_name: offer.world_name(),
        module_version: offer.module_version(),
        expires_at: offer.expires_at(),
    };
    if !state.storage.add_offer(&new, now).await? {
        return Err(PairingError::Replayed.into());
    }
    let pair_url = pair_url(&state.public_url, offer.code());
    let (expires_at, protocol) = (offer.expires_at(), realtime::PROTOCOL);
    Ok(OfferReceipt { jti, code, expires_at, pair_url, protocol })
}

/// Finds the offer the GM means: by the code typed, or by the URL or token pasted.
///
/// # Errors
///
/// `pairing.malformed`, `pairing.unknown`, `pairing.already_approved`.
pub(crate) async fn find_offer(state: &AppState, typed: &str) -> Result<PendingOffer, ApiError> {
    let now = platform::now();
    let typed = typed.trim();
    let row = if let Ok(code) = typed.parse::<PairingCode>() {
        let open = state.storage.open_offers(&code.to_string(), now).await?;
        pick(open)?
    } else {
        let pasted = typed.parse::<ConnectUrl>().ok();
        let token = pasted.as_ref().map_or(typed, ConnectUrl::token);
        let verified = VerifiedOffer::verify(token, state.config.pairing_secret.as_ref(), now)?;
        let row = state.storage.offer(&verified.offer().jti().to_string()).await?;
        row.ok_or(PairingError::Unknown)?
    };
    if row.status != OfferStatus::Pending {
        return Err(PairingError::AlreadyApproved.into());
    }
    Ok(PendingOffer {
        vtt: row.vtt,
        jti: row.jti,
        world_id: row.world_id,
        module_version: row.module_version,
        world_name: row.world_name,
        expires_at: row.expires_at,
    })
}

/// Two modules may draw the same code: nobody may confirm the wrong one, so both have to draw again.
fn pick(open: Vec<OfferRow>) -> Result<OfferRow, PairingError> {
    let mut pending: Vec<_> =
        open.iter().filter(|row| row.status == OfferStatus::Pending).cloned().collect();
    match (pending.pop(), pending.is_empty()) {
        (Some(row), true) => Ok(row),
        (Some(_), false) => Err(PairingError::Unknown),
        (None, _) => open.into_iter().next().ok_or(PairingError::Unknown),
    }
}

/// Confirms an offer: the world belongs to this GM now.
///
/// # Errors
///
/// `pairing.already_approved` when somebody was faster, and what importing may say.
pub(crate) async fn approve(
    state: &AppState,
    owner: UserId,
    offer: &PendingOffer,
    with_import: bool,
) -> Result<Approval, ApiError> {
    let now = platform::now();
    let new = NewConnection {
        connection_id: ConnectionId::from_parts(now, platform::random()),
        owner_id: owner,
        vtt: offer.vtt.clone(),
        world_id: offer.world_id.clone(),
        world_name: offer.world_name.clone(),
        module_version: offer.module_version.clone(),
    };
    let approved = state.storage.approve_offer(&offer.jti, &new, now).await?;
    let connection_id = approved.ok_or(PairingError::AlreadyApproved)?;
    let campaign_id = if with_import {
        Some(import(state, owner, connection_id, &offer.world_id).await?)
    } else {
        None
    };
    Ok(Approval { connection_id, campaign_id })
}

/// Answers a module that asks, signed by its offer's key, whether the GM has confirmed.
///
/// # Errors
///
/// `pairing.*`: `foreign_key`, `expired`, `replayed`, `already_claimed`, `unknown` among them.
pub(crate) async fn claim(state: &AppState, jti: &str, claim: &str) -> Result<Claimed, ApiError> {
    let now = platform::now();
    let jti: TokenId = jti.parse().map_err(|_| PairingError::Unknown)?;
    let row = state.storage.offer(&jti.to_string()).await?.ok_or(PairingError::Unknown)?;
    let key: OfferKey = row.offer_key.parse()?;
    let shared = state.config.pairing_secret.as_ref();
    let claim = PairingClaim::verify(claim, jti, key, shared, now)?;
    refuse_replay(state, &claim, now).await?;
    let connection_id = match (row.status, row.connection_id) {
        (OfferStatus::Claimed, _) => return Err(PairingError::AlreadyClaimed.into()),
        (OfferStatus::Approved, Some(connection_id)) => connection_id,
        _ if row.expires_at <= now => {
            let seconds = now.millis_since(row.expires_at) / 1000;
            let behind = seconds + tumulte_core::pairing::PairingOffer::LIFETIME_SECONDS;
            return Err(PairingError::Expired { seconds, behind }.into());
        }
        _ => return Ok(Claimed::Pending { expires_at: row.expires_at }),
    };
    if !state.storage.claim_offer(&row.jti).await? {
        return Err(PairingError::AlreadyClaimed.into());
    }
    // What everybody knows proves nothing of who comes back.
    let kept = match key {
        OfferKey::Ed25519(_) => Some(KeptOffer { jti: row.jti, key: row.offer_key }),
        _ => None,
    };
    state.storage.keep_offer(connection_id, kept.as_ref()).await?;
    let (campaign_id, tokens) = first_tokens(state, connection_id, now).await?;
    Ok(Claimed::Approved { connection_id, campaign_id, tokens })
}

/// A claim is good once.
pub(super) async fn refuse_replay(
    state: &AppState,
    claim: &PairingClaim,
    now: Timestamp,
) -> Result<(), ApiError> {
    let replay = claim.replay_key();
    let (id, forget_after) = (replay.id().to_string(), replay.forget_after());
    if state.storage.remember_claim(&id, forget_after, now).await? {
        Ok(())
    } else {
        Err(PairingError::Replayed.into())
    }
}

/// Makes the first tokens of a pairing; earlier refresh tokens of the connection end here.
pub(super) async fn first_tokens(
    state: &AppState,
    connection_id: ConnectionId,
    now: Timestamp,
) -> Result<(Option<CampaignId>, Tokens), ApiError> {
    let refresh = RefreshToken::from_random(platform::random());
    let until = now.plus_seconds(REFRESH_SECONDS);
    state.storage.start_refresh_family(connection_id, refresh.hash().as_bytes(), until).await?;
    let (campaign_id, session) = session(state, connection_id, now).await?;
    Ok((campaign_id, tokens(&session, &refresh)))
}

/// Signs a session of a connection. Where earlier ones were made worthless, it says to be of the moment from which they
/// are good again: that may lie a second ahead.
async fn session(
    state: &AppState,
    connection_id: ConnectionId,
    now: Timestamp,
) -> Result<(Option<CampaignId>, SessionToken), ApiError> {
    let campaign = state.storage.campaign_of_connection(connection_id).await?;
    let campaign_id = campaign.map(|row| row.campaign.campaign_id);
    let row = state.storage.connection(connection_id).await?;
    let since = row.and_then(|row| row.tokens_since).unwrap_or(now);
    let random = platform::random();
    Ok((campaign_id, state.session_key.issue(connection_id, campaign_id, random, now.max(since))))
}

/// Renews a session. A refresh token used twice was stolen from one of the two users: the connection is
/// revoked and its table cut off. One whose answer was lost may be used once more, as long as nobody used its successor.
///
/// # Errors
///
/// `token.malformed`, `token.unknown`, `token.expired`, `token.reused`.
pub(crate) async fn refresh(state: &AppState, token: &str) -> Result<Tokens, ApiError> {
    let now = platform::now();
    let token: RefreshToken = token.parse()?;
    let successor = RefreshToken::from_random(platform::random());
    let until = now.plus_seconds(REFRESH_SECONDS);
    let redeemed = state
        .storage
        .redeem_refresh_token(
            token.hash().as_bytes(),
            successor.hash().as_bytes(),
            until,
            now,
            now.plus_seconds(-LOST_ANSWER_SECONDS),
        )
        .await?;
    match redeemed {
        Redeemed::Renewed(connection_id) => {
            let (_, session) = session(state, connection_id, now).await?;
            Ok(tokens(&session, &successor))
        }
        Redeemed::Reused(connection_id) => {
            tracing::warn!(connection.id = %connection_id, "a refresh token was used twice");
            realtime::revoke(state, connection_id, "a refresh token was used twice");
            Err(TokenError::Reused.into())
        }
        Redeemed::Expired => Err(TokenError::Expired { seconds: 0 }.into()),
        Redeemed::Unknown => Err(TokenError::Unknown.into()),
    }
}

fn tokens(session: &SessionToken, refresh: &RefreshToken) -> Tokens {
    Tokens {
        session_token: session.text().to_owned(),
        session_expires_at: session.expires_at(),
        refresh_token: refresh.text().as_str().to_owned(),
    }
}
