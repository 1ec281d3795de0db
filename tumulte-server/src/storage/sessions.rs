//! Cookie sessions, behind the session library's own trait, and as the account they belong to sees them.
//!
//! A session is kept under the hash of its id: whoever reads the database can't be anybody.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value as Json;
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use tumulte_core::{
    model::{Timestamp, UserId},
    sync::StoreError,
};

use super::{Execute as _, Given, Kind, Storage, Value, command, is_unique_violation, query};

/// Under which key of its data a session says whose it is.
pub(crate) const SESSION_USER: &str = "user";

/// A session of an account.
#[derive(Debug, Clone)]
pub struct SessionRow {
    /// The hash of its id, by which it can be ended.
    pub handle: String,
    /// What it holds.
    pub data: HashMap<String, Json>,
    /// When it is over.
    pub expires_at: Timestamp,
}

/// The hash of a session's id, under which it is kept.
#[must_use]
pub fn session_handle(id: &Id) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(id.0.to_be_bytes()))
}

impl Storage {
    /// The sessions of an account that are not over.
    pub async fn sessions_of(
        &self,
        user_id: UserId,
        now: Timestamp,
    ) -> std::result::Result<Vec<SessionRow>, StoreError> {
        let select = query(
            "SELECT session_id, data, expires_at FROM sessions WHERE user_id = $1 AND expires_at > $2
             ORDER BY expires_at DESC, session_id",
        );
        let rows = self.database.all(select.bind(user_id).bind(now)).await?;
        rows.iter()
            .map(|row| {
                Ok(SessionRow {
                    handle: row.get("session_id")?,
                    data: row.json("data")?,
                    expires_at: row.get("expires_at")?,
                })
            })
            .collect()
    }

    /// Which of these sessions go on.
    pub async fn sessions_going_on(
        &self,
        handles: &[String],
        now: Timestamp,
    ) -> std::result::Result<HashSet<String>, StoreError> {
        let mut given = Given::new(&[("session_id", Kind::Text), ("now", Kind::Time)]);
        for handle in handles {
            given.push([handle.into(), now.into()]);
        }
        if given.is_empty() {
            return Ok(HashSet::new());
        }
        let select = query(
            "SELECT s.session_id FROM given g JOIN sessions s ON s.session_id = g.session_id
             WHERE s.expires_at > g.now",
        );
        let rows = self.database.all(select.over(given)).await?;
        rows.iter().map(|row| row.get("session_id")).collect()
    }

    /// Ends a session of an account; false when it has no such session.
    pub async fn end_session(
        &self,
        user_id: UserId,
        handle: &str,
    ) -> std::result::Result<bool, StoreError> {
        let delete = command("DELETE FROM sessions WHERE user_id = $1 AND session_id = $2");
        Ok(self.database.run(delete.bind(user_id).bind(handle)).await? > 0)
    }

    /// Ends every session of an account but one.
    pub async fn end_other_sessions(
        &self,
        user_id: UserId,
        kept: &str,
    ) -> std::result::Result<u64, StoreError> {
        let delete = command("DELETE FROM sessions WHERE user_id = $1 AND session_id <> $2");
        self.database.run(delete.bind(user_id).bind(kept)).await
    }
}

#[async_trait]
impl SessionStore for Storage {
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            let insert = command(
                "INSERT INTO sessions (session_id, user_id, data, expires_at) VALUES ($1, $2, $3, $4)",
            );
            let insert = insert
                .bind(session_handle(&record.id))
                .bind(user(record))
                .bind(encode(record)?)
                .bind(expiry(record));
            match self.database.run(insert).await {
                Ok(_) => return Ok(()),
                Err(error) if is_unique_violation(&error) => record.id = Id::default(),
                Err(error) => return Err(failed(&error)),
            }
        }
    }

    /// Never brings back a session that was ended while a request of it was on its way.
    async fn save(&self, record: &Record) -> Result<()> {
        let update = command(
            "UPDATE sessions SET user_id = $1, data = $2, expires_at = $3 WHERE session_id = $4",
        );
        let update = update
            .bind(user(record))
            .bind(encode(record)?)
            .bind(expiry(record))
            .bind(session_handle(&record.id));
        self.database.run(update).await.map_err(|error| failed(&error))?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let select = query(
            "SELECT data, expires_at FROM sessions WHERE session_id = $1 AND expires_at > $2",
        );
        let now = from_date_time(OffsetDateTime::now_utc());
        let found = self.database.optional(select.bind(session_handle(id)).bind(now)).await;
        let Some(row) = found.map_err(|error| failed(&error))? else { return Ok(None) };
        let undecodable = |error: StoreError| Error::Decode(error.to_string());
        let expires_at: Timestamp = row.get("expires_at").map_err(undecodable)?;
        Ok(Some(Record {
            id: *id,
            data: row.json("data").map_err(undecodable)?,
            expiry_date: OffsetDateTime::from_unix_timestamp(expires_at.as_seconds())
                .map_err(|error| Error::Decode(error.to_string()))?,
        }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let delete = command("DELETE FROM sessions WHERE session_id = $1");
        self.database.run(delete.bind(session_handle(id))).await.map_err(|error| failed(&error))?;
        Ok(())
    }
}

fn encode(record: &Record) -> Result<Value<'static>> {
    serde_json::to_string(&record.data)
        .map(Value::json)
        .map_err(|error| Error::Encode(error.to_string()))
}

fn user(record: &Record) -> Option<UserId> {
    record.data.get(SESSION_USER)?.as_str()?.parse().ok()
}

fn expiry(record: &Record) -> Timestamp {
    from_date_time(record.expiry_date)
}

const fn from_date_time(time: OffsetDateTime) -> Timestamp {
    Timestamp::from_millis(time.unix_timestamp().saturating_mul(1000))
}

fn failed(error: &StoreError) -> Error {
    Error::Backend(super::source_text(error))
}
