//! Cookie sessions, behind the session library's own trait.

use async_trait::async_trait;
use time::OffsetDateTime;
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};
use tumulte_core::{model::Timestamp, sync::StoreError};

use super::{Execute as _, Storage, Value, command, is_unique_violation, query};

#[async_trait]
impl SessionStore for Storage {
    async fn create(&self, record: &mut Record) -> Result<()> {
        loop {
            let insert =
                command("INSERT INTO sessions (session_id, data, expires_at) VALUES ($1, $2, $3)");
            let insert =
                insert.bind(record.id.to_string()).bind(encode(record)?).bind(expiry(record));
            match self.database.run(insert).await {
                Ok(_) => return Ok(()),
                Err(error) if is_unique_violation(&error) => record.id = Id::default(),
                Err(error) => return Err(failed(&error)),
            }
        }
    }

    async fn save(&self, record: &Record) -> Result<()> {
        let upsert = command(
            "INSERT INTO sessions (session_id, data, expires_at) VALUES ($1, $2, $3)
             ON CONFLICT (session_id) DO UPDATE SET data = excluded.data, expires_at = excluded.expires_at",
        );
        let upsert = upsert.bind(record.id.to_string()).bind(encode(record)?).bind(expiry(record));
        self.database.run(upsert).await.map_err(|error| failed(&error))?;
        Ok(())
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let select = query(
            "SELECT data, expires_at FROM sessions WHERE session_id = $1 AND expires_at > $2",
        );
        let now = from_date_time(OffsetDateTime::now_utc());
        let found = self.database.optional(select.bind(id.to_string()).bind(now)).await;
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
        self.database.run(delete.bind(id.to_string())).await.map_err(|error| failed(&error))?;
        Ok(())
    }
}

fn encode(record: &Record) -> Result<Value<'static>> {
    serde_json::to_string(&record.data)
        .map(Value::json)
        .map_err(|error| Error::Encode(error.to_string()))
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
