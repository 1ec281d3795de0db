//! The one lane through which everything a tabletop sends reaches the storage and the viewers.
//!
//! Events are taken one after another, so that cursors reach viewers in the order in which they
//! were committed: a viewer that saw cursor 11 has seen 10. `SQLite` writes one at a time anyway.

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tumulte_core::{
    model::Connection,
    sync::{Acknowledgement, SyncError, SyncService},
};

use super::{Hub, Listeners};
use crate::{platform::System, storage::Storage};

/// How many events may wait in the lane; beyond that the sender keeps them and tries again.
const LANE: usize = 1024;

#[derive(Debug)]
struct Job {
    connection: Connection,
    event: String,
    payload: Value,
    answer: oneshot::Sender<Acknowledgement>,
}

/// The way into the lane. Cloning shares it; the lane ends when the last clone is gone.
#[derive(Debug, Clone)]
pub(crate) struct Ingest {
    lane: mpsc::Sender<Job>,
}

impl Ingest {
    /// Opens the lane.
    #[must_use]
    pub(crate) fn start(storage: Storage, hub: Hub, listeners: Listeners) -> Self {
        let (lane, mut jobs) = mpsc::channel::<Job>(LANE);
        let service = SyncService::new(storage, hub, System);
        tokio::spawn(async move {
            while let Some(Job { connection, event, payload, answer }) = jobs.recv().await {
                listeners.tell(connection.connection_id, &event, &payload).await;
                let (acknowledgement, error) = service.handle(&connection, &event, payload).await;
                if let Some(error) = error {
                    log_refusal(&connection, &event, &error);
                }
                // A sender that is gone will send again; the roll is recorded once all the same.
                let _gone = answer.send(acknowledgement);
            }
        });
        Self { lane }
    }

    /// Sends an event down the lane at once, so that calls keep their order; the answer may be waited for
    /// anywhere.
    pub(crate) fn send(
        &self,
        connection: Connection,
        event: String,
        payload: Value,
    ) -> impl Future<Output = Acknowledgement> + Send + use<> {
        let (answer, answered) = oneshot::channel();
        let is_full = self.lane.try_send(Job { connection, event, payload, answer }).is_err();
        async move {
            if is_full {
                return Acknowledgement::refused(
                    "storage.unavailable",
                    "the server has more to store than it can, try again",
                    true,
                );
            }
            answered.await.unwrap_or_else(|_| {
                Acknowledgement::refused("storage.unavailable", "the server is stopping", true)
            })
        }
    }
}

fn log_refusal(connection: &Connection, event: &str, error: &SyncError) {
    let code = error.code();
    let id = connection.connection_id;
    if let SyncError::Store(source) = error {
        let source: &dyn std::error::Error = source;
        tracing::error!(connection.id = %id, event, code, error = source, "an event could not be stored");
    } else {
        tracing::warn!(connection.id = %id, event, code, %error, "an event was refused");
    }
}
