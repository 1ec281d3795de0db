//! Where everything is kept. SQL stands here and nowhere else.

mod campaigns;
mod characters;
mod connections;
mod events;
mod keys;
mod offers;
mod rolls;
mod sessions;
mod streamers;
mod sync_store;
mod tokens;
mod users;

use std::{path::Path, str::FromStr, time::Duration};

use sqlx::{
    Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tumulte_core::sync::StoreError;

pub use campaigns::CampaignRow;
pub use characters::CharacterRow;
pub use connections::{ConnectionRow, NewConnection};
pub use events::Feed;
pub use offers::{NewOffer, OfferRow, OfferStatus};
pub use rolls::RollRow;
pub use streamers::StreamerRow;
pub use tokens::Redeemed;
pub use users::UserRow;

static MIGRATIONS: Migrator = sqlx::migrate!("migrations/sqlite");

/// How long a statement waits for the database before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The embedded database. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Storage {
    pool: SqlitePool,
}

impl Storage {
    /// Opens the database file, making it when it is not there, and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// The file can't be opened or a migration fails.
    pub async fn open(path: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(path).create_if_missing(true);
        Self::connect(options, 4).await
    }

    /// Opens a database that lives as long as the process, for tests and rehearsals.
    ///
    /// # Errors
    ///
    /// A migration fails.
    pub async fn in_memory() -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str("sqlite::memory:").map_err(unavailable)?;
        Self::connect(options, 1).await
    }

    async fn connect(options: SqliteConnectOptions, connections: u32) -> Result<Self, StoreError> {
        let options = options
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new()
            // No minimum: a second connection opening beside the first finds a new file locked while the first
            // switches it to WAL.
            .max_connections(connections)
            .acquire_timeout(BUSY_TIMEOUT)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await
            .map_err(unavailable)?;
        MIGRATIONS.run(&pool).await.map_err(|error| StoreError::Unavailable(Box::new(error)))?;
        Ok(Self { pool })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// It does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await.map_err(unavailable)?;
        Ok(())
    }

    /// Writes what is pending and closes the file.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Begins a transaction that writes: it takes the write lock at once, so it can't fail half-way for it.
    async fn write(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        self.pool.begin_with("BEGIN IMMEDIATE").await.map_err(unavailable)
    }
}

fn unavailable(error: sqlx::Error) -> StoreError {
    StoreError::Unavailable(Box::new(error))
}

fn is_unique_violation(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Writes a value as the JSON text of a column.
fn to_json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unavailable(Box::new(error)))
}

/// Reads the JSON text of a column.
fn from_json<T: serde::de::DeserializeOwned>(
    what: &'static str,
    text: &str,
) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Corrupt { what })
}
