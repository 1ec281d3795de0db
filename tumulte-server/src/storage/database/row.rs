//! What a database answers.

use serde::de::DeserializeOwned;
use sqlx::{Row as _, ValueRef as _, postgres::PgRow, sqlite::SqliteRow};
use tumulte_core::{
    model::{CampaignId, CharacterId, ConnectionId, RollId, StreamerId, Timestamp, UserId},
    sync::StoreError,
};
use uuid::Uuid;

use super::postgres::{self, JsonText};

/// One row of an answer.
#[derive(Debug)]
pub(in crate::storage) enum Row {
    /// From a file.
    Sqlite(SqliteRow),
    /// From a server.
    Postgres(PgRow),
}

impl Row {
    /// The value of a column.
    pub(in crate::storage) fn get<T: Column>(&self, name: &'static str) -> Result<T, StoreError> {
        let value = match self {
            Self::Sqlite(row) => T::from_sqlite(row, name),
            Self::Postgres(row) => T::from_postgres(row, name),
        };
        value.map_err(|_| StoreError::Corrupt { what: name })
    }

    /// What the JSON of a column says.
    pub(in crate::storage) fn json<T: DeserializeOwned>(
        &self,
        name: &'static str,
    ) -> Result<T, StoreError> {
        let text = match self {
            Self::Sqlite(row) => row.try_get(name),
            Self::Postgres(row) => row.try_get(name).map(|JsonText(text)| text.into_owned()),
        };
        let text: String = text.map_err(|_| StoreError::Corrupt { what: name })?;
        serde_json::from_str(&text).map_err(|_| StoreError::Corrupt { what: name })
    }
}

/// What a column can be read as.
pub(in crate::storage) trait Column: Sized {
    fn from_sqlite(row: &SqliteRow, name: &str) -> sqlx::Result<Self>;
    fn from_postgres(row: &PgRow, name: &str) -> sqlx::Result<Self>;
}

macro_rules! native {
    ($($type:ty)*) => {$(
        impl Column for $type {
            fn from_sqlite(row: &SqliteRow, name: &str) -> sqlx::Result<Self> {
                row.try_get(name)
            }

            fn from_postgres(row: &PgRow, name: &str) -> sqlx::Result<Self> {
                row.try_get(name)
            }
        }
    )*};
}

native! { Uuid String Vec<u8> i64 bool }

macro_rules! ids {
    ($($id:ty)*) => {$(
        impl Column for $id {
            fn from_sqlite(row: &SqliteRow, name: &str) -> sqlx::Result<Self> {
                Uuid::from_sqlite(row, name).map(Self::from_uuid)
            }

            fn from_postgres(row: &PgRow, name: &str) -> sqlx::Result<Self> {
                Uuid::from_postgres(row, name).map(Self::from_uuid)
            }
        }
    )*};
}

ids! { CampaignId CharacterId ConnectionId RollId StreamerId UserId }

impl Column for Timestamp {
    fn from_sqlite(row: &SqliteRow, name: &str) -> sqlx::Result<Self> {
        row.try_get(name).map(Self::from_millis)
    }

    fn from_postgres(row: &PgRow, name: &str) -> sqlx::Result<Self> {
        row.try_get(name).map(postgres::moment)
    }
}

impl<T: Column> Column for Option<T> {
    fn from_sqlite(row: &SqliteRow, name: &str) -> sqlx::Result<Self> {
        let is_null = row.try_get_raw(name)?.is_null();
        if is_null { Ok(None) } else { T::from_sqlite(row, name).map(Some) }
    }

    fn from_postgres(row: &PgRow, name: &str) -> sqlx::Result<Self> {
        let is_null = row.try_get_raw(name)?.is_null();
        if is_null { Ok(None) } else { T::from_postgres(row, name).map(Some) }
    }
}
