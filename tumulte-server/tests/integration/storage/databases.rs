//! Empty databases, one for each test.

use std::{
    env, fs,
    future::Future,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use tumulte_server::{
    platform,
    storage::{DatabaseUrl, Storage},
};
use tumulte_tests::postgres::Cluster;

/// Brings a test to its end.
pub(super) fn run<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime starts").block_on(future)
}

/// An empty storage, and how to open it once more.
#[derive(Debug)]
pub(super) struct Fresh {
    pub(super) storage: Storage,
    pub(super) url: DatabaseUrl,
}

/// A file of its own.
pub(super) async fn sqlite() -> Fresh {
    let url = DatabaseUrl::File(scratch().join(unique()));
    let storage = Storage::open(&url).await.expect("a new file opens");
    Fresh { storage, url }
}

/// A folder for the files of this process. What processes that are gone left behind is removed.
pub(super) fn scratch() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let parent = Path::new(env!("CARGO_TARGET_TMPDIR")).join("storage");
        for entry in fs::read_dir(&parent).into_iter().flatten().flatten() {
            if !Path::new("/proc").join(entry.file_name()).exists() {
                let _stays = fs::remove_dir_all(entry.path());
            }
        }
        let folder = parent.join(std::process::id().to_string());
        fs::create_dir_all(&folder).expect("the target folder takes files");
        folder
    })
}

/// A database of its own in the cluster of all tests.
pub(super) async fn postgres() -> Fresh {
    let name = unique();
    create(&name).await;
    let url: DatabaseUrl = address(&name).parse().expect("a cluster has an address");
    let storage = Storage::open(&url).await.expect("a new database opens");
    Fresh { storage, url }
}

/// The address of a database in the cluster that `cargo xtask test` started, or else in one of our own.
fn address(database: &str) -> String {
    static OWN: OnceLock<Cluster> = OnceLock::new();
    if let Ok(cluster) = env::var("TUMULTE_TEST_POSTGRES") {
        return format!("{cluster}/{database}");
    }
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let own = OWN.get_or_init(|| Cluster::start(target).expect("PostgreSQL starts"));
    own.url(database)
}

async fn create(name: &str) {
    use sqlx::Connection as _;
    let mut connection =
        sqlx::PgConnection::connect(&address("postgres")).await.expect("PostgreSQL answers");
    let sql = format!("CREATE DATABASE {name}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("it is made");
    connection.close().await.expect("it is closed");
}

fn unique() -> String {
    format!("tumulte_{:016x}", u64::from_ne_bytes(platform::random()))
}

/// Runs a statement on a database behind the storage's back.
pub(super) async fn execute(url: &DatabaseUrl, sql: &str) {
    let sql = sqlx::AssertSqlSafe(sql.to_owned());
    match url {
        DatabaseUrl::File(path) => {
            let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
            let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
            sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        }
        DatabaseUrl::Postgres(options) => {
            let pool = sqlx::PgPool::connect_with((**options).clone()).await.unwrap();
            sqlx::raw_sql(sql).execute(&pool).await.unwrap();
        }
        other => panic!("{other} is out of reach"),
    }
}
