//! PostgreSQL: ids are `uuid`, moments `timestamptz`, JSON `jsonb`; given rows are one array for each column.

use std::{borrow::Cow, fmt::Write as _, sync::Arc, time::Duration};

use sqlx::{
    Arguments as _, AssertSqlSafe, Decode, Encode, Executor, PgPool, Postgres, Row as _,
    Transaction, Type,
    encode::IsNull,
    error::BoxDynError,
    postgres::{
        PgArgumentBuffer, PgArguments, PgConnectOptions, PgHasArrayType, PgPoolOptions, PgTypeInfo,
        PgValueRef, types::Oid,
    },
};
use time::OffsetDateTime;
use tokio::sync::Mutex;
use tumulte_core::model::Timestamp;
use uuid::Uuid;

use super::{Following, Given, Kind, Row, Statement, Value};

/// How long a statement waits for a connection before it gives up.
const PATIENCE: Duration = Duration::from_secs(5);

/// How many may read and write at once.
const CONNECTIONS: u32 = 10;

/// Numbers are drawn before they are committed: a lock of our own makes both go in the same order, whoever
/// writes. It ends with the transaction. The number is the word `tumulte` in ASCII.
const LOCK_EVENTS: &str = "SELECT pg_advisory_xact_lock(32780210280363109)";
const BEGIN_EVENTS: &str = "BEGIN; SELECT pg_advisory_xact_lock(32780210280363109)";

/// The connections to a server. Cloning shares them.
#[derive(Debug, Clone)]
pub(in crate::storage) struct Server {
    pool: PgPool,
    /// Held by whoever has yet to take the lock of the events: the lock is taken in the order of arrival.
    arriving: Arc<Mutex<()>>,
}

impl Server {
    /// Connects to a server.
    pub(super) async fn open(options: &PgConnectOptions) -> sqlx::Result<Self> {
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .connect_with(options.clone().application_name("tumulte-server"))
            .await?;
        Ok(Self { pool, arriving: Arc::default() })
    }

    /// The connections.
    pub(super) const fn pool(&self) -> &PgPool {
        &self.pool
    }

    /// Begins a transaction.
    pub(super) async fn write(&self) -> sqlx::Result<Transaction<'static, Postgres>> {
        self.pool.begin().await
    }

    /// Begins a transaction that holds the lock of the events from its beginning.
    pub(super) async fn write_events(&self) -> sqlx::Result<Transaction<'static, Postgres>> {
        self.pool.begin_with(BEGIN_EVENTS).await
    }

    /// Stores rows, what follows from them, and what tells of that, in one transaction. What tells alone needs the lock: what
    /// is stored before it is stored while another transaction ends.
    pub(super) async fn store_and_tell(
        &self,
        first: Following<'_>,
        second: Following<'_>,
        telling: Following<'_>,
        column: &'static str,
    ) -> sqlx::Result<Vec<i64>> {
        let [first, second, telling] =
            [Sending::new(first)?, Sending::new(second)?, Sending::new(telling)?];
        let arriving = self.arriving.lock().await;
        let mut transaction = self.write().await?;
        let are_new = first.store(&mut transaction, false).await?;
        let are_new = second.store(&mut transaction, are_new).await?;
        transaction.execute(LOCK_EVENTS).await?;
        drop(arriving);
        let (sql, arguments) = telling.statement(are_new);
        let numbers = numbers(&mut *transaction, sql, arguments, column).await?;
        transaction.commit().await?;
        Ok(numbers)
    }
}

/// Rows as they travel, made ready before anybody waits for them.
#[derive(Debug)]
struct Sending {
    columns: &'static [(&'static str, Kind)],
    all: &'static str,
    some: &'static str,
    rows: usize,
    arguments: PgArguments,
}

impl Sending {
    fn new(Following { rows, all, some }: Following<'_>) -> sqlx::Result<Self> {
        let (columns, count) = (rows.columns, rows.rows());
        Ok(Self { columns, all, some, rows: count, arguments: arrays(rows)? })
    }

    /// The statement that stores them, where the rows before them were all new or not.
    fn statement(self, are_new: bool) -> (String, PgArguments) {
        (over(self.columns, if are_new { self.all } else { self.some }), self.arguments)
    }

    /// Stores them; gives whether all of them are new.
    async fn store(
        self,
        transaction: &mut Transaction<'_, Postgres>,
        are_new: bool,
    ) -> sqlx::Result<bool> {
        let rows = u64::try_from(self.rows);
        let (sql, arguments) = self.statement(are_new);
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments);
        Ok(rows == Ok(transaction.execute(query).await?.rows_affected()))
    }
}

/// Runs a statement for its rows.
pub(super) async fn all<'c>(
    executor: impl Executor<'c, Database = Postgres>,
    statement: Statement<'_>,
) -> sqlx::Result<Vec<Row>> {
    let (sql, arguments) = prepare(statement)?;
    let rows = executor.fetch_all(sqlx::query_with(AssertSqlSafe(sql), arguments)).await?;
    Ok(rows.into_iter().map(Row::Postgres).collect())
}

/// Runs a statement for what it changes.
pub(super) async fn run<'c>(
    executor: impl Executor<'c, Database = Postgres>,
    statement: Statement<'_>,
) -> sqlx::Result<u64> {
    let (sql, arguments) = prepare(statement)?;
    let done = executor.execute(sqlx::query_with(AssertSqlSafe(sql), arguments)).await?;
    Ok(done.rows_affected())
}

/// Runs a statement that stores rows, which are numbered as they come.
pub(super) async fn number<'c>(
    executor: impl Executor<'c, Database = Postgres>,
    insert: Statement<'_>,
    column: &'static str,
) -> sqlx::Result<Vec<i64>> {
    let (sql, arguments) = prepare(insert)?;
    numbers(executor, sql.into_owned(), arguments, column).await
}

async fn numbers<'c>(
    executor: impl Executor<'c, Database = Postgres>,
    insert: String,
    arguments: PgArguments,
    column: &'static str,
) -> sqlx::Result<Vec<i64>> {
    let sql = format!("{insert} RETURNING {column}");
    let rows = executor.fetch_all(sqlx::query_with(AssertSqlSafe(sql), arguments)).await?;
    let numbers: sqlx::Result<Vec<i64>> = rows.iter().map(|row| row.try_get(0)).collect();
    // In what order they are told of is nowhere promised.
    numbers.map(|mut numbers| {
        numbers.sort_unstable();
        numbers
    })
}

/// The statement as this database runs it.
fn prepare(statement: Statement<'_>) -> sqlx::Result<(Cow<'static, str>, PgArguments)> {
    let Some(given) = statement.given else {
        return Ok((statement.sql, arguments(statement.values)?));
    };
    Ok((over(given.columns, &statement.sql).into(), arrays(given)?))
}

/// The statement, over rows that are given as one array for each column.
fn over(columns: &[(&str, Kind)], statement: &str) -> String {
    let mut sql =
        format!("WITH given({}) AS (SELECT * FROM unnest(", super::statement::names(columns));
    for (index, (_, kind)) in columns.iter().enumerate() {
        let comma = if index == 0 { "" } else { ", " };
        let array = match kind {
            Kind::Uuid => "uuid[]",
            Kind::Text => "text[]",
            Kind::Json => "jsonb[]",
            Kind::Document => "json[]",
            Kind::Time => "timestamptz[]",
            Kind::Integer => "bigint[]",
        };
        // Writing to a text can't fail.
        let _written = write!(sql, "{comma}${}::{array}", index + 1);
    }
    sql.push_str(")) ");
    sql.push_str(statement);
    sql
}

fn arguments(values: Vec<Value<'_>>) -> sqlx::Result<PgArguments> {
    let mut arguments = PgArguments::default();
    for value in values {
        match value {
            Value::Uuid(id) => arguments.add(id),
            Value::Text(value) => arguments.add(value),
            Value::Json(value) => arguments.add(value.map(json)),
            Value::Document(value) => arguments.add(Document(value)),
            Value::Time(time) => arguments.add(time.map(date_time)),
            Value::Integer(number) => arguments.add(number),
            Value::Bytes(bytes) => arguments.add(bytes.into_owned()),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn arrays(given: Given<'_>) -> sqlx::Result<PgArguments> {
    let width = given.columns.len();
    let mut columns: Vec<Vec<Value<'_>>> = vec![Vec::new(); width];
    for (index, value) in given.values.into_iter().enumerate() {
        if let Some(column) = columns.get_mut(index % width) {
            column.push(value);
        }
    }
    let mut arguments = PgArguments::default();
    for ((_, kind), column) in given.columns.iter().zip(columns) {
        match kind {
            Kind::Uuid => arguments.add(array(column, |value| match value {
                Value::Uuid(id) => id,
                _ => None::<Uuid>,
            })),
            Kind::Text => arguments.add(array(column, |value| match value {
                Value::Text(value) => value,
                _ => None,
            })),
            Kind::Json => arguments.add(array(column, |value| match value {
                Value::Json(value) => value.map(json),
                _ => None,
            })),
            Kind::Document => arguments.add(array(column, |value| match value {
                Value::Document(value) => Some(Document(value)),
                _ => None,
            })),
            Kind::Time => arguments.add(array(column, |value| match value {
                Value::Time(time) => time.map(date_time),
                _ => None,
            })),
            Kind::Integer => arguments.add(array(column, |value| match value {
                Value::Integer(number) => number,
                _ => None,
            })),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(arguments)
}

fn array<'q, T>(column: Vec<Value<'q>>, read: impl Fn(Value<'q>) -> Option<T>) -> Vec<Option<T>> {
    column.into_iter().map(read).collect()
}

/// The strings inside `jsonb` can hold every character but U+0000, which JSON writes as an escape.
fn json(text: Cow<'_, str>) -> JsonText<'_> {
    const NUL: &str = r"\u0000";
    if !text.contains(NUL) {
        return JsonText(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some((before, after)) = rest.split_once('\\') {
        clean.push_str(before);
        // A backslash and the character after it belong together: `\\u0000` is no escape of U+0000.
        let escaped = after.chars().next();
        if let Some(after) = after.strip_prefix("u0000") {
            clean.push_str(r"\ufffd");
            rest = after;
        } else {
            clean.push('\\');
            clean.extend(escaped);
            rest = after.get(escaped.map_or(0, char::len_utf8)..).unwrap_or_default();
        }
    }
    clean.push_str(rest);
    JsonText(Cow::Owned(clean))
}

/// A moment as this database has it, the nearest it has for moments out of its calendar.
fn date_time(time: Timestamp) -> OffsetDateTime {
    let nearest = if time.as_millis() < 0 { EARLIEST } else { LATEST };
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(time.as_millis()) * 1_000_000)
        .ok()
        .filter(|moment| *moment >= EARLIEST)
        .unwrap_or(nearest)
}

/// Where PostgreSQL's calendar begins. Ours ends before its own does.
const EARLIEST: OffsetDateTime = time::macros::datetime!(-4712-01-01 0:00 UTC);
const LATEST: OffsetDateTime = time::macros::datetime!(9999-12-31 23:59:59.999 UTC);

/// The moment a column holds.
pub(super) fn moment(time: OffsetDateTime) -> Timestamp {
    let millis = time.unix_timestamp_nanos().div_euclid(1_000_000);
    Timestamp::from_millis(i64::try_from(millis).unwrap_or(i64::MAX))
}

/// JSON text as `jsonb` travels: behind the number of its format. It is read from `json` too.
#[derive(Debug)]
pub(super) struct JsonText<'q>(pub(super) Cow<'q, str>);

const JSONB: PgTypeInfo = PgTypeInfo::with_oid(Oid(3802));
const JSONB_ARRAY: PgTypeInfo = PgTypeInfo::with_oid(Oid(3807));
const JSONB_FORMAT: u8 = 1;

impl Type<Postgres> for JsonText<'_> {
    fn type_info() -> PgTypeInfo {
        JSONB
    }

    fn compatible(found: &PgTypeInfo) -> bool {
        [JSONB, JSON].contains(found)
    }
}

impl PgHasArrayType for JsonText<'_> {
    fn array_type_info() -> PgTypeInfo {
        JSONB_ARRAY
    }
}

impl Encode<'_, Postgres> for JsonText<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.push(JSONB_FORMAT);
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

/// JSON text as `json` travels: as it is.
#[derive(Debug)]
struct Document<'q>(Cow<'q, str>);

const JSON: PgTypeInfo = PgTypeInfo::with_oid(Oid(114));
const JSON_ARRAY: PgTypeInfo = PgTypeInfo::with_oid(Oid(199));

impl Type<Postgres> for Document<'_> {
    fn type_info() -> PgTypeInfo {
        JSON
    }
}

impl PgHasArrayType for Document<'_> {
    fn array_type_info() -> PgTypeInfo {
        JSON_ARRAY
    }
}

impl Encode<'_, Postgres> for Document<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

impl<'r> Decode<'r, Postgres> for JsonText<'r> {
    fn decode(value: PgValueRef<'r>) -> Result<Self, BoxDynError> {
        let bytes = value.as_bytes()?;
        // `json` travels as it is, and no JSON begins with this byte.
        let text = bytes.strip_prefix(&[JSONB_FORMAT]).unwrap_or(bytes);
        Ok(Self(Cow::Borrowed(std::str::from_utf8(text)?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_postgres_has_no_character_for_is_replaced_and_nothing_else() {
        let cases = [
            (r#"{"a":"x\u0000y"}"#, r#"{"a":"x\ufffdy"}"#),
            (r#"{"a":"x\\u0000y"}"#, r#"{"a":"x\\u0000y"}"#),
            (r#"{"a":"x\\\u0000\u0000"}"#, r#"{"a":"x\\\ufffd\ufffd"}"#),
            (r#"{"é\"":"\\u0000é\u0000"}"#, r#"{"é\"":"\\u0000é\ufffd"}"#),
        ];
        for (sent, stored) in cases {
            assert_eq!(json(sent.into()).0, stored);
        }
    }

    #[test]
    fn moments_out_of_the_calendar_become_the_nearest_in_it() {
        for millis in [0, 1_790_000_000_123, -1] {
            let time = Timestamp::from_millis(millis);
            assert_eq!(moment(date_time(time)), time);
        }
        assert_eq!(date_time(Timestamp::from_millis(i64::MAX)), LATEST);
        assert_eq!(date_time(Timestamp::from_millis(i64::MIN)), EARLIEST);
    }
}
