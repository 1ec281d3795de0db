//! Which tables are connected: one live socket per paired world.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use serde::Deserialize;
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;
use tumulte_core::{model::ConnectionId, vtt::VttError};

use super::fanout::Word;

/// How long a table may take to answer a question.
pub(crate) const QUERY_TIMEOUT: Duration = Duration::from_secs(10);

/// A handshake that has not ended after this long has failed, and its seat is free.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// A live table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Its socket.
    pub socket: SocketRef,
    tab: Option<String>,
    since: Instant,
    waiting: Option<Waiting>,
}

/// What waits in a table's browser, as it said last.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Waiting {
    /// How many events.
    pub queued: u32,
    /// The code that holds them up.
    #[serde(default)]
    pub held: Option<String>,
}

impl Table {
    /// A table that has just knocked. `tab` says which page load it is: the same page may take its own place
    /// over after a broken connection.
    #[must_use]
    pub(crate) fn new(socket: SocketRef, tab: Option<String>) -> Self {
        Self { socket, tab, since: Instant::now(), waiting: None }
    }

    /// Asks the table something.
    ///
    /// # Errors
    ///
    /// [`VttError::NotConnected`], [`VttError::Timeout`].
    pub(crate) async fn ask(self, event: &str, payload: &Value) -> Result<Value, VttError> {
        let asked = self.socket.emit_with_ack::<_, Value>(event, payload);
        asked.map_err(|_| VttError::NotConnected)?.await.map_err(|_| VttError::Timeout)
    }

    fn is_there(&self) -> bool {
        self.socket.connected() || self.since.elapsed() < HANDSHAKE
    }
}

/// Who is connected. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Presence {
    tables: Arc<Mutex<HashMap<ConnectionId, Table>>>,
    elsewhere: Arc<Mutex<HashMap<String, Elsewhere>>>,
}

/// The tables of another server, as it said last.
#[derive(Debug)]
struct Elsewhere {
    heard: Instant,
    tables: HashSet<ConnectionId>,
}

/// What became of a table's wish to be the live one.
#[derive(Debug)]
pub(crate) enum Seat {
    /// It is.
    Taken,
    /// It is, in place of its own earlier socket, which is given back to be closed.
    TakenOver(Box<Table>),
    /// Another tab is.
    Occupied,
}

impl Presence {
    /// Makes a table the live one of its connection unless another tab is.
    pub(crate) fn claim(&self, connection_id: ConnectionId, table: Table) -> Seat {
        let mut tables = self.here();
        match tables.get(&connection_id) {
            Some(live) if live.socket.id == table.socket.id => Seat::Taken,
            Some(live) if live.is_there() && (live.tab.is_none() || live.tab != table.tab) => {
                Seat::Occupied
            }
            _ => match tables.insert(connection_id, table) {
                Some(earlier) => Seat::TakenOver(Box::new(earlier)),
                None => Seat::Taken,
            },
        }
    }

    /// Gives the seat up, if this socket still holds it; false when it does not.
    pub(crate) fn release(&self, connection_id: ConnectionId, socket: &SocketRef) -> bool {
        let mut tables = self.here();
        let holds = tables.get(&connection_id).is_some_and(|live| live.socket.id == socket.id);
        if holds {
            tables.remove(&connection_id);
        }
        holds
    }

    /// The live table of a connection, if it is connected to this server.
    #[must_use]
    pub(crate) fn table(&self, connection_id: ConnectionId) -> Option<Table> {
        self.here().get(&connection_id).cloned()
    }

    /// Notes what a table says about what waits in its browser.
    pub(crate) fn note_waiting(
        &self,
        connection_id: ConnectionId,
        socket: &SocketRef,
        waiting: Waiting,
    ) {
        let mut tables = self.here();
        let live = tables.get_mut(&connection_id).filter(|live| live.socket.id == socket.id);
        if let Some(live) = live {
            live.waiting = Some(waiting);
        }
    }

    /// What waits in a table's browser; none when it said nothing, or is connected to another server.
    #[must_use]
    pub(crate) fn waiting(&self, connection_id: ConnectionId) -> Option<Waiting> {
        self.here().get(&connection_id).and_then(|live| live.waiting.clone())
    }

    /// Whether the world is at the table right now, whichever server it is connected to.
    #[must_use]
    pub(crate) fn is_live(&self, connection_id: ConnectionId) -> bool {
        self.table(connection_id).is_some() || self.is_elsewhere(connection_id)
    }

    /// Whether a table is connected to another server.
    #[must_use]
    pub(crate) fn is_elsewhere(&self, connection_id: ConnectionId) -> bool {
        self.elsewhere().values().any(|server| server.tables.contains(&connection_id))
    }

    /// Every table of this server, with its page.
    #[must_use]
    pub(crate) fn tables(&self) -> Vec<(ConnectionId, Option<String>)> {
        self.here().iter().map(|(id, table)| (*id, table.tab.clone())).collect()
    }

    /// Says something to a table; false when it is not connected to this server.
    pub(crate) fn say(&self, connection_id: ConnectionId, word: &Word) -> bool {
        let Some(table) = self.table(connection_id) else { return false };
        // A table that is gone already learns of it when it tries to come back.
        match word {
            Word::Event { name, payload } => {
                let _gone = table.socket.emit(name.clone(), payload);
            }
            Word::Revoked { reason } => {
                let _gone = table.socket.emit("connection:revoked", &json!({ "reason": reason }));
                self.release(connection_id, &table.socket);
                let _gone = table.socket.disconnect();
            }
        }
        true
    }

    /// Asks a table of this server; nothing when it is not connected here.
    pub(crate) fn ask(
        &self,
        connection_id: ConnectionId,
        event: &str,
        payload: &Value,
    ) -> Option<impl Future<Output = Result<Value, VttError>> + Send + use<>> {
        let table = self.table(connection_id)?;
        let (event, payload) = (event.to_owned(), payload.clone());
        Some(async move { table.ask(&event, &payload).await })
    }

    /// Cuts a table whose page has gone to another server.
    pub(crate) fn displace(&self, connection_id: ConnectionId) {
        if let Some(table) = self.table(connection_id) {
            self.release(connection_id, &table.socket);
            let _gone = table.socket.disconnect();
        }
    }

    /// Notes which tables another server has.
    pub(crate) fn set_elsewhere(&self, server: &str, tables: Vec<ConnectionId>) {
        let tables = Elsewhere { heard: Instant::now(), tables: tables.into_iter().collect() };
        self.elsewhere().insert(server.to_owned(), tables);
    }

    /// Notes that a table came to another server, or left it.
    pub(crate) fn note_elsewhere(&self, server: &str, table: ConnectionId, is_there: bool) {
        let mut elsewhere = self.elsewhere();
        let known = elsewhere
            .entry(server.to_owned())
            .or_insert_with(|| Elsewhere { heard: Instant::now(), tables: HashSet::new() });
        if is_there {
            known.tables.insert(table);
        } else {
            known.tables.remove(&table);
        }
    }

    /// Forgets the tables of servers that have shown no sign of life for so long.
    pub(crate) fn forget_silent_servers(&self, patience: Duration) {
        self.elsewhere().retain(|_, server| server.heard.elapsed() < patience);
    }

    fn here(&self) -> MutexGuard<'_, HashMap<ConnectionId, Table>> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn elsewhere(&self) -> MutexGuard<'_, HashMap<String, Elsewhere>> {
        self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
