//! The companion's handshake: a code on the terminal, tokens once the game master has confirmed.

use std::{io::Write, time::Duration};

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::sleep;
use tumulte_core::{
    model::VttKind,
    pairing::{KeyPair, OfferDetails, PairingClaim, PairingOffer},
};

use super::door::Door;
use crate::{
    platform::{now, random},
    rehearsal::RehearsalError,
};

const LOOK: Duration = Duration::from_secs(2);

/// A session with what renews it.
#[derive(Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Tokens {
    pub(super) session_token: String,
    pub(super) refresh_token: String,
}

#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
enum Claimed {
    Pending,
    Approved(Tokens),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Offered {
    pair_url: String,
}

/// Shows a code and waits until the game master has typed it.
///
/// # Errors
///
/// `rehearsal.timeout` when nobody does in five minutes; what the server says.
pub(super) async fn pair(
    door: &Door,
    world_id: &str,
    world_name: &str,
    out: &mut impl Write,
) -> Result<Tokens, RehearsalError> {
    let key = KeyPair::from_random(random());
    let details = OfferDetails::new(world_id, world_name, "companion", env!("CARGO_PKG_VERSION"))
        .with_vtt(VttKind::FantasyGrounds);
    let offer = PairingOffer::create(details, &random(), now());
    let token = offer.sign(&key);
    let Offered { pair_url } = door.post("/vtt/pair/offers", &json!({ "token": token })).await?;
    writeln!(out, "Pair \"{world_name}\": open {pair_url}\nand confirm the code {}", offer.code())?;
    out.flush()?;
    let path = format!("/vtt/pair/offers/{}", offer.jti());
    while now() < offer.expires_at() {
        let claim = PairingClaim::create(offer.jti(), random(), now()).sign(&key);
        match door.get(&path, &claim).await {
            Ok(Claimed::Approved(tokens)) => {
                writeln!(out, "Paired.")?;
                return Ok(tokens);
            }
            Ok(Claimed::Pending) => {}
            Err(error) if error.may_retry() => {}
            Err(error) => return Err(error),
        }
        sleep(LOOK).await;
    }
    Err(RehearsalError::Timeout {
        what: "the game master's confirmation".to_owned(),
        waited: Duration::from_secs(PairingOffer::LIFETIME_SECONDS.unsigned_abs()),
    })
}

/// Buys a new session; the old refresh token is spent.
///
/// # Errors
///
/// What the server says.
pub(super) async fn renew(door: &Door, refresh_token: &str) -> Result<Tokens, RehearsalError> {
    let body: Value = json!({ "refreshToken": refresh_token });
    door.post("/vtt/refresh-token", &body).await
}
