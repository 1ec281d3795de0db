//! Rolls: stored once, changed when their message changes, never deleted by a tabletop.

use tumulte_core::{
    model::{CampaignId, Outcome, RollId, Timestamp, Visibility},
    sync::{Cursor, Draft, NewRoll, RecordOutcome, RollRevision, StoreError, StoredRoll},
};
use uuid::Uuid;

use super::{Storage, from_json, to_json, unavailable};

/// The tabletop whose adapter told of a roll; one today, part of a roll's identity for good.
const SOURCE: &str = "foundry";

/// A page of a campaign's history: one roll as its GM was told of it last.
#[derive(Debug, Clone)]
pub struct RollRow {
    /// Our id; the cursor of the history.
    pub roll_id: RollId,
    /// The GM's view as JSON text.
    pub view: String,
    /// Whether its message was deleted.
    pub is_retracted: bool,
}

impl Storage {
    /// Stores the rolls of a message with their events, each roll once.
    pub(super) async fn insert_rolls(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
        raw: &str,
        rolls: &[NewRoll],
        now: Timestamp,
    ) -> Result<Vec<RecordOutcome>, StoreError> {
        let mut transaction = self.write().await?;
        sqlx::query(
            "INSERT INTO vtt_messages (campaign_id, message_id, vtt_data, received_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (campaign_id, message_id) DO UPDATE SET vtt_data = excluded.vtt_data",
        )
        .bind(campaign_id.as_uuid())
        .bind(message_id)
        .bind(raw)
        .bind(now.as_millis())
        .execute(&mut *transaction)
        .await
        .map_err(unavailable)?;
        let mut outcomes = Vec::with_capacity(rolls.len());
        for new in rolls {
            let inserted: Option<(Uuid,)> = sqlx::query_as(
                "INSERT INTO dice_rolls (roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
                   system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (campaign_id, source, vtt_roll_id) DO NOTHING RETURNING roll_id",
            )
            .bind(new.roll_id.as_uuid())
            .bind(campaign_id.as_uuid())
            .bind(SOURCE)
            .bind(message_id)
            .bind(&new.roll.vtt_roll_id)
            .bind(new.character_id.map(|id| id.as_uuid()))
            .bind(new.system.id.as_str())
            .bind(new.roll.visibility.as_str())
            .bind(outcome_word(new.verdict.outcome))
            .bind(to_json(&new.roll)?)
            .bind(to_json(&new.verdict)?)
            .bind(new.rolled_at.as_millis())
            .bind(now.as_millis())
            .fetch_optional(&mut *transaction)
            .await
            .map_err(unavailable)?;
            if inserted.is_some() {
                let roll_id = Some(new.roll_id);
                let cursors =
                    Self::append_events(&mut transaction, campaign_id, roll_id, &new.drafts, now)
                        .await?;
                outcomes.push(RecordOutcome { roll_id: new.roll_id, cursors, is_new: true });
            } else {
                let (id,): (Uuid,) = sqlx::query_as(
                    "SELECT roll_id FROM dice_rolls WHERE campaign_id = ? AND source = ? AND vtt_roll_id = ?",
                )
                .bind(campaign_id.as_uuid())
                .bind(SOURCE)
                .bind(&new.roll.vtt_roll_id)
                .fetch_one(&mut *transaction)
                .await
                .map_err(unavailable)?;
                outcomes.push(RecordOutcome {
                    roll_id: RollId::from_uuid(id),
                    cursors: Vec::new(),
                    is_new: false,
                });
            }
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(outcomes)
    }

    /// Every stored roll of a message.
    pub(super) async fn select_rolls_of_message(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
    ) -> Result<Vec<StoredRoll>, StoreError> {
        let rows: Vec<(Uuid, String, String, String, bool)> = sqlx::query_as(
            "SELECT roll_id, vtt_roll_id, visibility, roll, retracted_at IS NOT NULL
             FROM dice_rolls WHERE campaign_id = ? AND message_id = ? ORDER BY roll_id",
        )
        .bind(campaign_id.as_uuid())
        .bind(message_id)
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        rows.into_iter()
            .map(|(id, vtt_roll_id, visibility, roll, is_retracted)| {
                Ok(StoredRoll {
                    roll_id: RollId::from_uuid(id),
                    vtt_roll_id,
                    visibility: read_visibility(&visibility)?,
                    roll: from_json("roll", &roll)?,
                    is_retracted,
                })
            })
            .collect()
    }

    /// Changes rolls and stores their events.
    pub(super) async fn update_rolls(
        &self,
        campaign_id: CampaignId,
        revisions: &[RollRevision],
        now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        if revisions.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.write().await?;
        let mut all = Vec::with_capacity(revisions.len());
        for revision in revisions {
            sqlx::query(
                "UPDATE dice_rolls SET visibility = ?, outcome = ?, roll = ?, verdict = ?
                 WHERE roll_id = ? AND campaign_id = ?",
            )
            .bind(revision.roll.visibility.as_str())
            .bind(outcome_word(revision.verdict.outcome))
            .bind(to_json(&revision.roll)?)
            .bind(to_json(&revision.verdict)?)
            .bind(revision.roll_id.as_uuid())
            .bind(campaign_id.as_uuid())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
            let RollRevision { roll_id, drafts, .. } = revision;
            all.push(
                Self::supersede_events(&mut transaction, campaign_id, *roll_id, drafts, now)
                    .await?,
            );
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(all)
    }

    /// Marks rolls as retracted and stores their events.
    pub(super) async fn retract_rolls(
        &self,
        campaign_id: CampaignId,
        retractions: &[(RollId, Vec<Draft>)],
        now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        if retractions.is_empty() {
            return Ok(Vec::new());
        }
        let mut transaction = self.write().await?;
        let mut all = Vec::with_capacity(retractions.len());
        for (roll_id, drafts) in retractions {
            sqlx::query(
                "UPDATE dice_rolls SET retracted_at = ? WHERE roll_id = ? AND campaign_id = ?",
            )
            .bind(now.as_millis())
            .bind(roll_id.as_uuid())
            .bind(campaign_id.as_uuid())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
            all.push(
                Self::supersede_events(&mut transaction, campaign_id, *roll_id, drafts, now)
                    .await?,
            );
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(all)
    }

    /// When a campaign's newest roll was rolled.
    pub async fn last_roll_at(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as(
            "SELECT rolled_at FROM dice_rolls WHERE campaign_id = ? ORDER BY rowid DESC LIMIT 1",
        )
        .bind(campaign_id.as_uuid())
        .fetch_optional(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(row.map(|(at,)| Timestamp::from_millis(at)))
    }

    /// A page of a campaign's rolls, newest first, before a cursor; each as its GM was told last.
    pub async fn roll_history(
        &self,
        campaign_id: CampaignId,
        before: Option<RollId>,
        limit: u32,
    ) -> Result<Vec<RollRow>, StoreError> {
        let rows: Vec<(Uuid, String, bool)> = sqlx::query_as(
            "SELECT r.roll_id,
               (SELECT e.payload FROM events e WHERE e.roll_id = r.roll_id AND e.audience = 'gm'
                AND e.event <> 'dice:retracted' ORDER BY e.event_id DESC LIMIT 1),
               r.retracted_at IS NOT NULL
             FROM dice_rolls r WHERE r.campaign_id = ?1
               AND (?2 IS NULL OR r.rowid < (SELECT b.rowid FROM dice_rolls b WHERE b.roll_id = ?2))
             ORDER BY r.rowid DESC LIMIT ?3",
        )
        .bind(campaign_id.as_uuid())
        .bind(before.map(|id| id.as_uuid()))
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(rows
            .into_iter()
            .map(|(id, view, is_retracted)| RollRow {
                roll_id: RollId::from_uuid(id),
                view,
                is_retracted,
            })
            .collect())
    }
}

const fn outcome_word(outcome: Option<Outcome>) -> Option<&'static str> {
    match outcome {
        Some(Outcome::Success) => Some("success"),
        Some(Outcome::Failure) => Some("failure"),
        None => None,
    }
}

fn read_visibility(word: &str) -> Result<Visibility, StoreError> {
    serde_json::from_value(word.into()).map_err(|_| StoreError::Corrupt { what: "visibility" })
}
