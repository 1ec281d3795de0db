//! The outbox: what each audience was told, in order.

use sqlx::{QueryBuilder, Sqlite, Transaction};
use tumulte_core::{
    model::{CampaignId, RollId, Timestamp},
    sync::{Audience, Cursor, Draft, Publication, StoreError, Topic},
};
use uuid::Uuid;

use super::{Storage, unavailable};

/// A reader's place in the outbox: whose events of which campaigns, on what topic.
#[derive(Debug, Clone)]
pub struct Feed {
    /// The campaigns.
    pub campaigns: Vec<CampaignId>,
    /// Who reads.
    pub audience: Audience,
    /// What about.
    pub topic: Topic,
}

impl Storage {
    /// The newest cursor there is; zero before the first event.
    pub async fn newest_cursor(&self) -> Result<Cursor, StoreError> {
        let (cursor,): (Option<i64>,) = sqlx::query_as("SELECT MAX(event_id) FROM events")
            .fetch_one(&self.pool)
            .await
            .map_err(unavailable)?;
        Ok(cursor.unwrap_or(0))
    }

    /// Events of a feed after a cursor and not older than `since`, oldest first, the newest `limit` of them.
    pub async fn events_after(
        &self,
        feed: &Feed,
        after: Cursor,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Publication>, StoreError> {
        if feed.campaigns.is_empty() {
            return Ok(Vec::new());
        }
        let mut query = QueryBuilder::<Sqlite>::new(
            "SELECT event_id, campaign_id, event, payload FROM events WHERE campaign_id IN (",
        );
        let mut ids = query.separated(", ");
        for campaign in &feed.campaigns {
            ids.push_bind(campaign.as_uuid());
        }
        query.push(") AND audience = ").push_bind(feed.audience.as_str());
        query.push(" AND topic = ").push_bind(feed.topic.as_str());
        query.push(" AND event_id > ").push_bind(after);
        query.push(" AND created_at >= ").push_bind(since.as_millis());
        query.push(" ORDER BY event_id DESC LIMIT ").push_bind(i64::from(limit));
        let rows: Vec<(i64, Uuid, String, String)> =
            query.build_query_as().fetch_all(&self.pool).await.map_err(unavailable)?;
        Ok(rows
            .into_iter()
            .rev()
            .map(|(cursor, campaign_id, event, payload)| Publication {
                cursor,
                campaign_id: CampaignId::from_uuid(campaign_id),
                audience: feed.audience,
                topic: feed.topic,
                event,
                payload,
            })
            .collect())
    }

    /// Stores events in a transaction; gives their cursors.
    pub(super) async fn append_events(
        transaction: &mut Transaction<'static, Sqlite>,
        campaign_id: CampaignId,
        roll_id: Option<RollId>,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        let mut cursors = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let (cursor,): (i64,) = sqlx::query_as(
                "INSERT INTO events (campaign_id, audience, topic, event, roll_id, payload, created_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING event_id",
            )
            .bind(campaign_id.as_uuid())
            .bind(draft.audience.as_str())
            .bind(draft.topic.as_str())
            .bind(draft.event)
            .bind(roll_id.map(|id| id.as_uuid()))
            .bind(&draft.payload)
            .bind(now.as_millis())
            .fetch_one(&mut **transaction)
            .await
            .map_err(unavailable)?;
            cursors.push(cursor);
        }
        Ok(cursors)
    }

    /// Stores what became of a roll in place of what the stream was told of it before: who catches up later
    /// must not be shown what was taken back since.
    pub(super) async fn supersede_events(
        transaction: &mut Transaction<'static, Sqlite>,
        campaign_id: CampaignId,
        roll_id: RollId,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        if drafts.iter().any(|draft| draft.audience == Audience::Stream) {
            sqlx::query(
                "DELETE FROM events WHERE roll_id = ? AND campaign_id = ? AND audience = ?",
            )
            .bind(roll_id.as_uuid())
            .bind(campaign_id.as_uuid())
            .bind(Audience::Stream.as_str())
            .execute(&mut **transaction)
            .await
            .map_err(unavailable)?;
        }
        Self::append_events(transaction, campaign_id, Some(roll_id), drafts, now).await
    }
}
