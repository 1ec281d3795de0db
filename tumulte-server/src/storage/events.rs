//! The outbox: what each audience was told, in order.

use std::fmt::Write as _;

use serde::de::{
    DeserializeOwned, IntoDeserializer as _,
    value::{Error as Unreadable, StrDeserializer},
};
use tumulte_core::{
    model::{CampaignId, RollId, Timestamp},
    sync::{Audience, Cursor, Draft, Publication, StoreError, Topic},
};

use super::{
    Execute as _, Given, Kind, Row, Storage, Transaction, command, query, unknown_campaign,
};

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

/// Stores events in their order.
pub(super) const TELL_ALL: &str =
    "INSERT INTO events (campaign_id, audience, topic, event, roll_id, payload, created_at)
     SELECT campaign_id, audience, topic, event, roll_id, payload, created_at FROM given";

/// As [`TELL_ALL`], of those rolls alone that are there and were never told of.
pub(super) const TELL_NEW: &str =
    "INSERT INTO events (campaign_id, audience, topic, event, roll_id, payload, created_at)
     SELECT g.campaign_id, g.audience, g.topic, g.event, g.roll_id, g.payload, g.created_at
     FROM given g WHERE EXISTS (SELECT 1 FROM dice_rolls r WHERE r.roll_id = g.roll_id)
       AND NOT EXISTS (SELECT 1 FROM events e WHERE e.roll_id = g.roll_id) ORDER BY g.place";

/// How many campaigns one statement reads; SQLite takes up to 500 parts.
const CAMPAIGNS_AT_ONCE: usize = 100;

impl Storage {
    /// The newest cursor there is; zero before the first event.
    pub async fn newest_cursor(&self) -> Result<Cursor, StoreError> {
        let newest = self.database.one(query("SELECT MAX(event_id) AS newest FROM events")).await?;
        Ok(newest.get::<Option<Cursor>>("newest")?.unwrap_or(0))
    }

    /// Events of a feed after a cursor and not older than `since`, oldest first, the newest `limit` of them.
    pub async fn events_after(
        &self,
        feed: &Feed,
        after: Cursor,
        since: Timestamp,
        limit: u32,
    ) -> Result<Vec<Publication>, StoreError> {
        let mut events = Vec::new();
        for campaigns in feed.campaigns.chunks(CAMPAIGNS_AT_ONCE) {
            // Each campaign by itself has its events in order in the index.
            let mut sql = String::new();
            for place in 6..6 + campaigns.len() {
                let union = if place == 6 { "" } else { " UNION ALL " };
                // Writing to a text can't fail.
                let _written = write!(
                    sql,
                    "{union}SELECT * FROM (SELECT event_id, campaign_id, event, payload FROM events
                     WHERE campaign_id = ${place} AND audience = $1 AND topic = $2 AND event_id > $3
                       AND created_at >= $4 ORDER BY event_id DESC LIMIT $5) AS of_{place}"
                );
            }
            sql.push_str(" ORDER BY event_id DESC LIMIT $5");
            let mut select = query(sql)
                .bind(feed.audience.as_str())
                .bind(feed.topic.as_str())
                .bind(after)
                .bind(since)
                .bind(limit);
            for campaign in campaigns {
                select = select.bind(*campaign);
            }
            for row in self.database.all(select).await? {
                events.push(publication(feed, &row)?);
            }
        }
        events.sort_unstable_by_key(|event| event.cursor);
        let surplus = events.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
        events.drain(..surplus);
        Ok(events)
    }

    /// Events of every campaign and audience after a cursor, oldest first, at most `limit` of them.
    pub async fn events_of_all_after(
        &self,
        after: Cursor,
        limit: u32,
    ) -> Result<Vec<Publication>, StoreError> {
        let select = query(
            "SELECT event_id, campaign_id, audience, topic, event, payload FROM events
             WHERE event_id > $1 ORDER BY event_id LIMIT $2",
        );
        let rows = self.database.all(select.bind(after).bind(limit)).await?;
        rows.iter()
            .map(|row| {
                let (audience, topic): (String, String) = (row.get("audience")?, row.get("topic")?);
                let feed = Feed {
                    campaigns: Vec::new(),
                    audience: word(&audience, "audience")?,
                    topic: word(&topic, "topic")?,
                };
                publication(&feed, row)
            })
            .collect()
    }

    /// Refuses what names a campaign that is not there. Events do not ask, each by itself.
    pub(super) async fn require_campaign(
        transaction: &mut Transaction,
        campaign_id: CampaignId,
    ) -> Result<(), StoreError> {
        let select = query("SELECT 1 FROM campaigns WHERE campaign_id = $1").bind(campaign_id);
        transaction.optional(select).await?.map(drop).ok_or_else(unknown_campaign)
    }

    /// Stores events of campaigns that are there in a transaction, in their order; gives their cursors.
    pub(super) async fn append_events(
        transaction: &mut Transaction,
        events: &[(CampaignId, Option<RollId>, &Draft)],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        if events.is_empty() {
            return Ok(Vec::new());
        }
        let insert = command(TELL_ALL).over(given_events(events, now));
        let cursors = transaction.number(insert, "event_id").await?;
        if cursors.len() == events.len() {
            Ok(cursors)
        } else {
            Err(StoreError::Corrupt { what: "event" })
        }
    }

    /// Stores what became of a roll in place of what the stream was told of it before: who catches up later
    /// must not be shown what was taken back since.
    pub(super) async fn supersede_events(
        transaction: &mut Transaction,
        campaign_id: CampaignId,
        roll_id: RollId,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        if drafts.iter().any(|draft| draft.audience == Audience::Stream) {
            let forget = command(
                "DELETE FROM events WHERE roll_id = $1 AND campaign_id = $2 AND audience = 'stream'",
            );
            transaction.run(forget.bind(roll_id).bind(campaign_id)).await?;
        }
        let events: Vec<_> =
            drafts.iter().map(|draft| (campaign_id, Some(roll_id), draft)).collect();
        Self::append_events(transaction, &events, now).await
    }
}

/// Events as rows, in their order.
pub(super) fn given_events<'q>(
    events: &[(CampaignId, Option<RollId>, &'q Draft)],
    now: Timestamp,
) -> Given<'q> {
    let mut given = Given::new(&[
        ("place", Kind::Integer),
        ("campaign_id", Kind::Uuid),
        ("audience", Kind::Text),
        ("topic", Kind::Text),
        ("event", Kind::Text),
        ("roll_id", Kind::Uuid),
        ("payload", Kind::Text),
        ("created_at", Kind::Time),
    ]);
    for (place, (campaign_id, roll_id, draft)) in (0_i64..).zip(events) {
        given.push([
            place.into(),
            (*campaign_id).into(),
            draft.audience.as_str().into(),
            draft.topic.as_str().into(),
            draft.event.into(),
            (*roll_id).into(),
            (&draft.payload).into(),
            now.into(),
        ]);
    }
    given
}

/// What a word in a column stands for.
fn word<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T, StoreError> {
    let text: StrDeserializer<'_, Unreadable> = text.into_deserializer();
    T::deserialize(text).map_err(|_| StoreError::Corrupt { what })
}

fn publication(feed: &Feed, row: &Row) -> Result<Publication, StoreError> {
    Ok(Publication {
        cursor: row.get("event_id")?,
        campaign_id: row.get("campaign_id")?,
        audience: feed.audience,
        topic: feed.topic,
        event: row.get("event")?,
        payload: row.get("payload")?,
    })
}
