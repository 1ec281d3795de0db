//! Cookie sessions, behind the session library's own trait.

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use tumulte_core::{model::Timestamp, sync::StoreError};

use super::{Storage, is_unique_violation, unavailable};

impl Storage {
    /// Forgets sessions that are over.
    pub async fn forget_expired_sessions(
        &self,
        now: Timestamp,
    ) -> std::result::Result<u64, StoreError> {
        sqlx::query("DELETE FROM sessions WHERE expires_at < ?")
            .bind(now.as_seconds())
            .execute(&self.pool)
            .await
            .map(|done| done.rows_affected())
            .map_err(unavailable)
    }
}

#[async_trait]
impl SessionStore for Storage {
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            let added =
                sqlx::query("INSERT INTO sessions (session_id, data, expires_at) VALUES (?, ?, ?)")
                    .bind(record.id.to_string())
                    .bind(encode(record)?)
                    .bind(record.expiry_date.unix_timestamp())
                    .execute(&self.pool)
                    .await;
            match added {
                Ok(_) => return Ok(()),
                Err(error) if is_unique_violation(&error) => record.id = Id::default(),
                Err(error) => return Err(Error::Backend(error.to_string())),
            }
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        sqlx::query(
            "INSERT INTO sessions (session_id, data, expires_at) VALUES (?, ?, ?)
             ON CONFLICT (session_id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
        )
        .bind(record.id.to_string())
        .bind(encode(record)?)
        .bind(record.expiry_date.unix_timestamp())
        .execute(&self.pool)
        .await
        .map_err(|error| Error::Backend(error.to_string()))?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let row: Option<(String, i64)> = sqlx::query_as(
            "SELECT data, expires_at FROM sessions WHERE session_id = ? AND expires_at > ?",
        )
        .bind(id.to_string())
        .bind(OffsetDateTime::now_utc().unix_timestamp())
        .fetch_optional(&self.pool)
        .await
        .map_err(|error| Error::Backend(error.to_string()))?;
        row.map(|(data, expires_at)| {
            Ok(Record {
                id: *id,
                data: serde_json::from_str(&data)
                    .map_err(|error| Error::Decode(error.to_string()))?,
                expiry_date: OffsetDateTime::from_unix_timestamp(expires_at)
                    .map_err(|error| Error::Decode(error.to_string()))?,
            })
        })
        .transpose()
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE session_id = ?")
            .bind(id.to_string())
            .execute(&self.pool)
            .await
            .map_err(|error| Error::Backend(error.to_string()))?;
        Ok(())
    }
}

fn encode(record: &Record) -> Result<String> {
    serde_json::to_string(&record.data).map_err(|error| Error::Encode(error.to_string()))
}
