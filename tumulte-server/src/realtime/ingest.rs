//! The one lane through which everything a tabletop sends reaches the storage and the viewers.
//!
//! Events are taken in their order, so that cursors reach viewers in the order in which they were committed: a viewer
//! that saw cursor 11 has seen 10. All that came while the last ones were stored is taken at once, and rolls that follow
//! one another are stored in one transaction: the busier the tables, the more of them share one flush of the disk. Nobody
//! waits for company; an event that comes alone is stored alone. While a group is stored, the next is read and judged;
//! where the database stores two at once, a group of nothing but rolls follows another before that has ended.

use std::{
    fmt,
    panic::resume_unwind,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Instant,
};

use futures_util::{StreamExt as _, stream::FuturesOrdered};
use serde_json::Value;
use socketioxide::extract::AckSender;
use tokio::{
    sync::{Notify, mpsc, oneshot},
    task::JoinError,
};
use tumulte_core::{
    model::Connection,
    sync::{Acknowledgement, Incoming, Payload, ReadGroup, SyncError, SyncService},
};

use super::{
    Listeners,
    event::Event,
    fanout::{Everybody, Fanout},
    trace,
};
use crate::{metrics::metrics, platform::System, storage::Storage};

/// How many events may wait in the lane; beyond that the sender keeps them and tries again.
const LANE: usize = 1024;

/// How many events are taken at once: enough that the disk is no longer what takes the time.
const GROUP: usize = 512;

/// How many groups wait to be stored: one is read while another is stored.
const GROUPS_READ: usize = 1;

type Service = SyncService<Storage, Everybody, System>;

#[derive(Debug)]
struct Job {
    connection: Arc<Connection>,
    sent: Sent,
    answer: Answer,
    began: Instant,
    inside: Inside,
}

/// An event before it is read.
#[derive(Debug)]
enum Sent {
    /// As its table wrote it.
    Event(Event),
    /// As this server made it.
    Own { name: String, payload: Value },
}

impl Sent {
    fn name(&self) -> &str {
        match self {
            Self::Event(event) => &event.name,
            Self::Own { name, .. } => name,
        }
    }

    /// What it says; it says it once.
    fn payload(&mut self) -> (&str, Payload<'_>) {
        match self {
            Self::Event(event) => {
                let event = &*event;
                (&event.name, event.payload().into())
            }
            Self::Own { name, payload } => (name, payload.take().into()),
        }
    }
}

/// Who waits for an acknowledgement.
enum Answer {
    /// A table, which is told at once.
    Table(AckSender),
    /// Somebody in this server.
    Here(oneshot::Sender<Acknowledgement>),
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Table(_) => "Table",
            Self::Here(_) => "Here",
        })
    }
}

impl Job {
    /// Tells who waits what came of it.
    fn acknowledge(self, acknowledgement: Acknowledgement) {
        match acknowledgement.code {
            Some(code) => metrics().refused(code),
            None => metrics().acknowledgement.observe(self.began.elapsed().as_secs_f64()),
        }
        // A sender that is gone will send again; the roll is recorded once all the same.
        match self.answer {
            Answer::Table(table) => {
                let _gone = table.send(&acknowledgement);
            }
            Answer::Here(waiting) => {
                let _gone = waiting.send(acknowledgement);
            }
        }
        drop(self.inside);
    }
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
        let (lane, jobs) = mpsc::channel::<Job>(LANE);
        let (read, groups) = mpsc::channel(GROUPS_READ);
        let fanout = Arc::clone(&everybody.0);
        let at_once = storage.groups_at_once();
        let service = Arc::new(SyncService::new(storage, everybody, System));
        tokio::spawn(read_groups(Arc::clone(&service), listeners, jobs, read));
        tokio::spawn(record_groups(service, fanout, groups, at_once));
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
        let (answer, answered) = oneshot::channel();
        let sent = Sent::Own { name: event, payload };
        self.put(Arc::new(connection), sent, Answer::Here(answer));
        async move { answered.await.unwrap_or_else(|_| refused("the server is stopping")) }
    }

    /// Sends what a table said down the lane at once; the table is told what came of it.
    pub(super) fn take(&self, connection: Arc<Connection>, event: Event, table: AckSender) {
        self.put(connection, Sent::Event(event), Answer::Table(table));
    }

    fn put(&self, connection: Arc<Connection>, sent: Sent, answer: Answer) {
        let (began, inside) = (Instant::now(), Inside::enter(&self.door));
        let job = Job { connection, sent, answer, began, inside };
        if self.is_closed() {
            job.acknowledge(refused("the server is stopping"));
        } else if let Err(error) = self.lane.try_send(job) {
            let full = refused("the server has more to store than it can, try again");
            error.into_inner().acknowledge(full);
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

/// Events that were read together, on their way to the storage.
#[derive(Debug)]
struct Group {
    jobs: Vec<Job>,
    read: ReadGroup,
    /// Whether it only has to be stored: it may be while the one before still is.
    is_ready: bool,
    /// Held while there is more in it than rolls.
    other: Option<Arc<()>>,
}

/// Reads and judges what came, while what came before is stored.
async fn read_groups(
    service: Arc<Service>,
    listeners: Listeners,
    mut jobs: mpsc::Receiver<Job>,
    read: mpsc::Sender<Group>,
) {
    // There is one more for each group on its way that holds more than rolls.
    let others = Arc::new(());
    loop {
        // Whoever came meanwhile goes along: a group begins when there is room for it.
        let Ok(room) = read.reserve().await else { return };
        let mut group = Vec::new();
        if jobs.recv_many(&mut group, GROUP).await == 0 {
            return;
        }
        for Job { connection, sent, .. } in &group {
            if listeners.has(connection.connection_id) {
                tell(&listeners, connection, sent).await;
            }
        }
        let incoming = group.iter_mut().map(|Job { connection, sent, .. }| {
            let (event, payload) = sent.payload();
            Incoming { connection, event, payload }
        });
        let mut read = service.read_group(incoming.collect()).await;
        let other = (!read.is_rolls()).then(|| Arc::clone(&others));
        let is_ready = Arc::strong_count(&others) == 1;
        if is_ready {
            read = service.prepare_group(read).await;
        }
        room.send(Group { jobs: group, read, is_ready, other });
    }
}

/// Tells those who listen to a table what it sent; what can't be read is refused in its turn.
async fn tell(listeners: &Listeners, connection: &Connection, sent: &Sent) {
    let read;
    let payload = match sent {
        Sent::Own { payload, .. } => payload,
        Sent::Event(event) => {
            let Ok(value) = Payload::Text(event.payload()).into_value() else { return };
            read = value;
            &read
        }
    };
    listeners.tell(connection.connection_id, sent.name(), payload).await;
}

/// Stores groups in their order, so many at once where they are only rolls, and acknowledges each when it is durable.
async fn record_groups(
    service: Arc<Service>,
    fanout: Arc<dyn Fanout>,
    mut groups: mpsc::Receiver<Group>,
    at_once: usize,
) {
    let record = |Group { jobs, read, other, .. }: Group| {
        let service = Arc::clone(&service);
        tokio::spawn(async move {
            let answers = service.record_group(read).await;
            drop(other);
            (jobs, answers)
        })
    };
    let answer = |recorded: Result<(Vec<Job>, Answers), JoinError>| {
        // A panic goes on where somebody waits.
        let (jobs, answers) = recorded.unwrap_or_else(|error| resume_unwind(error.into_panic()));
        acknowledge(&*fanout, jobs, answers);
    };
    let mut recording = FuturesOrdered::new();
    loop {
        let group = tokio::select! {
            biased;
            Some(recorded) = recording.next() => {
                answer(recorded);
                continue;
            }
            group = groups.recv(), if recording.len() < at_once => group,
        };
        let Some(group) = group else { break };
        if group.is_ready {
            recording.push_back(record(group));
            continue;
        }
        while let Some(recorded) = recording.next().await {
            answer(recorded);
        }
        answer(record(group).await);
    }
    while let Some(recorded) = recording.next().await {
        answer(recorded);
    }
}

type Answers = Vec<(Acknowledgement, Option<SyncError>)>;

/// Tells everybody what came of their events.
fn acknowledge(fanout: &dyn Fanout, jobs: Vec<Job>, answers: Answers) {
    if answers.iter().any(|(_, error)| is_doubtful(error.as_ref())) {
        fanout.look_again();
    }
    let mut answered: Vec<_> = jobs.into_iter().zip(answers).collect();
    // What is said to one table at once goes out in one piece.
    answered.sort_by_key(|(job, _)| job.connection.connection_id);
    for (job, (acknowledgement, error)) in answered {
        match error {
            Some(error) => log_refusal(&job.connection, job.sent.name(), &error),
            None => trace::acknowledged(&job.connection, job.sent.name(), &acknowledgement),
        }
        job.acknowledge(acknowledgement);
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
