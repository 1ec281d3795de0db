//! Forgets what nobody needs any more, a little at a time: what is written meanwhile waits for no long transaction.

use tumulte_core::{
    model::{CampaignId, RollId, Timestamp},
    sync::StoreError,
};

use super::{Execute as _, Given, Kind, Storage, command, query};

/// How many rows one transaction forgets.
const AT_ONCE: u32 = 500;

/// What was forgotten.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    /// Sessions, tokens and offers that were over.
    pub expired: u64,
    /// Events no viewer can ask for any more.
    pub events: u64,
    /// Rolls older than they are kept.
    pub rolls: u64,
    /// Who voted in polls that are over.
    pub votes: u64,
    /// Polls older than they are kept.
    pub polls: u64,
}

impl Storage {
    /// Forgets sessions, tokens and offers that are over.
    pub async fn forget_expired(&self, now: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        for statement in [
            "DELETE FROM sessions WHERE expires_at < $1",
            "DELETE FROM refresh_tokens WHERE expires_at < $1",
            "DELETE FROM pairing_offers WHERE expires_at < $1",
            "DELETE FROM claim_nonces WHERE expires_at < $1",
            "DELETE FROM invitations WHERE expires_at < $1",
            "DELETE FROM sign_in_failures WHERE failed_at < $1",
        ] {
            // An hour of grace: a clock may be late, and an id must be known for as long as it could be replayed.
            let before = now.plus_seconds(-3600);
            forgotten += self.database.run(command(statement).bind(before)).await?;
        }
        Ok(forgotten)
    }

    /// Forgets events from before this time that only viewers who catch up would read. What the game master was told
    /// of a roll is its history, and stays as long as the roll.
    pub async fn forget_events(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let delete = command(
                "DELETE FROM events WHERE event_id IN (SELECT event_id FROM events
                   WHERE (audience = 'stream' OR roll_id IS NULL) AND created_at < $1
                   ORDER BY created_at LIMIT $2)",
            );
            let deleted = self.database.run(delete.bind(before).bind(AT_ONCE)).await?;
            forgotten += deleted;
            if deleted < u64::from(AT_ONCE) {
                return Ok(forgotten);
            }
        }
    }

    /// Forgets rolls recorded before this time, with their messages and events.
    pub async fn forget_rolls(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let deleted = self.forget_oldest_rolls(before).await?;
            forgotten += deleted;
            if deleted < u64::from(AT_ONCE) {
                return Ok(forgotten);
            }
        }
    }

    async fn forget_oldest_rolls(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut transaction = self.database.write().await?;
        let oldest = query(
            "SELECT roll_id, campaign_id, message_id, recorded_at FROM dice_rolls
             WHERE roll_id > $1 ORDER BY roll_id LIMIT $2",
        );
        let first = RollId::from_parts(Timestamp::from_millis(0), [0; 10]);
        let mut given = Given::new(&[
            ("roll_id", Kind::Uuid),
            ("campaign_id", Kind::Uuid),
            ("message_id", Kind::Text),
        ]);
        for row in transaction.all(oldest.bind(first).bind(AT_ONCE)).await? {
            if row.get::<Timestamp>("recorded_at")? < before {
                let message_id: String = row.get("message_id")?;
                given.push([
                    row.get::<RollId>("roll_id")?.into(),
                    row.get::<CampaignId>("campaign_id")?.into(),
                    message_id.into(),
                ]);
            }
        }
        if given.is_empty() {
            return Ok(0);
        }
        let delete = |statement| command(statement).over(given.clone());
        transaction
            .run(delete("DELETE FROM events WHERE roll_id IN (SELECT roll_id FROM given)"))
            .await?;
        let deleted = transaction
            .run(delete("DELETE FROM dice_rolls WHERE roll_id IN (SELECT roll_id FROM given)"))
            .await?;
        // A message of many rolls may lie across two steps.
        let messages = delete(
            "DELETE FROM vtt_messages
             WHERE (campaign_id, message_id) IN (SELECT campaign_id, message_id FROM given)
               AND NOT EXISTS (SELECT 1 FROM dice_rolls r WHERE r.campaign_id = vtt_messages.campaign_id
                 AND r.message_id = vtt_messages.message_id)",
        );
        transaction.run(messages).await?;
        transaction.commit().await?;
        Ok(deleted)
    }
}
