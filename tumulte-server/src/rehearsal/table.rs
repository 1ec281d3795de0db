//! The Foundry module of one world: offers pairing, claims its tokens, sends events in order.

use std::time::Duration;

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
    time::{sleep, timeout},
};
use tumulte_core::{
    model::Timestamp,
    pairing::{KeyPair, OfferDetails, PairingClaim, PairingOffer},
};

use super::{
    RehearsalError,
    chance::{random_bytes, random_word},
    door::Door,
    socket_client::{ServerEvent, SocketClient},
};

const NAMESPACE: &str = "/vtt";
const PATIENCE: Duration = Duration::from_secs(10);
const CLAIM_TRIES: u32 = 40;
const CLAIM_PAUSE: Duration = Duration::from_millis(250);
/// About half a minute with the pauses of [`pause_before`]: longer than a server restart.
const TRIES: u32 = 10;

/// What a world says about itself in every event.
#[derive(Debug, Clone)]
pub(super) struct WorldFacts {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) gm_user_id: String,
    /// `{"id","version"}` of the game system.
    pub(super) system: Value,
    pub(super) core_version: String,
    pub(super) characters: Vec<Value>,
}

/// A world whose code is on the screen.
#[derive(Debug)]
pub(super) struct OfferedTable {
    door: Door,
    facts: WorldFacts,
    key: KeyPair,
    offer: PairingOffer,
}

/// A paired world with a live connection.
#[derive(Debug)]
pub(super) struct Table {
    door: Door,
    facts: WorldFacts,
    tokens: Tokens,
    /// Names this run, as a browser tab names itself: the server lets it replace its own old line.
    tab: String,
    line: Line,
    sequence: u64,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Receipt {
    pub(super) rolls: usize,
    pub(super) duplicate: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Tokens {
    session_token: String,
    refresh_token: String,
}

#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
enum Claimed {
    Pending,
    Approved(Tokens),
}

impl OfferedTable {
    /// Posts a pairing offer for the world.
    ///
    /// # Errors
    ///
    /// `rehearsal.pairing` without random bytes, otherwise what the server says.
    pub(super) async fn offer(base_url: &str, facts: WorldFacts) -> Result<Self, RehearsalError> {
        let door = Door::new(base_url)?;
        let key = KeyPair::from_random(random_bytes()?);
        let version = env!("CARGO_PKG_VERSION");
        let details = OfferDetails::new(&facts.id, &facts.name, &facts.gm_user_id, version);
        let offer = PairingOffer::create(details, &random_bytes()?, now());
        let token = offer.sign(&key);
        door.post::<Value>("/vtt/pair/offers", &json!({ "token": token })).await?;
        Ok(Self { door, facts, key, offer })
    }

    /// The code the game master types.
    pub(super) fn code(&self) -> String {
        self.offer.code().to_string()
    }

    /// Waits until the game master has confirmed, fetches the tokens and connects.
    ///
    /// # Errors
    ///
    /// `rehearsal.timeout` when nobody confirms in time, otherwise what the server says.
    pub(super) async fn claim(self) -> Result<Table, RehearsalError> {
        let path = format!("/vtt/pair/offers/{}", self.offer.jti());
        for _ in 0..CLAIM_TRIES {
            let claim = PairingClaim::create(self.offer.jti(), random_bytes()?, now());
            let answer = self.door.get(&path, Some(&claim.sign(&self.key))).await?;
            if let Claimed::Approved(tokens) = answer {
                let Self { door, facts, .. } = self;
                let tab = random_word()?;
                let line = Line::open(door.base(), &tokens.session_token, &tab, &facts).await?;
                return Ok(Table { door, facts, tokens, tab, line, sequence: 0 });
            }
            sleep(CLAIM_PAUSE).await;
        }
        Err(RehearsalError::Timeout {
            what: "the game master's confirmation".to_owned(),
            waited: CLAIM_PAUSE * CLAIM_TRIES,
        })
    }
}

impl Table {
    /// Tells the server of the world and its characters.
    pub(super) async fn sync(&mut self) -> Result<(), RehearsalError> {
        let mut event = self.event();
        if let Some(event) = event.as_object_mut() {
            event.insert("worldName".to_owned(), json!(self.facts.name));
            event.insert("characters".to_owned(), json!(self.facts.characters));
        }
        self.deliver("campaign:sync", event).await.map(drop)
    }

    /// Sends a chat message and waits until it is recorded.
    ///
    /// # Errors
    ///
    /// `rehearsal.refused` with the server's code once sending again can't help.
    pub(super) async fn roll(
        &mut self,
        message: Value,
        actor: Option<Value>,
    ) -> Result<Receipt, RehearsalError> {
        let mut event = self.event();
        if let Some(event) = event.as_object_mut() {
            event.insert("message".to_owned(), message);
            event.extend(actor.map(|actor| ("actor".to_owned(), actor)));
        }
        let answer = self.deliver("dice:roll", event).await?;
        Ok(Receipt {
            rolls: answer.get("rolls").and_then(Value::as_array).map_or(0, Vec::len),
            duplicate: answer.get("duplicate").and_then(Value::as_bool).unwrap_or(false),
        })
    }

    /// Breaks the connection, as a bad network would.
    #[cfg(test)]
    pub(super) fn hang_up(&self) {
        self.line.socket.close();
    }

    /// The fields every event has; each event gets the next number.
    fn event(&mut self) -> Value {
        self.sequence += 1;
        json!({
            "worldId": self.facts.id, "seq": self.sequence, "timestamp": now().as_millis(),
            "system": self.facts.system, "coreVersion": self.facts.core_version,
        })
    }

    /// Sends the same event until it is acknowledged, refused for good, or patience ends.
    async fn deliver(&mut self, name: &str, event: Value) -> Result<Value, RehearsalError> {
        let mut tries = 1;
        loop {
            let sent = self.line.socket.emit(name, event.clone(), PATIENCE).await;
            let mut failure = match sent.and_then(acknowledged) {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            while failure.may_retry() && tries < TRIES {
                sleep(pause_before(tries)).await;
                tries += 1;
                if matches!(failure, RehearsalError::Refused { .. }) && self.line.is_open() {
                    break;
                }
                match self.reopen().await {
                    Ok(()) => break,
                    Err(error) => failure = error,
                }
            }
            if !failure.may_retry() || tries >= TRIES {
                return Err(failure);
            }
        }
    }

    /// Connects anew; an expired session token is exchanged first.
    async fn reopen(&mut self) -> Result<(), RehearsalError> {
        // The server allows one live connection: the old one has to go first.
        self.line.socket.close();
        let base = self.door.base();
        let opened =
            match Line::open(base, &self.tokens.session_token, &self.tab, &self.facts).await {
                Err(error) if error.refusal() == Some("token.expired") => {
                    let body = json!({ "refreshToken": self.tokens.refresh_token });
                    self.tokens = self.door.post("/vtt/refresh-token", &body).await?;
                    Line::open(base, &self.tokens.session_token, &self.tab, &self.facts).await
                }
                other => other,
            };
        self.line = opened?;
        Ok(())
    }
}

/// A live connection and the task that answers the server's own questions.
#[derive(Debug)]
struct Line {
    socket: SocketClient,
    responder: JoinHandle<()>,
}

impl Line {
    async fn open(
        base: &str,
        session: &str,
        tab: &str,
        facts: &WorldFacts,
    ) -> Result<Self, RehearsalError> {
        let auth = json!({ "token": session, "tab": tab });
        let (socket, events) = SocketClient::connect(base, NAMESPACE, auth).await?;
        let (greeted, greeting) = oneshot::channel();
        let responder = tokio::spawn(respond(socket.clone(), events, facts.clone(), greeted));
        let line = Self { socket, responder };
        match timeout(PATIENCE, greeting).await {
            Ok(Ok(())) => Ok(line),
            Ok(Err(_)) => {
                Err(RehearsalError::Disconnected("before the server's greeting".to_owned()))
            }
            Err(_) => Err(RehearsalError::Timeout {
                what: "the server's greeting".to_owned(),
                waited: PATIENCE,
            }),
        }
    }

    fn is_open(&self) -> bool {
        !self.responder.is_finished()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        // The responder holds the socket too: without it the connection closes.
        self.responder.abort();
    }
}

/// Answers `ping` and the queries until the connection ends.
async fn respond(
    socket: SocketClient,
    mut events: mpsc::Receiver<ServerEvent>,
    facts: WorldFacts,
    greeted: oneshot::Sender<()>,
) {
    let mut greeted = Some(greeted);
    while let Some(event) = events.recv().await {
        let answered = match (event.name.as_str(), event.acknowledgement) {
            ("connected", _) => {
                if let Some(greeted) = greeted.take() {
                    // Whoever opened the line may have lost patience.
                    let _ = greeted.send(());
                }
                Ok(())
            }
            ("ping", _) => socket.tell("pong", json!({ "timestamp": now().as_millis() })).await,
            ("query:characters", Some(id)) => {
                socket.answer(id, json!({ "ok": true, "characters": facts.characters })).await
            }
            ("query:campaigns", Some(id)) => {
                let world = json!({ "vttCampaignId": facts.id, "name": facts.name, "system": facts.system });
                socket.answer(id, json!({ "ok": true, "campaigns": [world] })).await
            }
            ("connection:revoked", _) => return,
            _ => Ok(()),
        };
        if answered.is_err() {
            return;
        }
    }
}

/// Turns `{"ok":false,…}` into the refusal it is.
fn acknowledged(answer: Value) -> Result<Value, RehearsalError> {
    match answer.get("ok").and_then(Value::as_bool) {
        Some(true) => Ok(answer),
        Some(false) => {
            let text = |key: &str| answer.get(key).and_then(Value::as_str).unwrap_or("unknown");
            Err(RehearsalError::Refused {
                code: text("code").to_owned(),
                message: text("message").to_owned(),
                retry: answer.get("retry").and_then(Value::as_bool).unwrap_or(false),
            })
        }
        None => Err(RehearsalError::Protocol("an acknowledgement without `ok`".to_owned())),
    }
}

/// Doubles from a fifth of a second up to five seconds.
fn pause_before(tries: u32) -> Duration {
    Duration::from_millis(100 << tries.min(6)).min(Duration::from_secs(5))
}

/// The table's clock, as Foundry reads it from the machine.
pub(super) fn now() -> Timestamp {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let millis = since.map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
    Timestamp::from_millis(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_event_tells_whether_to_try_again() {
        let later =
            json!({ "ok": false, "code": "storage.unavailable", "message": "m", "retry": true });
        let error = acknowledged(later).unwrap_err();
        assert_eq!((error.refusal(), error.may_retry()), (Some("storage.unavailable"), true));
        let never =
            json!({ "ok": false, "code": "event.malformed", "message": "m", "retry": false });
        assert!(!acknowledged(never).unwrap_err().may_retry());
        assert_eq!(acknowledged(json!({})).unwrap_err().code(), "rehearsal.protocol");
        assert!(acknowledged(json!({ "ok": true })).is_ok());
    }

    #[test]
    fn pauses_grow_and_stay_bounded() {
        let pauses: Vec<_> = (1..20).map(pause_before).collect();
        assert!(pauses.is_sorted());
        assert_eq!(pauses[0], Duration::from_millis(200));
        assert_eq!(pauses[18], Duration::from_secs(5));
    }

    #[test]
    fn an_answer_to_a_claim_is_pending_or_holds_the_tokens() {
        let pending = json!({ "status": "pending", "expiresAt": "2026-01-31T20:15:00.000Z" });
        assert!(matches!(serde_json::from_value(pending), Ok(Claimed::Pending)));
        let approved = json!({ "status": "approved", "connectionId": "c", "campaignId": null,
            "sessionToken": "s", "sessionExpiresAt": "2026-01-31T20:15:00.000Z", "refreshToken": "r" });
        assert!(matches!(serde_json::from_value(approved), Ok(Claimed::Approved(_))));
    }
}
