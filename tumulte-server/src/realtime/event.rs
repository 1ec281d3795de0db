//! What a table sends, from its socket into the lane.

use std::{num::NonZeroU32, ops::Range, sync::Arc};

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use serde_json::Value;
use socketioxide::{
    adapter::LocalAdapter,
    extract::{AckSender, SocketRef},
    handler::{FromMessageParts as _, MessageHandler, Value as Packet},
    socket::Socket,
};
use tumulte_core::{
    model::Connection,
    sync::{Acknowledgement, MAX_EVENT_BYTES, SyncError, parse_event},
};

use super::presence::Waiting;
use crate::state::AppState;

/// Events a second a table may send for long, and how many at once after an outage.
const EVENTS_PER_SECOND: u32 = 200;
pub(super) const EVENT_BURST: u32 = 1000;

/// The longest code a table may name, in characters.
const MAX_CODE: usize = 64;

const QUOTA: Quota = Quota::per_second(NonZeroU32::new(EVENTS_PER_SECOND).unwrap())
    .allow_burst(NonZeroU32::new(EVENT_BURST).unwrap());

/// Takes the events of one table, in their order.
pub(super) struct Events {
    connection: Arc<Connection>,
    state: AppState,
    limiter: DefaultDirectRateLimiter,
}

impl Events {
    /// Takes what comes from this table into the lane.
    pub(super) fn of(connection: Connection, state: AppState) -> Self {
        Self { connection: Arc::new(connection), state, limiter: RateLimiter::direct(QUOTA) }
    }

    fn take(&self, packet: Packet, socket: &SocketRef, table: AckSender) {
        let answer = match Event::read(packet) {
            _ if self.limiter.check().is_err() => {
                Acknowledgement::refused("limit.rate", "too many events, slow down", true)
            }
            // How the table stands now is nobody's history: it waits in no lane.
            Ok(event) if event.name == "table:status" => self.note_waiting(&event, socket),
            Ok(event) => return self.state.ingest.take(Arc::clone(&self.connection), event, table),
            Err(error) => {
                let id = self.connection.connection_id;
                tracing::warn!(connection.id = %id, %error, "an event was refused");
                (&error).into()
            }
        };
        let _gone = table.send(&answer);
    }

    fn note_waiting(&self, event: &Event, socket: &SocketRef) -> Acknowledgement {
        match parse_event::<Waiting>(event.payload()) {
            Ok(waiting) => {
                let held = waiting.held.map(|code| code.chars().take(MAX_CODE).collect());
                let (id, waiting) = (self.connection.connection_id, Waiting { held, ..waiting });
                self.state.presence.note_waiting(id, socket, waiting);
                Acknowledgement::taken(&Value::Null)
            }
            Err(error) => (&error).into(),
        }
    }
}

/// A function in this place would be run as a task of its own for every event, and what it holds copied.
impl MessageHandler<LocalAdapter, ()> for Events {
    fn call(&self, socket: Arc<Socket<LocalAdapter>>, mut packet: Packet, ack: Option<i64>) {
        let Ok(table) = AckSender::from_message_parts(&socket, &mut packet, &ack);
        let Ok(socket) = SocketRef::from_message_parts(&socket, &mut packet, &ack);
        self.take(packet, &socket, table);
    }
}

/// One event in its packet's own text, which is read in the event's turn.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) name: String,
    packet: Packet,
    payload: Range<usize>,
}

impl Event {
    /// Finds name and payload of `["name", payload]`. What stands in the payload's place may be no JSON: that is refused when
    /// it is read.
    fn read(packet: Packet) -> Result<Self, SyncError> {
        let Packet::Str(text, None) = &packet else {
            let binary = "binary attachments are not part of the protocol";
            return Err(SyncError::Malformed(binary.to_owned()));
        };
        let text = text.as_str();
        if text.len() > MAX_EVENT_BYTES {
            return Err(SyncError::Oversized { size: text.len(), max: MAX_EVENT_BYTES });
        }
        let Some((name, payload)) = plain(text) else { return Self::taken_apart(text) };
        let (name, end) = (name.to_owned(), text.len() - 1);
        let payload = end - payload.len()..end;
        Ok(Self { name, packet, payload })
    }

    /// An event that is written in no usual way, or has no payload: then that is `null`.
    fn taken_apart(text: &str) -> Result<Self, SyncError> {
        let mut parts = parse_event::<Vec<Value>>(text)?.into_iter();
        let (name, payload) = (parts.next(), parts.next().unwrap_or_default());
        if parts.next().is_some() {
            return Err(SyncError::Malformed("an event has one payload".to_owned()));
        }
        let Some(Value::String(name)) = name else {
            return Err(SyncError::Malformed("an event starts with its name".to_owned()));
        };
        let payload = payload.to_string();
        let place = 0..payload.len();
        Ok(Self { name, packet: Packet::Str(payload.into(), None), payload: place })
    }

    /// The payload as it came.
    pub(super) fn payload(&self) -> &str {
        match &self.packet {
            Packet::Str(text, _) => text.as_str().get(self.payload.clone()).unwrap_or_default(),
            Packet::Bytes(_) => "",
        }
    }
}

/// The two where they are written as every client writes them.
fn plain(text: &str) -> Option<(&str, &str)> {
    let (name, rest) = text.strip_prefix("[\"")?.split_once('"')?;
    let payload = rest.strip_prefix(',')?.strip_suffix(']')?;
    (!name.contains('\\') && !payload.is_empty()).then_some((name, payload))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(String, String), SyncError> {
        let event = Event::read(Packet::Str(text.to_owned().into(), None))?;
        Ok((event.name.clone(), event.payload().to_owned()))
    }

    #[test]
    fn an_event_is_a_name_and_one_payload() {
        let event = |name: &str, payload: &str| (name.to_owned(), payload.to_owned());
        assert_eq!(read(r#"["pong",{"a":1}]"#).unwrap(), event("pong", r#"{"a":1}"#));
        assert_eq!(read(r#"["pong"]"#).unwrap(), event("pong", "null"));
        assert_eq!(read(r#"["pong", [1] ]"#).unwrap(), event("pong", " [1] "));
        assert_eq!(read(r#" ["po\u006eg", [1] ]"#).unwrap(), event("pong", "[1]"));
        for wrong in ["[]", "[1]", r#"["a",]"#, "[1,2]", "{}", "nonsense"] {
            assert_eq!(read(wrong).unwrap_err().code(), "event.malformed", "{wrong}");
        }
    }

    #[test]
    fn what_is_too_large_is_refused_before_anybody_reads_it() {
        let large = format!(r#"["dice:roll","{}"]"#, "x".repeat(1024 * 1024));
        assert_eq!(read(&large).unwrap_err().code(), "event.oversized");
    }
}
