//! Which tables are connected: one live socket per paired world.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use socketioxide::extract::SocketRef;
use tumulte_core::model::ConnectionId;

/// A handshake that has not ended after this long has failed, and its seat is free.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// A live table.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    /// Its socket.
    pub socket: SocketRef,
    tab: Option<String>,
    since: Instant,
}

impl Table {
    /// A table that has just knocked. `tab` says which page load it is: the same page may take its own place
    /// over after a broken connection.
    #[must_use]
    pub(crate) fn new(socket: SocketRef, tab: Option<String>) -> Self {
        Self { socket, tab, since: Instant::now() }
    }

    fn is_there(&self) -> bool {
        self.socket.connected() || self.since.elapsed() < HANDSHAKE
    }
}

/// Who is connected. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Presence {
    tables: Arc<Mutex<HashMap<ConnectionId, Table>>>,
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
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
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

    /// Gives the seat up, if this socket still holds it.
    pub(crate) fn release(&self, connection_id: ConnectionId, socket: &SocketRef) {
        let mut tables = self.tables.lock().unwrap_or_else(PoisonError::into_inner);
        if tables.get(&connection_id).is_some_and(|live| live.socket.id == socket.id) {
            tables.remove(&connection_id);
        }
    }

    /// The live table of a connection.
    #[must_use]
    pub(crate) fn table(&self, connection_id: ConnectionId) -> Option<Table> {
        self.tables.lock().unwrap_or_else(PoisonError::into_inner).get(&connection_id).cloned()
    }

    /// Whether the world is at the table right now.
    #[must_use]
    pub(crate) fn is_live(&self, connection_id: ConnectionId) -> bool {
        self.table(connection_id).is_some()
    }
}
