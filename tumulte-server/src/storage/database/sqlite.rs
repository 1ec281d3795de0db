//! The embedded database: ids are blobs, moments are milliseconds, JSON is text.

use std::{fmt::Write as _, ops::RangeInclusive, path::Path, str::FromStr as _, time::Duration};

use futures_util::TryStreamExt as _;

use sqlx::{
    AssertSqlSafe, Executor as _, Sqlite, SqliteConnection, SqlitePool, Transaction,
    pool::PoolConnection,
    query::Query,
    sqlite::{
        SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions,
        SqliteQueryResult, SqliteSynchronous,
    },
};
use tumulte_core::sync::StoreError;

use super::{Following, Given, Row, Statement, Value, unavailable};

/// How long a statement waits for the file before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);

/// How much of the file the one that writes keeps at hand, in KiB: what a group of rolls changes, lest it be written twice.
const WRITER_CACHE: &str = "-32768";

/// After so many pages the log is brought into the file: what changes again and again goes there once.
const PAGES_OF_LOG: &str = "8000";

/// How many may read at once.
const READERS: u32 = 4;

/// A transaction that takes the write lock at once.
const BEGIN: &str = "BEGIN IMMEDIATE";

/// So many rows are stored by one text.
const FEW_ROWS: usize = 8;

/// At most so many given rows make one statement. A power of two, as are all smaller ones: any number of rows is a
/// sum of a few texts, which stay prepared.
const MOST_ROWS: usize = 256;

/// The connections to one file.
///
/// The one that writes is its own queue: waiting there is fair and costs nothing, while a connection that finds the
/// file locked sleeps and asks again. The others can't write.
#[derive(Debug, Clone)]
pub(in crate::storage) struct Pools {
    writer: SqlitePool,
    readers: SqlitePool,
}

impl Pools {
    /// Opens a file, making it when it is not there.
    pub(super) async fn open(path: &Path) -> sqlx::Result<Self> {
        let options = options(SqliteConnectOptions::new().filename(path).create_if_missing(true));
        // The writer goes first: it makes a new file and switches it to the write-ahead log.
        let writing = options
            .clone()
            .pragma("cache_size", WRITER_CACHE)
            .pragma("wal_autocheckpoint", PAGES_OF_LOG);
        let writer = pool(writing, 1).await?;
        let readers = pool(options.pragma("query_only", "on"), READERS).await?;
        Ok(Self { writer, readers })
    }

    /// Opens a database that lives as long as the process; it has one connection.
    pub(super) async fn in_memory() -> sqlx::Result<Self> {
        let options = options(SqliteConnectOptions::from_str("sqlite::memory:")?);
        let writer = pool(options, 1).await?;
        Ok(Self { readers: writer.clone(), writer })
    }

    /// Takes the write lock at once: a transaction that has begun can't fail half-way for it.
    pub(super) async fn write(&self) -> sqlx::Result<Transaction<'static, Sqlite>> {
        self.writer.begin_with(BEGIN).await
    }

    /// Stores rows, what follows from them, and what tells of that, in one transaction.
    ///
    /// Every statement is a way to the file's thread and back, which takes longer than what it does there: few rows go
    /// all in one text.
    pub(super) async fn store_and_tell(
        &self,
        first: Following<'_>,
        second: Following<'_>,
        telling: Following<'_>,
    ) -> sqlx::Result<Vec<i64>> {
        let given = [first.rows.rows(), second.rows.rows()];
        if given[0] + given[1] + telling.rows.rows() <= FEW_ROWS {
            let before = [first, second].map(Following::by_itself).into_iter().flat_map(parts);
            return self.store_at_once(before.collect(), parts(telling.by_itself())).await;
        }
        let mut transaction = self.write().await?;
        let stored = run(&mut transaction, first.by_itself()).await?;
        let stored = run(&mut transaction, second.after(stored, given[0])).await?;
        let numbers = number(&mut transaction, telling.after(stored, given[1])).await?;
        transaction.commit().await?;
        Ok(numbers)
    }

    /// One text, from `BEGIN` to `COMMIT`. It runs to its end whoever waits for it: the connection must not be left inside
    /// a transaction.
    async fn store_at_once(
        &self,
        before: Vec<Part<'_>>,
        telling: Vec<Part<'_>>,
    ) -> sqlx::Result<Vec<i64>> {
        let (mut sql, mut values) = (BEGIN.to_owned(), Vec::new());
        let told = 1 + before.len()..1 + before.len() + telling.len();
        for part in before.into_iter().chain(telling) {
            sql.push_str("; ");
            sql.push_str(&part.sql);
            values.extend(part.values);
        }
        sql.push_str("; COMMIT");
        let arguments = arguments(values)?;
        let mut connection = self.writer.acquire().await?;
        let done = tokio::spawn(async move {
            let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
            let done = connection.execute_many(query).try_collect::<Vec<_>>().await;
            if done.is_err() {
                // It fails where there is nothing to undo.
                let _undone = connection.execute("ROLLBACK").await;
            }
            done
        });
        let done = done.await.map_err(|_| sqlx::Error::WorkerCrashed)??;
        Ok(done.get(told).unwrap_or_default().iter().flat_map(numbered).collect())
    }

    /// The pool that writes.
    pub(super) const fn writer(&self) -> &SqlitePool {
        &self.writer
    }

    /// A connection that may run this statement.
    pub(super) async fn connection(
        &self,
        statement: &Statement<'_>,
    ) -> Result<PoolConnection<Sqlite>, StoreError> {
        let pool = if statement.is_reading { &self.readers } else { &self.writer };
        pool.acquire().await.map_err(unavailable)
    }

    /// How many connections are open, and how many of them nobody uses.
    pub(super) fn connections(&self) -> (u32, usize) {
        let pools = [&self.writer, &self.readers];
        (pools.map(SqlitePool::size).iter().sum(), pools.map(SqlitePool::num_idle).iter().sum())
    }

    /// Writes what is pending and closes the file.
    pub(super) async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }
}

fn options(options: SqliteConnectOptions) -> SqliteConnectOptions {
    options
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(PATIENCE)
}

async fn pool(options: SqliteConnectOptions, connections: u32) -> sqlx::Result<SqlitePool> {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        // A file does not go away.
        .test_before_acquire(false)
        .connect_with(options)
        .await
}

/// Runs a statement for its rows.
pub(super) async fn all(
    connection: &mut SqliteConnection,
    statement: Statement<'_>,
) -> sqlx::Result<Vec<Row>> {
    let mut all = Vec::new();
    for part in parts(statement) {
        let query = part.query()?;
        all.extend((&mut *connection).fetch_all(query).await?.into_iter().map(Row::Sqlite));
    }
    Ok(all)
}

/// Runs a statement for what it changes.
pub(super) async fn run(
    connection: &mut SqliteConnection,
    statement: Statement<'_>,
) -> sqlx::Result<u64> {
    let mut changed = 0;
    for part in parts(statement) {
        let query = part.query()?;
        changed += (&mut *connection).execute(query).await?.rows_affected();
    }
    Ok(changed)
}

/// Runs a statement that stores rows, which are numbered one after the other: nobody else writes meanwhile.
pub(super) async fn number(
    connection: &mut SqliteConnection,
    insert: Statement<'_>,
) -> sqlx::Result<Vec<i64>> {
    let mut numbers = Vec::new();
    for part in parts(insert) {
        let done = (&mut *connection).execute(part.query()?).await?;
        numbers.extend(numbered(&done));
    }
    Ok(numbers)
}

/// The numbers of the rows that a statement stored.
fn numbered(done: &SqliteQueryResult) -> RangeInclusive<i64> {
    let last = done.last_insert_rowid();
    let stored = i64::try_from(done.rows_affected()).unwrap_or(i64::MAX);
    last.saturating_sub(stored).saturating_add(1)..=last
}

/// A statement with so many rows as this database takes at once.
#[derive(Debug)]
struct Part<'q> {
    sql: String,
    values: Vec<Value<'q>>,
}

impl Part<'_> {
    fn query(self) -> sqlx::Result<Query<'static, Sqlite, SqliteArguments>> {
        Ok(sqlx::query_with(AssertSqlSafe(self.sql), arguments(self.values)?))
    }
}

/// The statement as this database runs it: given rows are written out, so many at once.
fn parts(statement: Statement<'_>) -> Vec<Part<'_>> {
    let Some(given) = statement.given else {
        return vec![Part { sql: statement.sql.into_owned(), values: statement.values }];
    };
    let names = super::statement::names(given.columns);
    let Given { columns, values } = given;
    let mut rows_left = values.len() / columns.len();
    let mut values = values.into_iter();
    let mut parts = Vec::new();
    while rows_left > 0 {
        let rows = MOST_ROWS.min(1 << rows_left.ilog2());
        // Numbers in place of bare marks would be looked up one by one at every run.
        let row = format!("({})", vec!["?"; columns.len()].join(","));
        let mut sql = format!("WITH given({names}) AS (VALUES {row}");
        for _ in 1..rows {
            // Writing to a text can't fail.
            let _written = write!(sql, ",{row}");
        }
        sql.push_str(") ");
        sql.push_str(&statement.sql);
        parts.push(Part { sql, values: values.by_ref().take(rows * columns.len()).collect() });
        rows_left -= rows;
    }
    parts
}

fn arguments<'q>(values: impl IntoIterator<Item = Value<'q>>) -> sqlx::Result<SqliteArguments> {
    use sqlx::Arguments as _;
    let mut arguments = SqliteArguments::default();
    for value in values {
        match value {
            Value::Uuid(id) => arguments.add(id),
            Value::Text(text) | Value::Json(text) => {
                arguments.add(text.map(std::borrow::Cow::into_owned))
            }
            Value::Document(text) => arguments.add(text.into_owned()),
            Value::Time(time) => arguments.add(time.map(tumulte_core::model::Timestamp::as_millis)),
            Value::Integer(number) => arguments.add(number),
            Value::Bytes(bytes) => arguments.add(bytes.into_owned()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}
