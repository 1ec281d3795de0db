//! Where everything is kept. SQL stands here and nowhere else.
//!
//! There is one file for each group of tables, and each statement is written once for both databases;
//! what differs between them is in `database`.

mod backup;
mod campaigns;
mod characters;
mod combats;
mod connections;
mod database;
mod dice_keys;
mod events;
mod invitations;
mod keys;
mod logins;
mod memberships;
mod messages;
mod offers;
mod overlays;
mod polls;
mod retention;
mod rolls;
mod rules;
mod sessions;
mod streamers;
mod sync_store;
mod tokens;
mod users;
mod votes;

use tumulte_core::{model::Timestamp, sync::StoreError};

use self::database::{
    Database, Execute, Following, Given, Kind, Row, Statement, Transaction, Value, command,
    is_refusal, is_unique_violation, query, storable, unknown_campaign,
};
pub use self::{
    backup::BackupError,
    campaigns::CampaignRow,
    characters::CharacterRow,
    connections::{ConnectionRow, KeptOffer, NewConnection, next_second},
    database::{DatabaseUrl, InvalidDatabaseUrl, SchemaError, SchemaState},
    events::Feed,
    invitations::{InvitationRow, InvitedTo},
    keys::{Resealed, SecretError},
    logins::LoginRow,
    memberships::{MemberRow, Membership, StreamedCampaign},
    offers::{NewOffer, OfferRow, OfferStatus},
    overlays::Blank,
    polls::Told,
    retention::Swept,
    rolls::{RollFilter, RollRow},
    rules::{PastRoll, RulesRow},
    sessions::{SessionRow, session_handle},
    streamers::StreamerRow,
    tokens::Redeemed,
    users::UserRow,
    votes::{Cast, Vote},
};

pub(crate) use self::sessions::SESSION_USER;
use crate::cache::Cached;

/// Everything the server remembers, in either database. Cloning shares it.
#[derive(Debug, Clone)]
pub struct Storage {
    database: Database,
    rules: rules::RuleCache,
    cache: Cached,
}

/// Why a database could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It does not answer, or can't be made.
    #[error("{url} can't be opened: {}", source_text(.source))]
    Unreachable {
        /// Which database, without its password.
        url: String,
        /// What went wrong.
        source: StoreError,
    },
    /// Its schema is not ours.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// The source of an error of the storage says more than itself: it is what the operator wants to read.
fn source_text(error: &StoreError) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

impl Storage {
    /// Opens a database, making the file when it is not there, and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// It can't be opened, a migration fails, or a newer server wrote it.
    pub async fn open(url: &DatabaseUrl) -> Result<Self, OpenError> {
        let storage = Self::open_as_it_is(url).await?;
        storage.migrate().await?;
        Ok(storage)
    }

    /// Opens a database whose schema somebody else brings up to date.
    ///
    /// # Errors
    ///
    /// It can't be opened, or its schema is not the one this server knows.
    pub async fn open_migrated(url: &DatabaseUrl) -> Result<Self, OpenError> {
        let storage = Self::open_as_it_is(url).await?;
        storage.database.check_schema().await?;
        Ok(storage)
    }

    /// Opens a database that lives as long as the process, for tests and rehearsals.
    ///
    /// # Errors
    ///
    /// A migration fails.
    pub async fn in_memory() -> Result<Self, OpenError> {
        Self::open(&DatabaseUrl::Memory).await
    }

    /// Opens a database whatever its schema, to look after it.
    ///
    /// # Errors
    ///
    /// It can't be opened.
    pub async fn open_as_it_is(url: &DatabaseUrl) -> Result<Self, OpenError> {
        let unreachable = |source| OpenError::Unreachable { url: url.to_string(), source };
        let database = Database::open(url).await.map_err(unreachable)?;
        Ok(Self { database, rules: rules::RuleCache::default(), cache: Cached::default() })
    }

    /// The same storage, with answers that are asked for often kept for a while.
    pub(crate) fn with_cache(self, cache: Cached) -> Self {
        Self { cache, ..self }
    }

    /// Brings the schema up to date; gives the versions before and after.
    ///
    /// # Errors
    ///
    /// A migration fails, or a newer server wrote the database.
    pub async fn migrate(&self) -> Result<(i64, i64), SchemaError> {
        self.database.migrate().await
    }

    /// Whether the database answers.
    ///
    /// # Errors
    ///
    /// It does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.database.all(query("SELECT 1")).await?;
        Ok(())
    }

    /// Which version of the schema the database has, and which is known here.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub async fn schema(&self) -> Result<SchemaState, SchemaError> {
        self.database.schema().await
    }

    /// What time the database has; the embedded one has this machine's.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub async fn clock(&self) -> Result<Timestamp, StoreError> {
        self.database.one(query(self.database.clock())).await?.get("now")
    }

    /// How many groups of rolls are stored at once, one a step behind the other: where more would only wait, they had
    /// better come together.
    #[must_use]
    pub const fn groups_at_once(&self) -> usize {
        self.database.groups_at_once()
    }

    /// How many connections to the database are open, and how many of them nobody uses.
    #[must_use]
    pub fn connections(&self) -> (u32, usize) {
        self.database.connections()
    }

    /// Writes what is pending and closes the database.
    pub async fn close(&self) {
        self.database.close().await;
    }
}

/// Writes a value as JSON for a column that statements look into.
fn to_json(value: &impl serde::Serialize) -> Result<Value<'static>, StoreError> {
    json_text(value).map(Value::json)
}

/// Writes a value as JSON for a column that is read as a whole.
fn to_document(value: &impl serde::Serialize) -> Result<Value<'static>, StoreError> {
    json_text(value).map(|text| Value::Document(text.into()))
}

fn json_text(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Unavailable(Box::new(error)))
}
