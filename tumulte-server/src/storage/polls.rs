//! Polls: asked, told of, ended. Who voted for what stands in `votes.rs`.

use tumulte_core::{
    model::{CampaignId, Timestamp},
    sync::{Draft, Publication, StoreError},
};
use uuid::Uuid;

use super::{
    Execute as _, Row, Storage, Transaction, command, is_unique_violation, query, to_json,
};
use crate::polls::{Poll, PollStatus};

pub(super) const COLUMNS: &str = "poll_id, campaign_id, vote_key, question, options, votes, \
                                  status, started_at, ends_at, ended_at";

/// What came of telling viewers how the votes stand.
#[derive(Debug)]
pub enum Told {
    /// They are to be told this.
    Now(Vec<Publication>),
    /// They were told something a moment ago: later.
    TooSoon,
    /// They know all there is.
    NothingNew,
}

impl Storage {
    /// Begins a poll with what viewers are told of it; none when one is running in the campaign already.
    pub async fn add_poll(
        &self,
        poll: &Poll,
        drafts: &[Draft],
    ) -> Result<Option<Vec<Publication>>, StoreError> {
        let insert = command(
            "INSERT INTO polls (poll_id, campaign_id, vote_key, question, options, votes, status,
               told_at, started_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        );
        let insert = insert
            .bind(poll.poll_id)
            .bind(poll.campaign_id)
            .bind(&poll.vote_key)
            .bind(&poll.question)
            .bind(to_json(&poll.options)?)
            .bind(to_json(&poll.votes)?)
            .bind(poll.status.as_str())
            .bind(poll.started_at)
            .bind(poll.started_at)
            .bind(poll.ends_at);
        let mut transaction = self.database.write_events().await?;
        match transaction.run(insert).await {
            Ok(_) => {}
            Err(error) if is_unique_violation(&error) => return Ok(None),
            Err(error) => return Err(error),
        }
        let told = append(&mut transaction, poll.campaign_id, drafts, poll.started_at).await?;
        transaction.commit().await?;
        Ok(Some(told))
    }

    /// Ends a poll, once: whoever comes second, on whichever server, is given none. `told` says what viewers hear of it.
    pub async fn close_poll(
        &self,
        poll_id: Uuid,
        status: PollStatus,
        told: impl FnOnce(&Poll) -> Vec<Draft> + Send,
        now: Timestamp,
    ) -> Result<Option<(Poll, Vec<Publication>)>, StoreError> {
        let update = format!(
            "UPDATE polls SET status = $2, ended_at = $3 WHERE poll_id = $1 AND status = 'running'
             RETURNING {COLUMNS}"
        );
        let update = command(update).bind(poll_id).bind(status.as_str()).bind(now);
        let mut transaction = self.database.write_events().await?;
        let Some(row) = transaction.optional(update).await? else { return Ok(None) };
        let poll = read(&row)?;
        let drafts = told(&poll);
        let told = append(&mut transaction, poll.campaign_id, &drafts, now).await?;
        transaction.commit().await?;
        Ok(Some((poll, told)))
    }

    /// Stores how the votes stand for viewers to be told, unless any server has told them after `since`.
    pub async fn tell_votes(
        &self,
        poll_id: Uuid,
        told: impl FnOnce(&Poll) -> Vec<Draft> + Send,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Told, StoreError> {
        let update = format!(
            "UPDATE polls SET told_tally = tally, told_at = $2
             WHERE poll_id = $1 AND status = 'running' AND told_tally < tally AND told_at <= $3
             RETURNING {COLUMNS}"
        );
        let mut transaction = self.database.write_events().await?;
        let row = transaction.optional(command(update).bind(poll_id).bind(now).bind(since)).await?;
        let Some(row) = row else {
            let select = query(
                "SELECT poll_id FROM polls
                 WHERE poll_id = $1 AND status = 'running' AND told_tally < tally",
            );
            let is_behind = transaction.optional(select.bind(poll_id)).await?.is_some();
            return Ok(if is_behind { Told::TooSoon } else { Told::NothingNew });
        };
        let poll = read(&row)?;
        let drafts = told(&poll);
        let told = append(&mut transaction, poll.campaign_id, &drafts, now).await?;
        transaction.commit().await?;
        Ok(Told::Now(told))
    }

    /// Finds a poll by the key people vote with.
    pub async fn poll_by_key(&self, vote_key: &str) -> Result<Option<Poll>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM polls WHERE vote_key = $1");
        let found = self.database.optional(query(select).bind(vote_key)).await?;
        found.map(|row| read(&row)).transpose()
    }

    /// A poll of a campaign.
    pub async fn poll(
        &self,
        campaign_id: CampaignId,
        poll_id: Uuid,
    ) -> Result<Option<Poll>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM polls WHERE poll_id = $1 AND campaign_id = $2");
        let found = self.database.optional(query(select).bind(poll_id).bind(campaign_id)).await?;
        found.map(|row| read(&row)).transpose()
    }

    /// The poll that is running in a campaign.
    pub async fn running_poll(&self, campaign_id: CampaignId) -> Result<Option<Poll>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM polls WHERE campaign_id = $1 AND status = 'running'");
        let found = self.database.optional(query(select).bind(campaign_id)).await?;
        found.map(|row| read(&row)).transpose()
    }

    /// Every poll that is running, with when it ends; the first to end first.
    pub async fn running_polls(&self) -> Result<Vec<(Uuid, Timestamp)>, StoreError> {
        // The index that holds one running poll for each campaign has all of them, and no others.
        let select = query(
            "SELECT poll_id, ends_at FROM polls WHERE status = 'running' AND campaign_id > $1",
        );
        let rows = self.database.all(select.bind(Uuid::nil())).await?;
        let read = |row: &Row| Ok((row.get("poll_id")?, row.get("ends_at")?));
        let mut running = rows.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
        running.sort_unstable_by_key(|(_, ends_at)| *ends_at);
        Ok(running)
    }

    /// The polls of a campaign, newest first; with `before`, those that began before it.
    pub async fn polls_of(
        &self,
        campaign_id: CampaignId,
        before: Option<Timestamp>,
        limit: u32,
    ) -> Result<Vec<Poll>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM polls WHERE campaign_id = $1 AND started_at < $2
             ORDER BY started_at DESC LIMIT $3"
        );
        let before = before.unwrap_or(Timestamp::from_millis(i64::MAX));
        let select = query(select).bind(campaign_id).bind(before).bind(limit);
        self.database.all(select).await?.iter().map(read).collect()
    }
}

async fn append(
    transaction: &mut Transaction,
    campaign_id: CampaignId,
    drafts: &[Draft],
    now: Timestamp,
) -> Result<Vec<Publication>, StoreError> {
    let events: Vec<_> = drafts.iter().map(|draft| (campaign_id, None, draft)).collect();
    let cursors = Storage::append_events(transaction, &events, now).await?;
    let told = cursors.into_iter().zip(drafts).map(|(cursor, draft)| Publication {
        cursor,
        campaign_id,
        audience: draft.audience,
        topic: draft.topic,
        event: draft.event.to_owned(),
        payload: draft.payload.clone(),
    });
    Ok(told.collect())
}

pub(super) fn read(row: &Row) -> Result<Poll, StoreError> {
    let status: String = row.get("status")?;
    let (options, votes): (Vec<String>, Vec<u64>) = (row.json("options")?, row.json("votes")?);
    if options.len() != votes.len() {
        return Err(StoreError::Corrupt { what: "votes" });
    }
    Ok(Poll {
        poll_id: row.get("poll_id")?,
        campaign_id: row.get("campaign_id")?,
        vote_key: row.get("vote_key")?,
        question: row.get("question")?,
        options,
        votes,
        status: PollStatus::from_word(&status).ok_or(StoreError::Corrupt { what: "status" })?,
        started_at: row.get("started_at")?,
        ends_at: row.get("ends_at")?,
        ended_at: row.get("ended_at")?,
    })
}
