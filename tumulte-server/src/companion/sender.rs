//! From the log to the server, in order, for as long as it takes.

use std::{
    collections::VecDeque,
    io::Write,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::{Value, json};
use tokio::{sync::mpsc, time::sleep};

use super::{
    door::Door,
    follow::{Found, LogFollower},
    pairing::{pair, renew},
    state::State,
};
use crate::{
    platform::{now, random},
    rehearsal::{RehearsalError, ServerEvent, SocketClient},
};

const NAMESPACE: &str = "/vtt";
/// Between two looks at the file.
const LOOK: Duration = Duration::from_millis(500);
const PATIENCE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// What to follow, and where to send it.
#[derive(Debug, Clone)]
pub struct TailOptions {
    /// The log.
    pub file: PathBuf,
    /// The server's address.
    pub server: String,
    /// The table's title.
    pub name: String,
    /// The game system.
    pub system: String,
    /// Where the pairing is remembered.
    pub state: PathBuf,
    /// Whether what stands in the log already is sent too, at the first start.
    pub from_start: bool,
    /// Whether secrets are announced, without a number.
    pub mask_secrets: bool,
}

/// Follows the log until it is stopped.
///
/// # Errors
///
/// When the log can't be read, when nobody pairs, when the pairing is over.
pub async fn run_tail(options: &TailOptions, out: &mut impl Write) -> Result<(), RehearsalError> {
    let door = Door::new(&options.server)?;
    let at_log = |source| file_error(&options.file, source);
    let at_state = |source| file_error(&options.state, source);
    let known = State::load(&options.state).map_err(at_state)?;
    let known = known.filter(|known| known.server == door.base());
    let mut state = if let Some(known) = known {
        known
    } else {
        let world_id = format!("fg-{:016x}", u64::from_ne_bytes(random()));
        let tokens = pair(&door, &world_id, &options.name, out).await?;
        let mut state = State::new(&options.state, door.base(), &world_id, tokens.refresh_token);
        if !options.from_start {
            state.offset = std::fs::metadata(&options.file).map_err(at_log)?.len();
        }
        state
    };
    state.save().map_err(at_state)?;
    let mut log = LogFollower::new(&options.file, state.offset);
    let mut line: Option<Line> = None;
    let mut waiting = VecDeque::<Found>::new();
    let mut pause = Duration::from_secs(1);
    loop {
        if waiting.is_empty() {
            if log.was_begun_anew().map_err(at_log)? {
                state.generation += 1;
                state.offset = 0;
            }
            waiting = log.look().map_err(at_log)?.into();
        }
        if waiting.is_empty() {
            sleep(LOOK).await;
        }
        let sent = send_all(&mut line, &door, &mut state, options, &mut waiting, out).await;
        match sent {
            Ok(()) => pause = Duration::from_secs(1),
            Err(error) if is_over(&error) => {
                state.forget().map_err(at_state)?;
                return Err(error);
            }
            Err(error) if may_wait(&error) => {
                line = None;
                writeln!(out, "{error}; trying again in {} s", pause.as_secs())?;
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            Err(error) => return Err(error),
        }
        if waiting.is_empty() && state.offset < log.settled() {
            state.offset = log.settled();
            state.save().map_err(at_state)?;
        }
    }
}

/// Sends what waits, in order; what was taken waits no longer.
async fn send_all(
    line: &mut Option<Line>,
    door: &Door,
    state: &mut State,
    options: &TailOptions,
    waiting: &mut VecDeque<Found>,
    out: &mut impl Write,
) -> Result<(), RehearsalError> {
    if let Some(open) = line {
        open.answer_questions(state, options).await?;
    }
    while let Some(found) = waiting.front() {
        let open = match line {
            Some(open) => open,
            None => line.insert(Line::open(door, state, options).await?),
        };
        if !found.is_secret || options.mask_secrets {
            let event = event(state, options, found);
            let answer = open.client.emit("relay:message", event, PATIENCE).await?;
            let code = answer.get("code").and_then(Value::as_str);
            match (code, answer.get("retry").and_then(Value::as_bool)) {
                (Some(code), Some(true)) => {
                    return Err(RehearsalError::Refused {
                        code: code.to_owned(),
                        message: "the server asks for patience".to_owned(),
                        retry: true,
                    });
                }
                (Some(code), _) => {
                    writeln!(out, "a line at {} was not understood: {code}", found.begins)?;
                }
                (None, _) => {}
            }
        }
        state.offset = found.ends;
        waiting.pop_front();
        state.save().map_err(|source| file_error(&options.state, source))?;
    }
    Ok(())
}

fn event(state: &State, options: &TailOptions, found: &Found) -> Value {
    let id = format!("log-{}-{}", state.generation, found.begins);
    let at = now().as_millis();
    let mut event = json!({
        "worldId": state.world_id, "source": "fg.chatlog", "id": id, "ts": at, "timestamp": at,
        "system": { "id": options.system },
    });
    let (name, content) = if found.is_secret {
        ("secret", Value::Bool(true))
    } else {
        ("raw", Value::String(found.text.clone()))
    };
    if let Value::Object(fields) = &mut event {
        fields.insert(name.to_owned(), content);
    }
    event
}

/// A live connection.
struct Line {
    client: SocketClient,
    questions: mpsc::Receiver<ServerEvent>,
}

impl Line {
    /// Renews the session, connects and says which table this is.
    async fn open(
        door: &Door,
        state: &mut State,
        options: &TailOptions,
    ) -> Result<Self, RehearsalError> {
        let tokens = renew(door, &state.refresh_token).await?;
        state.refresh_token = tokens.refresh_token;
        state.save().map_err(|source| file_error(&options.state, source))?;
        let auth = json!({ "token": tokens.session_token, "tab": state.world_id });
        let (client, questions) = SocketClient::connect(door.base(), NAMESPACE, auth).await?;
        let world = json!({
            "worldId": state.world_id, "worldName": options.name,
            "system": { "id": options.system }, "characters": [],
        });
        client.emit("campaign:sync", world, PATIENCE).await?;
        Ok(Self { client, questions })
    }

    /// The server may ask which table this is, or say that the pairing is over.
    async fn answer_questions(
        &mut self,
        state: &State,
        options: &TailOptions,
    ) -> Result<(), RehearsalError> {
        loop {
            let event = match self.questions.try_recv() {
                Ok(event) => event,
                Err(mpsc::error::TryRecvError::Empty) => return Ok(()),
                Err(mpsc::error::TryRecvError::Disconnected) => {
                    return Err(RehearsalError::Disconnected("the server closed it".to_owned()));
                }
            };
            if event.name == "connection:revoked" {
                return Err(revoked());
            }
            let answer = match event.name.as_str() {
                "query:campaigns" => json!({ "ok": true, "campaigns": [{
                    "vttCampaignId": state.world_id, "name": options.name, "system": { "id": options.system },
                }] }),
                "query:characters" => json!({ "ok": true, "characters": [] }),
                _ => continue,
            };
            if let Some(id) = event.acknowledgement {
                self.client.answer(id, answer).await?;
            }
        }
    }
}

fn revoked() -> RehearsalError {
    RehearsalError::Refused {
        code: "token.revoked".to_owned(),
        message: "the pairing was revoked; start again to pair anew".to_owned(),
        retry: false,
    }
}

/// Whether the pairing is over: only a new one helps.
fn is_over(error: &RehearsalError) -> bool {
    error.refusal().is_some_and(|code| {
        matches!(code, "token.revoked" | "token.reused" | "token.unknown" | "token.expired")
    })
}

/// Whether time may help.
fn may_wait(error: &RehearsalError) -> bool {
    error.may_retry() || matches!(error, RehearsalError::Protocol(_))
}

fn file_error(path: &Path, source: std::io::Error) -> RehearsalError {
    RehearsalError::File { path: path.display().to_string(), source }
}
