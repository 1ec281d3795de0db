//! The one lane through which everything a tabletop sends reaches the storage and the viewers.
//!
//! Events are taken in their order, so that cursors reach viewers in the order in which they were committed: a viewer
//! that saw cursor 11 has seen 10. All that came while the last ones were stored is taken at once, and rolls that follow
//! one another are stored in one transaction: the busier the tables, the more of them share one flush of the disk. Nobody
//! waits for company; an event that comes alone is stored alone. While a group is stored, the next is read and judged.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};
use tumulte_core::{
    model::Connection,
    sync::{Acknowledgement, Incoming, ReadGroup, SyncError, SyncService},
};

use super::{Hub, Listeners};
use crate::{platform::System, storage::Storage};

/// How many events may wait in the lane; beyond that the sender keeps them and tries again.
const LANE: usize = 1024;

/// How many events are taken at once: enough that the disk is no longer what takes the time.
const GROUP: usize = 256;

/// How many groups wait to be stored: one is read while another is stored.
const GROUPS_READ: usize = 1;

type Service = SyncService<Storage, Hub, System>;

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
        let (lane, jobs) = mpsc::channel::<Job>(LANE);
        let (read, groups) = mpsc::channel(GROUPS_READ);
        let service = Arc::new(SyncService::new(storage, hub, System));
        tokio::spawn(read_groups(Arc::clone(&service), listeners, jobs, read));
        tokio::spawn(record_groups(service, groups));
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

/// Reads and judges what came, while what came before is stored.
async fn read_groups(
    service: Arc<Service>,
    listeners: Listeners,
    mut jobs: mpsc::Receiver<Job>,
    read: mpsc::Sender<(Vec<Job>, ReadGroup)>,
) {
    loop {
        // Whoever came meanwhile goes along: a group begins when there is room for it.
        let Ok(room) = read.reserve().await else { return };
        let mut group = Vec::new();
        if jobs.recv_many(&mut group, GROUP).await == 0 {
            return;
        }
        for Job { connection, event, payload, .. } in &group {
            listeners.tell(connection.connection_id, event, payload).await;
        }
        let incoming = group.iter_mut().map(|job| Incoming {
            connection: &job.connection,
            event: &job.event,
            payload: job.payload.take(),
        });
        let read = service.read_group(incoming.collect()).await;
        room.send((group, read));
    }
}

/// Stores groups in their order, and acknowledges each when it is durable.
async fn record_groups(service: Arc<Service>, mut groups: mpsc::Receiver<(Vec<Job>, ReadGroup)>) {
    while let Some((group, read)) = groups.recv().await {
        let answers = service.record_group(read).await;
        for (job, (acknowledgement, error)) in group.into_iter().zip(answers) {
            if let Some(error) = error {
                log_refusal(&job.connection, &job.event, &error);
            }
            // A sender that is gone will send again; the roll is recorded once all the same.
            let _gone = job.answer.send(acknowledgement);
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
