//! The storage by itself: many wait for their rolls to be durable.

use std::{
    fs::File,
    io::{Seek as _, Write as _},
    path::Path,
    pin::pin,
    sync::Arc,
    time::{Duration, Instant},
};

use clap::Args;
use futures_util::{StreamExt as _, stream};
use tokio::sync::{mpsc, oneshot};
use tumulte_core::{
    model::Connection,
    sync::{Incoming, Publication, Publisher, ReadGroup, SyncService},
};
use tumulte_server::{platform::System, storage};

use crate::{
    Fault,
    latencies::Latencies,
    message::Template,
    peer,
    stage::{Database, Stage},
};

/// A roll is a message, the roll itself, and an event for each of two audiences.
pub(crate) const ROWS_OF_A_ROLL: f64 = 4.0;

/// How many bytes the peers' rows have: those of our four rows on average.
const BYTES_OF_A_ROW: &str = "1000";

/// How many rolls are stored at once, as in the server.
const GROUP: usize = 512;

/// How many wait for an acknowledgement: as many as the server's lane takes.
pub(crate) const WAITING: usize = 1024;

/// The load.
#[derive(Debug, Clone, Args)]
pub(crate) struct Storage {
    /// How many wait for an acknowledgement.
    #[arg(long, default_value_t = WAITING)]
    pub(crate) waiting: usize,
    /// How long each is measured.
    #[arg(long, default_value_t = 5)]
    pub(crate) seconds: u64,
}

/// What came of it in one database.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Acknowledged rolls a second: read, judged, stored.
    pub(crate) rolls: f64,
    /// How long an acknowledgement took.
    pub(crate) waits: Latencies,
    /// Rows a second of the peer.
    pub(crate) peer: f64,
}

impl Outcome {
    /// How many times as many rows as the peer.
    pub(crate) fn ratio(&self) -> f64 {
        self.rolls * ROWS_OF_A_ROLL / self.peer
    }
}

impl Storage {
    /// Measures both databases and says what came of it.
    pub(crate) fn run(self) -> Result<(), Fault> {
        for (database, peer) in [
            (Database::Sqlite, "better-sqlite3, row by row"),
            (Database::Postgres, "node-postgres, sixteen connections"),
        ] {
            let outcome = self.measure(database)?;
            println!(
                "{database:?}, {} waiting: {:.0} rolls/s, {:.0} rows/s, p50 {:?}, p99 {:?}; {peer}: {:.0} rows/s; {:.2} ×",
                self.waiting,
                outcome.rolls,
                outcome.rolls * ROWS_OF_A_ROLL,
                outcome.waits.at(500),
                outcome.waits.at(990),
                outcome.peer,
                outcome.ratio(),
            );
        }
        Ok(())
    }

    /// Measures one database, and before and after that its peer on the same disk.
    pub(crate) fn measure(&self, database: Database) -> Result<Outcome, Fault> {
        let stage = Stage::set(database, 50)?;
        // Half of the peer's time comes before and half after: a machine is not equally fast at all times.
        let seconds = self.seconds.div_ceil(2).to_string();
        let peer = || match stage.cluster() {
            None => {
                let file = stage.folder().join("peer.sqlite").to_string_lossy().into_owned();
                peer::number("sqlite.mjs", &[&file, &seconds, BYTES_OF_A_ROW])
            }
            Some(cluster) => {
                peer::number("postgres.mjs", &[&cluster.url("postgres"), &seconds, BYTES_OF_A_ROW])
            }
        };
        let before = peer()?;
        let runtime = tokio::runtime::Runtime::new()?;
        let (rolls, waits) = runtime.block_on(self.acknowledged(&stage))?;
        let peer = f64::midpoint(before, peer()?);
        Ok(Outcome { rolls, waits, peer })
    }

    /// Sends rolls down one lane, as the server does; every sender waits for its acknowledgement before the next.
    async fn acknowledged(&self, stage: &Stage) -> Result<(f64, Latencies), Fault> {
        let storage = storage::Storage::open(&stage.database()?).await?;
        let (lane, jobs) = mpsc::channel(1024);
        let worker = tokio::spawn(work(storage.clone(), jobs));
        let lasting = Duration::from_secs(self.seconds);
        let started = Instant::now();
        let mut clients = Vec::new();
        for (client, room) in (0_u64..).zip(stage.rooms.iter().cycle().take(self.waiting)) {
            let (lane, connection) = (lane.clone(), Arc::new(room.connection.clone()));
            let mut template = Template::new(&room.world_id);
            clients.push(tokio::spawn(async move {
                let mut waits = Vec::new();
                let mut number = client << 32;
                while started.elapsed() < lasting {
                    let payload = payload(template.fill(number))?.to_owned();
                    number += 1;
                    let sent = Instant::now();
                    let (answer, answered) = oneshot::channel();
                    let connection = Arc::clone(&connection);
                    lane.send(Job { connection, payload, answer }).await?;
                    if !answered.await? {
                        return Err(Fault::from("a roll was refused"));
                    }
                    waits.push(sent.elapsed());
                }
                Ok(waits)
            }));
        }
        drop(lane);
        let mut all = Latencies::default();
        for client in clients {
            client.await??.into_iter().for_each(|wait| all.add(wait));
        }
        let rate = all.count() as f64 / started.elapsed().as_secs_f64();
        worker.await?;
        storage.close().await;
        Ok((rate, all))
    }
}

struct Job {
    connection: Arc<Connection>,
    payload: String,
    answer: oneshot::Sender<bool>,
}

struct Nobody;

impl Publisher for Nobody {
    fn publish(&self, _: &[Publication]) {}
}

/// The payload of an event in its own text, as the server finds it.
fn payload(event: &[u8]) -> Result<&str, Fault> {
    let text = std::str::from_utf8(event)?;
    let payload = text.strip_prefix("[\"dice:roll\",").and_then(|rest| rest.strip_suffix(']'));
    payload.ok_or_else(|| "an event is an array of name and payload".into())
}

/// Reads a group while those before are stored, as the server does.
async fn work(storage: storage::Storage, mut jobs: mpsc::Receiver<Job>) {
    let at_once = storage.groups_at_once();
    let service = Arc::new(SyncService::new(storage, Nobody, System));
    let (read, groups) = mpsc::channel(1);
    let recording = tokio::spawn(record(Arc::clone(&service), groups, at_once));
    while let Ok(room) = read.reserve().await {
        let mut group = Vec::new();
        if jobs.recv_many(&mut group, GROUP).await == 0 {
            break;
        }
        let incoming = group.iter().map(|job: &Job| Incoming {
            connection: &job.connection,
            event: "dice:roll",
            payload: job.payload.as_str().into(),
        });
        let read = service.read_group(incoming.collect()).await;
        room.send((group, service.prepare_group(read).await));
    }
    drop(read);
    let _ended = recording.await;
}

type Service = SyncService<storage::Storage, Nobody, System>;

async fn record(
    service: Arc<Service>,
    groups: mpsc::Receiver<(Vec<Job>, ReadGroup)>,
    at_once: usize,
) {
    let store = |(group, read)| {
        let service = Arc::clone(&service);
        tokio::spawn(async move { (group, service.record_group(read).await) })
    };
    let groups = stream::unfold(groups, async |mut groups| Some((groups.recv().await?, groups)));
    let mut recorded = pin!(groups.map(store).buffered(at_once));
    while let Some(Ok((group, answers))) = recorded.next().await {
        for (job, (acknowledgement, _)) in group.into_iter().zip(answers) {
            let _gone = job.answer.send(acknowledgement.ok);
        }
    }
}

/// The time one block usually takes to reach the disk when nothing else happens: after a pause, as a lone roll comes, and
/// straight after the one before.
pub(crate) fn flushes(folder: &Path, pause: Duration) -> Result<[Duration; 2], Fault> {
    let mut file = File::create(folder.join("flush"))?;
    let mut usual = |pause: Duration| -> Result<Duration, Fault> {
        let mut times = Vec::with_capacity(100);
        for _ in 0..100 {
            std::thread::sleep(pause);
            let started = Instant::now();
            file.rewind()?;
            file.write_all(&[7; 4096])?;
            file.sync_data()?;
            times.push(started.elapsed());
        }
        times.sort_unstable();
        Ok(times.get(times.len() / 2).copied().unwrap_or_default())
    };
    Ok([usual(pause)?, usual(Duration::ZERO)?])
}
