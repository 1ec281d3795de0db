//! The live connection to a table, as core's Foundry adapter sees it.

use std::{
    collections::HashMap,
    fmt,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use serde_json::Value;
use tumulte_core::{
    model::{Connection, ConnectionId},
    vtt::{LiveConnection, LiveListener, SubscriptionId, VttError},
};

use super::{Presence, fanout::Fanout};

type Heard = Vec<(SubscriptionId, Arc<dyn LiveListener>)>;

/// Who listens to what tables send, beside the road every event takes anyway: told in the lane, in order,
/// so a listener must be quick. Cloning shares it.
#[derive(Clone, Default)]
pub(crate) struct Listeners {
    by_connection: Arc<Mutex<HashMap<ConnectionId, Heard>>>,
    next_id: Arc<AtomicU64>,
}

impl Listeners {
    /// Whether anybody listens to a table.
    pub(crate) fn has(&self, connection_id: ConnectionId) -> bool {
        self.with(|all| all.contains_key(&connection_id))
    }

    /// Tells everyone who listens to a table what it sent.
    pub(crate) async fn tell(&self, connection_id: ConnectionId, event: &str, payload: &Value) {
        let listeners: Vec<_> = self.with(|all| {
            let heard = all.get(&connection_id).map_or(&[][..], Vec::as_slice);
            heard.iter().map(|(_, listener)| Arc::clone(listener)).collect()
        });
        for listener in listeners {
            listener.event(event, payload).await;
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<ConnectionId, Heard>) -> T) -> T {
        act(&mut self.by_connection.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for Listeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Listeners").field("tables", &self.with(|all| all.len())).finish()
    }
}

/// One paired world, whether its table is there or not.
#[derive(Debug)]
pub(crate) struct TableLink {
    connection: Connection,
    presence: Presence,
    fanout: Arc<dyn Fanout>,
    listeners: Listeners,
}

impl TableLink {
    /// The link to the table of this connection.
    pub(crate) const fn new(
        connection: Connection,
        presence: Presence,
        fanout: Arc<dyn Fanout>,
        listeners: Listeners,
    ) -> Self {
        Self { connection, presence, fanout, listeners }
    }
}

#[async_trait]
impl LiveConnection for TableLink {
    fn vtt_campaign_id(&self) -> &str {
        &self.connection.world.vtt_campaign_id
    }

    fn is_live(&self) -> bool {
        self.presence.is_live(self.connection.connection_id)
    }

    async fn query(&self, event: &str, payload: Value) -> Result<Value, VttError> {
        let connection_id = self.connection.connection_id;
        match self.presence.table(connection_id) {
            Some(table) => table.ask(event, &payload).await,
            None => self.fanout.ask(connection_id, event, payload).await,
        }
    }

    async fn listen(&self, listener: Arc<dyn LiveListener>) -> Result<SubscriptionId, VttError> {
        let id = SubscriptionId(self.listeners.next_id.fetch_add(1, Ordering::Relaxed));
        let connection_id = self.connection.connection_id;
        self.listeners.with(|all| all.entry(connection_id).or_default().push((id, listener)));
        Ok(id)
    }

    async fn dismiss(&self, subscription: SubscriptionId) -> Result<(), VttError> {
        let connection_id = self.connection.connection_id;
        let was_there = self.listeners.with(|all| {
            let Some(heard) = all.get_mut(&connection_id) else { return false };
            let before = heard.len();
            heard.retain(|(id, _)| *id != subscription);
            let was_there = heard.len() < before;
            if heard.is_empty() {
                all.remove(&connection_id);
            }
            was_there
        });
        if was_there { Ok(()) } else { Err(VttError::UnknownSubscription) }
    }
}
