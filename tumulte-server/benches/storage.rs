//! How many rolls a second are stored and acknowledged, durably, while many wait for their acknowledgement.
//!
//! `cargo bench -p tumulte-server --bench storage [-- SECONDS]`. Beside it, in the same run, what the database does when
//! every row is a transaction of its own: SQLite on one connection, PostgreSQL on sixteen.
#![allow(
    missing_docs,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::allow_attributes,
    reason = "a benchmark prints, and ends where something is wrong"
)]

use std::{
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sqlx::{Executor as _, PgPool, SqlitePool};
use tokio::sync::{mpsc, oneshot};
use tumulte_core::{
    model::{Campaign, CampaignId, Connection, ConnectionId, Timestamp, UserId, VttKind, World},
    sync::{Incoming, Publication, Publisher, SyncService},
};
use tumulte_server::{
    platform::{self, System},
    storage::{DatabaseUrl, NewConnection, NewOffer, Storage, UserRow},
};
use tumulte_tests::postgres::Cluster;

const TABLES: usize = 50;
const WAITING: usize = 256;
const NOW: Timestamp = Timestamp::from_millis(1_790_000_000_000);

struct Nobody;

impl Publisher for Nobody {
    fn publish(&self, _: &[Publication]) {}
}

struct Job {
    connection: Arc<Connection>,
    payload: Value,
    answer: oneshot::Sender<bool>,
}

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(5);
    let lasting = Duration::from_secs(seconds);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let folder =
        PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    runtime.block_on(async {
        let flush = flush(&folder);
        println!("a lone flush of the disk: {flush:?}");
        let bare = bare_sqlite(&folder, lasting).await;
        println!("SQLite, row by row on one connection (sqlx): {bare:.0} rows/s");
        let sqlite = DatabaseUrl::File(folder.join("tumulte.sqlite"));
        measure("SQLite", &sqlite, bare, lasting).await;

        let cluster = Cluster::start(&folder).unwrap();
        let bare = bare_postgres(&cluster, lasting).await;
        println!("PostgreSQL, row by row on sixteen connections (sqlx): {bare:.0} rows/s");
        cluster_database(&cluster).await;
        measure("PostgreSQL", &cluster.url("tumulte").parse().unwrap(), bare, lasting).await;
    });
    std::fs::remove_dir_all(&folder).unwrap();
}

async fn measure(name: &str, url: &DatabaseUrl, bare: f64, lasting: Duration) {
    let storage = Storage::open(url).await.unwrap();
    let tables = pair(&storage).await;
    for waiting in [1, 16, WAITING] {
        let (rolls, mut waits) = acknowledged(&storage, &tables, waiting, lasting).await;
        waits.sort_unstable();
        let wait = |share: usize| waits.get(waits.len() * share / 100).copied().unwrap_or_default();
        println!(
            "{name}, {waiting} waiting: {rolls:.0} rolls/s read, judged, stored, acknowledged; p50 {:?}, p99 {:?}; {:.2} × row by row",
            wait(50),
            wait(99),
            rolls / bare
        );
    }
    storage.close().await;
}

/// Sends rolls down one lane, as the server does; every sender waits for its acknowledgement before the next.
async fn acknowledged(
    storage: &Storage,
    tables: &[Arc<Connection>],
    waiting: usize,
    lasting: Duration,
) -> (f64, Vec<Duration>) {
    let (lane, mut jobs) = mpsc::channel::<Job>(1024);
    let service = SyncService::new(storage.clone(), Nobody, System);
    let worker = tokio::spawn(async move {
        let mut group = Vec::new();
        while jobs.recv_many(&mut group, 256).await > 0 {
            let incoming = group.iter_mut().map(|job: &mut Job| Incoming {
                connection: &job.connection,
                event: "dice:roll",
                payload: job.payload.take(),
            });
            let answers = service.handle_all(incoming.collect()).await;
            for (job, (acknowledgement, _)) in group.drain(..).zip(answers) {
                let _gone = job.answer.send(acknowledgement.ok);
            }
        }
    });
    let started = Instant::now();
    let mut clients = Vec::new();
    for client in 0..waiting {
        let (lane, connection) = (lane.clone(), Arc::clone(&tables[client % tables.len()]));
        clients.push(tokio::spawn(async move {
            let mut waits = Vec::new();
            while started.elapsed() < lasting {
                let payload = event(&connection);
                let sent = Instant::now();
                let (answer, answered) = oneshot::channel();
                let connection = Arc::clone(&connection);
                lane.send(Job { connection, payload, answer }).await.ok().unwrap();
                assert!(answered.await.unwrap(), "a roll was refused");
                waits.push(sent.elapsed());
            }
            waits
        }));
    }
    drop(lane);
    let mut waits = Vec::new();
    for client in clients {
        waits.extend(client.await.unwrap());
    }
    let took = started.elapsed();
    worker.await.unwrap();
    #[allow(clippy::cast_precision_loss, reason = "a rate needs no more digits")]
    (waits.len() as f64 / took.as_secs_f64(), waits)
}

/// A roll of one die in a message of the usual size.
fn event(connection: &Connection) -> Value {
    let id = format!("{:020x}", u64::from_ne_bytes(platform::random()));
    let face = platform::random::<1>()[0] % 20 + 1;
    let roll = json!({
        "class": "D20Roll", "formula": "1d20 + 5", "total": face + 5, "evaluated": true, "dice": [],
        "options": { "critical": 20, "fumble": 1 },
        "terms": [
            { "class": "Die", "number": 1, "faces": 20, "results": [{ "result": face, "active": true }] },
            { "class": "OperatorTerm", "operator": "+" }, { "class": "NumericTerm", "number": 5 },
        ],
    });
    json!({
        "worldId": connection.world.vtt_campaign_id, "timestamp": 1_790_000_000_000_i64,
        "system": { "id": "dnd5e", "version": "4.0.0" },
        "actor": { "id": "a1", "name": "Mira", "img": "icons/mira.webp", "type": "character", "hasPlayerOwner": true },
        "message": {
            "_id": id, "whisper": [], "blind": false, "speaker": { "alias": "Mira", "actor": "a1" },
            "flavor": "Longsword - Attack Roll", "content": "<p>card</p>".repeat(100),
            "flags": { "dnd5e": { "roll": { "type": "attack" } } }, "rolls": [roll.to_string()],
        },
    })
}

async fn pair(storage: &Storage) -> Vec<Arc<Connection>> {
    let owner_id = UserId::from_parts(NOW, platform::random());
    let (name, password_hash) = ("Mira".to_owned(), "unused".to_owned());
    assert!(
        storage.add_user(&UserRow { user_id: owner_id, name, password_hash }, NOW).await.unwrap()
    );
    let mut tables = Vec::new();
    for table in 0..TABLES {
        let world_id = format!("world{table}");
        let offer = NewOffer {
            jti: &world_id,
            nonce: &world_id,
            code: "ABC-234",
            offer_key: "unused",
            world_id: &world_id,
            world_name: &world_id,
            module_version: "0.1.0",
            expires_at: NOW.plus_seconds(300),
        };
        assert!(storage.add_offer(&offer, NOW).await.unwrap());
        let connection_id = ConnectionId::from_parts(NOW, platform::random());
        let new = NewConnection {
            connection_id,
            owner_id,
            vtt: VttKind::Foundry,
            world_id: world_id.clone(),
            world_name: world_id.clone(),
            module_version: "0.1.0".to_owned(),
        };
        storage.approve_offer(&world_id, &new, NOW).await.unwrap().unwrap();
        let campaign = Campaign {
            campaign_id: CampaignId::from_parts(NOW, platform::random()),
            connection_id,
            vtt_campaign_id: world_id.clone(),
            name: world_id.clone(),
            system: None,
        };
        storage.add_campaign(&campaign, owner_id, NOW).await.unwrap();
        let world = World { vtt_campaign_id: world_id.clone(), name: world_id, system: None };
        tables.push(Arc::new(Connection { connection_id, vtt: VttKind::Foundry, world }));
    }
    tables
}

/// The time one block takes to reach the disk.
fn flush(folder: &std::path::Path) -> Duration {
    use std::io::{Seek as _, Write as _};
    let mut file = std::fs::File::create(folder.join("flush")).unwrap();
    let mut times: Vec<Duration> = (0..500)
        .map(|_| {
            let started = Instant::now();
            file.rewind().unwrap();
            file.write_all(&[7; 4096]).unwrap();
            file.sync_data().unwrap();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

async fn bare_sqlite(folder: &std::path::Path, lasting: Duration) -> f64 {
    use sqlx::sqlite::{
        SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
    };
    let options = SqliteConnectOptions::new()
        .filename(folder.join("bare.sqlite"))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool: SqlitePool =
        SqlitePoolOptions::new().max_connections(1).connect_with(options).await.unwrap();
    pool.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, body TEXT NOT NULL)").await.unwrap();
    let (mut rows, started) = (0_u32, Instant::now());
    let body = "x".repeat(1500);
    while started.elapsed() < lasting {
        let insert =
            sqlx::query("INSERT INTO bare VALUES (?, ?)").bind(rows.to_string()).bind(&body);
        insert.execute(&pool).await.unwrap();
        rows += 1;
    }
    f64::from(rows) / started.elapsed().as_secs_f64()
}

async fn bare_postgres(cluster: &Cluster, lasting: Duration) -> f64 {
    let pool: PgPool = sqlx::postgres::PgPoolOptions::new()
        .max_connections(16)
        .test_before_acquire(false)
        .connect(&cluster.url("postgres"))
        .await
        .unwrap();
    pool.execute("CREATE TABLE bare (id text PRIMARY KEY, body text NOT NULL)").await.unwrap();
    let started = Instant::now();
    let mut clients = Vec::new();
    for client in 0..16 {
        let pool = pool.clone();
        clients.push(tokio::spawn(async move {
            let (mut rows, body) = (0_u32, "x".repeat(1500));
            while started.elapsed() < lasting {
                let id = format!("{client}-{rows}");
                let insert = sqlx::query("INSERT INTO bare VALUES ($1, $2)").bind(id).bind(&body);
                insert.execute(&pool).await.unwrap();
                rows += 1;
            }
            rows
        }));
    }
    let mut rows = 0;
    for client in clients {
        rows += client.await.unwrap();
    }
    f64::from(rows) / started.elapsed().as_secs_f64()
}

async fn cluster_database(cluster: &Cluster) {
    let pool = PgPool::connect(&cluster.url("postgres")).await.unwrap();
    pool.execute("CREATE DATABASE tumulte").await.unwrap();
}
