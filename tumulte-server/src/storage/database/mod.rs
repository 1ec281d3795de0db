//! One interface over both databases.
//!
//! A [`Statement`] is the same text for both, its [`Value`]s are of the schema's kinds; [`sqlite`] and
//! [`postgres`] hold all that differs: how a database is opened, which of its own types each kind is,
//! and how many rows go into one statement.

mod error;
mod migrate;
mod postgres;
mod row;
mod sqlite;
mod statement;
mod url;

use std::future::Future;

use sqlx::{Postgres, Sqlite};
use tumulte_core::sync::StoreError;

pub(super) use self::{
    error::{is_refusal, is_unique_violation, unavailable, unknown_campaign},
    row::Row,
    statement::{Following, Given, Kind, Statement, Value, command, query, storable},
};
pub use self::{
    migrate::{SchemaError, SchemaState},
    url::{DatabaseUrl, InvalidDatabaseUrl},
};
use self::{postgres::Server, sqlite::Pools};

/// An open database. Cloning shares it.
#[derive(Debug, Clone)]
pub(super) enum Database {
    /// A file, or memory, inside this process.
    Sqlite(Pools),
    /// A server.
    Postgres(Server),
}

impl Database {
    /// Opens a database as it is; a file is made when it is not there.
    pub(super) async fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        match url {
            DatabaseUrl::File(path) => Pools::open(path).await.map(Self::Sqlite),
            DatabaseUrl::Memory => Pools::in_memory().await.map(Self::Sqlite),
            DatabaseUrl::Postgres(options) => Server::open(options).await.map(Self::Postgres),
        }
        .map_err(unavailable)
    }

    /// Begins a transaction that writes.
    pub(super) async fn write(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite(pools) => pools.write().await.map(Transaction::Sqlite),
            Self::Postgres(server) => server.write().await.map(Transaction::Postgres),
        }
        .map_err(unavailable)
    }

    /// Begins a transaction that stores events: no other can store any until it has ended, so that cursors
    /// are committed in their order.
    pub(super) async fn write_events(&self) -> Result<Transaction, StoreError> {
        match self {
            Self::Sqlite(pools) => pools.write().await.map(Transaction::Sqlite),
            Self::Postgres(server) => server.write_events().await.map(Transaction::Postgres),
        }
        .map_err(unavailable)
    }

    /// Stores rows, what follows from them, and what tells of that, in one transaction; gives the numbers that what tells got
    /// in this column, in their order. Transactions end in the order in which this is called.
    pub(super) async fn store_and_tell(
        &self,
        first: Following<'_>,
        second: Following<'_>,
        telling: Following<'_>,
        column: &'static str,
    ) -> Result<Vec<i64>, StoreError> {
        match self {
            Self::Sqlite(pools) => pools.store_and_tell(first, second, telling).await,
            Self::Postgres(server) => server.store_and_tell(first, second, telling, column).await,
        }
        .map_err(unavailable)
    }

    /// How many calls of [`store_and_tell`](Self::store_and_tell) are worth making at once.
    pub(super) const fn groups_at_once(&self) -> usize {
        match self {
            Self::Sqlite(_) => 1,
            Self::Postgres(_) => 2,
        }
    }

    /// The text that asks for the time.
    pub(super) const fn clock(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "SELECT CAST(unixepoch('subsec') * 1000 AS INTEGER) AS now",
            Self::Postgres(_) => "SELECT clock_timestamp() AS now",
        }
    }

    /// How many connections are open, and how many of them nobody uses.
    pub(super) fn connections(&self) -> (u32, usize) {
        match self {
            Self::Sqlite(pools) => pools.connections(),
            Self::Postgres(server) => (server.pool().size(), server.pool().num_idle()),
        }
    }

    /// Ends what is running and closes.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite(pools) => pools.close().await,
            Self::Postgres(server) => server.pool().close().await,
        }
    }
}

/// A transaction that writes. Dropping it undoes it.
#[derive(Debug)]
pub(super) enum Transaction {
    /// In a file.
    Sqlite(sqlx::Transaction<'static, Sqlite>),
    /// In a server.
    Postgres(sqlx::Transaction<'static, Postgres>),
}

impl Transaction {
    /// Stores rows that get a number of their own, in this column; gives the numbers in the order of the rows.
    pub(super) async fn number(
        &mut self,
        insert: Statement<'_>,
        column: &'static str,
    ) -> Result<Vec<i64>, StoreError> {
        match self {
            Self::Sqlite(transaction) => sqlite::number(transaction, insert).await,
            Self::Postgres(transaction) => {
                postgres::number(&mut **transaction, insert, column).await
            }
        }
        .map_err(unavailable)
    }

    /// Makes it last.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
        .map_err(unavailable)
    }
}

/// Runs statements: a [`Database`] each by itself, a [`Transaction`] all of them or none.
pub(super) trait Execute: Sized + Send {
    /// Every row of the answer.
    fn all(
        self,
        statement: Statement<'_>,
    ) -> impl Future<Output = Result<Vec<Row>, StoreError>> + Send;

    /// How many rows the statement changed.
    fn run(self, statement: Statement<'_>) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// The only row of the answer, if there is one.
    fn optional(
        self,
        statement: Statement<'_>,
    ) -> impl Future<Output = Result<Option<Row>, StoreError>> + Send {
        async move { Ok(self.all(statement).await?.into_iter().next()) }
    }

    /// The only row of the answer.
    fn one(self, statement: Statement<'_>) -> impl Future<Output = Result<Row, StoreError>> + Send {
        async move {
            self.optional(statement).await?.ok_or_else(|| unavailable(sqlx::Error::RowNotFound))
        }
    }
}

impl Execute for &Database {
    async fn all(self, statement: Statement<'_>) -> Result<Vec<Row>, StoreError> {
        match self {
            Database::Sqlite(pools) => {
                sqlite::all(pools.connection(&statement).await?.as_mut(), statement).await
            }
            Database::Postgres(server) => postgres::all(server.pool(), statement).await,
        }
        .map_err(unavailable)
    }

    async fn run(self, statement: Statement<'_>) -> Result<u64, StoreError> {
        match self {
            Database::Sqlite(pools) => {
                sqlite::run(pools.connection(&statement).await?.as_mut(), statement).await
            }
            Database::Postgres(server) => postgres::run(server.pool(), statement).await,
        }
        .map_err(unavailable)
    }
}

impl Execute for &mut Transaction {
    async fn all(self, statement: Statement<'_>) -> Result<Vec<Row>, StoreError> {
        match self {
            Transaction::Sqlite(transaction) => sqlite::all(transaction, statement).await,
            Transaction::Postgres(transaction) => {
                postgres::all(&mut **transaction, statement).await
            }
        }
        .map_err(unavailable)
    }

    async fn run(self, statement: Statement<'_>) -> Result<u64, StoreError> {
        match self {
            Transaction::Sqlite(transaction) => sqlite::run(transaction, statement).await,
            Transaction::Postgres(transaction) => {
                postgres::run(&mut **transaction, statement).await
            }
        }
        .map_err(unavailable)
    }
}
