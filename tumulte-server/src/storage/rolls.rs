//! Rolls: changed when their message changes, never deleted by a tabletop.

use std::fmt::Write as _;

use tumulte_core::{
    model::{CampaignId, CharacterId, RollId, Timestamp, Visibility},
    sync::{Cursor, Draft, RollRevision, StoreError, StoredRoll, ToldRoll},
};

use super::{Execute as _, Storage, command, messages::outcome_word, query, to_document};

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

/// Which rolls of a history are wanted; all of them unless said otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RollFilter {
    /// Those of one character.
    pub character: Option<CharacterId>,
    /// Criticals alone.
    pub only_critical: bool,
    /// What streams see a mask of alone.
    pub only_hidden: bool,
}

impl Storage {
    /// Every stored roll of a message.
    pub(super) async fn select_rolls_of_message(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
    ) -> Result<Vec<StoredRoll>, StoreError> {
        let select = query(
            "SELECT roll_id, vtt_roll_id, visibility, roll, retracted_at IS NOT NULL AS is_retracted
             FROM dice_rolls WHERE campaign_id = $1 AND message_id = $2 ORDER BY roll_id",
        );
        let rows = self.database.all(select.bind(campaign_id).bind(message_id)).await?;
        rows.iter()
            .map(|row| {
                Ok(StoredRoll {
                    roll_id: row.get("roll_id")?,
                    vtt_roll_id: row.get("vtt_roll_id")?,
                    visibility: read_visibility(row.get("visibility")?)?,
                    roll: row.json("roll")?,
                    is_retracted: row.get("is_retracted")?,
                })
            })
            .collect()
    }

    /// The rolls made between two moments, with their messages. Ids tell when a roll was stored, and rolls are found by
    /// their ids: those of the moments themselves and of the last minute are looked at, as clocks differ.
    pub(super) async fn select_rolls_between(
        &self,
        campaign_id: CampaignId,
        from: Timestamp,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<ToldRoll>, StoreError> {
        let select = query(
            "SELECT r.roll, m.vtt_data FROM dice_rolls r
               JOIN vtt_messages m ON m.campaign_id = r.campaign_id AND m.message_id = r.message_id
             WHERE r.campaign_id = $1 AND r.roll_id >= $2 AND r.rolled_at >= $3 AND r.rolled_at <= $4
             ORDER BY r.roll_id DESC LIMIT 1024",
        );
        let first = RollId::from_parts(from.min(now).plus_seconds(-60), [0; 10]);
        let select = select.bind(campaign_id).bind(first).bind(from).bind(until);
        let rows = self.database.all(select).await?;
        rows.iter()
            .map(|row| {
                Ok(ToldRoll {
                    raw: row.json::<serde_json::Value>("vtt_data")?.to_string(),
                    roll: row.json("roll")?,
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
        let mut transaction = self.database.write_events().await?;
        let mut all = Vec::with_capacity(revisions.len());
        for RollRevision { roll_id, roll, verdict, drafts } in revisions {
            let update = command(
                "UPDATE dice_rolls SET visibility = $1, outcome = $2, roll = $3, verdict = $4
                 WHERE roll_id = $5 AND campaign_id = $6",
            )
            .bind(roll.visibility.as_str())
            .bind(outcome_word(verdict.outcome))
            .bind(to_document(roll)?)
            .bind(to_document(verdict)?)
            .bind(*roll_id)
            .bind(campaign_id);
            transaction.run(update).await?;
            let told = Self::supersede_events(&mut transaction, campaign_id, *roll_id, drafts, now);
            all.push(told.await?);
        }
        transaction.commit().await?;
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
        let mut transaction = self.database.write_events().await?;
        let mut all = Vec::with_capacity(retractions.len());
        for (roll_id, drafts) in retractions {
            let retract = command(
                "UPDATE dice_rolls SET retracted_at = $1 WHERE roll_id = $2 AND campaign_id = $3",
            );
            transaction.run(retract.bind(now).bind(*roll_id).bind(campaign_id)).await?;
            let told = Self::supersede_events(&mut transaction, campaign_id, *roll_id, drafts, now);
            all.push(told.await?);
        }
        transaction.commit().await?;
        Ok(all)
    }

    /// When a campaign's newest roll was rolled.
    pub async fn last_roll_at(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Option<Timestamp>, StoreError> {
        let select = query(
            "SELECT rolled_at FROM dice_rolls WHERE campaign_id = $1 ORDER BY rowid DESC LIMIT 1",
        );
        let newest = self.database.optional(select.bind(campaign_id)).await?;
        newest.map(|row| row.get("rolled_at")).transpose()
    }

    /// A page of a campaign's rolls, newest first, before a cursor; each as its GM was told last.
    pub async fn roll_history(
        &self,
        campaign_id: CampaignId,
        before: Option<RollId>,
        limit: u32,
    ) -> Result<Vec<RollRow>, StoreError> {
        self.rolls_like(campaign_id, &RollFilter::default(), before, limit).await
    }

    /// As [`roll_history`](Self::roll_history), of the wanted rolls alone.
    pub async fn rolls_like(
        &self,
        campaign_id: CampaignId,
        filter: &RollFilter,
        before: Option<RollId>,
        limit: u32,
    ) -> Result<Vec<RollRow>, StoreError> {
        let mut sql = "SELECT r.roll_id,
               (SELECT e.payload FROM events e WHERE e.roll_id = r.roll_id AND e.audience = 'gm'
                AND e.event <> 'dice:retracted' ORDER BY e.event_id DESC LIMIT 1) AS view,
               r.retracted_at IS NOT NULL AS is_retracted
             FROM dice_rolls r WHERE r.campaign_id = $1"
            .to_owned();
        if filter.only_critical {
            sql.push_str(" AND r.outcome IS NOT NULL");
        }
        if filter.only_hidden {
            sql.push_str(" AND r.visibility <> 'public'");
        }
        let before_place = if filter.character.is_some() {
            sql.push_str(" AND r.character_id = $3");
            4
        } else {
            3
        };
        if before.is_some() {
            // Writing to a text can't fail.
            let _written = write!(
                sql,
                " AND r.rowid < (SELECT b.rowid FROM dice_rolls b WHERE b.roll_id = ${before_place})"
            );
        }
        sql.push_str(" ORDER BY r.rowid DESC LIMIT $2");
        let mut select = query(sql).bind(campaign_id).bind(limit);
        if let Some(character) = filter.character {
            select = select.bind(character);
        }
        if let Some(before) = before {
            select = select.bind(before);
        }
        let rows = self.database.all(select).await?;
        rows.iter()
            .map(|row| {
                Ok(RollRow {
                    roll_id: row.get("roll_id")?,
                    view: row.get("view")?,
                    is_retracted: row.get("is_retracted")?,
                })
            })
            .collect()
    }
}

fn read_visibility(word: String) -> Result<Visibility, StoreError> {
    serde_json::from_value(word.into()).map_err(|_| StoreError::Corrupt { what: "visibility" })
}
