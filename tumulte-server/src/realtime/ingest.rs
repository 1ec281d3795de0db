//! The one lane through which everything a tabletop sends reaches the storage and the viewers.
//!
//! Events are taken in their order, so that cursors reach viewers in the order in which they were committed: a viewer
//! that saw cursor 11 has seen 10. All that came while the last ones were stored is taken at once, and rolls that follow
//! one another are stored in one transaction: the busier the tables, the more of them share one flush of the disk. Nobody
//! waits for company; an event that comes alone is stored alone.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

use serde_json::Value;
use tokio::sync::{Notify, mpsc, oneshot};
use tumulte_core::{
    model::Connection,
    sync::{Acknowledgement, Incoming, SyncError, SyncService},
};

use super::{Listeners, fanout::Everybody, trace};
use crate::{metrics::metrics, platform::System, storage::Storage};

/// How many events may wait in the lane; beyond that the sender keeps them and tries again.
const LANE: usize = 1024;

/// How many events are taken at once: enough that the disk is no longer what takes the time.
const GROUP: usize = 256;

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
    door: Arc<Door>,
}

/// Who is inside, and whether anybody else is let in.
#[derive(Debug, Default)]
struct Door {
    is_closed: AtomicBool,
    inside: AtomicUsize,
    left: Notify,
}

/// An event between its socket and its acknowledgement.
#[derive(Debug)]
struct Inside(Arc<Door>);

impl Inside {
    fn enter(door: &Arc<Door>) -> Self {
        door.inside.fetch_add(1, Ordering::SeqCst);
        metrics().queued.inc();
        Self(Arc::clone(door))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        metrics().queued.dec();
        if self.0.inside.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.0.left.notify_waiters();
        }
    }
}

impl Ingest {
    /// Opens the lane.
    #[must_use]
    pub(crate) fn start(storage: Storage, everybody: Everybody, listeners: Listeners) -> Self {
        let (lane, mut jobs) = mpsc::channel::<Job>(LANE);
        let fanout = Arc::clone(&everybody.0);
        let service = SyncService::new(storage, everybody, System);
        tokio::spawn(async move {
            let mut group = Vec::with_capacity(GROUP);
            while jobs.recv_many(&mut group, GROUP).await > 0 {
                for Job { connection, event, payload, .. } in &group {
                    listeners.tell(connection.connection_id, event, payload).await;
                }
                let incoming = group.iter_mut().map(|job| Incoming {
                    connection: &job.connection,
                    event: &job.event,
                    payload: job.payload.take(),
                });
                let answers = service.handle_all(incoming.collect()).await;
                if answers.iter().any(|(_, error)| is_doubtful(error.as_ref())) {
                    fanout.look_again();
                }
                for (job, (acknowledgement, error)) in group.drain(..).zip(answers) {
                    match error {
                        Some(error) => log_refusal(&job.connection, &job.event, &error),
                        None => trace::acknowledged(&job.connection, &job.event, &acknowledgement),
                    }
                    // A sender that is gone will send again; the roll is recorded once all the same.
                    let _gone = job.answer.send(acknowledgement);
                }
            }
        });
        Self { lane, door: Arc::default() }
    }

    /// Lets nobody in any more, and waits until everybody inside was answered.
    pub(crate) async fn drain(&self) {
        self.door.is_closed.store(true, Ordering::SeqCst);
        loop {
            let left = self.door.left.notified();
            if self.door.inside.load(Ordering::SeqCst) == 0 {
                return;
            }
            left.await;
        }
    }

    /// Whether nobody is let in any more.
    pub(crate) fn is_closed(&self) -> bool {
        self.door.is_closed.load(Ordering::SeqCst)
    }

    /// Sends an event down the lane at once, so that calls keep their order; the answer may be waited for
    /// anywhere.
    pub(crate) fn send(
        &self,
        connection: Connection,
        event: String,
        payload: Value,
    ) -> impl Future<Output = Acknowledgement> + Send + use<> {
        let began = Instant::now();
        let inside = Inside::enter(&self.door);
        let (answer, answered) = oneshot::channel();
        let is_closed = self.is_closed();
        let is_full =
            !is_closed && self.lane.try_send(Job { connection, event, payload, answer }).is_err();
        async move {
            let acknowledgement = match (is_closed, is_full) {
                (true, _) => refused("the server is stopping"),
                (_, true) => refused("the server has more to store than it can, try again"),
                _ => answered.await.unwrap_or_else(|_| refused("the server is stopping")),
            };
            match acknowledgement.code {
                Some(code) => metrics().refused(code),
                None => metrics().acknowledgement.observe(began.elapsed().as_secs_f64()),
            }
            drop(inside);
            acknowledgement
        }
    }
}

fn refused(why: &str) -> Acknowledgement {
    Acknowledgement::refused("storage.unavailable", why, true)
}

/// Whether something may have been stored although the database did not say so: its answer can get lost.
const fn is_doubtful(error: Option<&SyncError>) -> bool {
    matches!(error, Some(SyncError::Store(_)))
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
