//! Votes: each voter's last one counts, however many come at once.

use std::collections::HashMap;

use tumulte_core::{model::Timestamp, sync::StoreError};
use uuid::Uuid;

use super::{Execute as _, Given, Kind, Storage, Transaction, command, polls, query, to_json};

/// How many rows one transaction forgets.
const AT_ONCE: u32 = 500;

/// One vote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vote {
    /// What remains of who votes: the same in every vote of theirs.
    pub voter: String,
    /// What remains of where it comes from; none for one that somebody vouches for.
    pub place: Option<String>,
    /// Which option.
    pub choice: usize,
    /// When it was received.
    pub voted_at: Timestamp,
}

/// What became of a vote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// It is stored and counted.
    Counted,
    /// The poll is over.
    Over,
    /// There is no such option.
    NoSuchOption,
    /// As many as may have voted from the same place.
    Crowded,
}

impl Storage {
    /// Stores votes of one poll and counts them, all at once. From one place, `per_place` may vote.
    pub async fn cast_votes(
        &self,
        poll_id: Uuid,
        votes: &[Vote],
        per_place: u64,
    ) -> Result<Vec<Cast>, StoreError> {
        // Whoever has counted up holds the poll until the end: no other server counts, and nobody ends it.
        let lock = format!(
            "UPDATE polls SET tally = tally + 1 WHERE poll_id = $1 AND status = 'running'
             RETURNING {}",
            polls::COLUMNS
        );
        let mut transaction = self.database.write().await?;
        let Some(row) = transaction.optional(command(lock).bind(poll_id)).await? else {
            return Ok(vec![Cast::Over; votes.len()]);
        };
        let poll = polls::read(&row)?;
        let mut counts = poll.votes;
        let mut chosen = known_votes(&mut transaction, poll_id, votes).await?;
        let mut places = voters_of_places(&mut transaction, poll_id, votes).await?;
        let mut changed: HashMap<&str, &Vote> = HashMap::new();
        let mut results = Vec::with_capacity(votes.len());
        for vote in votes {
            let result = if vote.voted_at >= poll.ends_at {
                Cast::Over
            } else if vote.choice >= counts.len() {
                Cast::NoSuchOption
            } else if let Some(before) = chosen.get(&vote.voter).copied() {
                shift(&mut counts, before, vote.choice);
                Cast::Counted
            } else if !enter(&mut places, vote.place.as_deref(), per_place) {
                Cast::Crowded
            } else {
                if let Some(count) = counts.get_mut(vote.choice) {
                    *count += 1;
                }
                Cast::Counted
            };
            if result == Cast::Counted {
                chosen.insert(vote.voter.clone(), vote.choice);
                changed.insert(&vote.voter, vote);
            }
            results.push(result);
        }
        if !changed.is_empty() {
            put(&mut transaction, poll_id, changed.into_values()).await?;
            let update = command("UPDATE polls SET votes = $2 WHERE poll_id = $1");
            transaction.run(update.bind(poll_id).bind(to_json(&counts)?)).await?;
            transaction.commit().await?;
        }
        Ok(results)
    }

    /// Which option a voter has chosen.
    pub async fn choice_of(&self, poll_id: Uuid, voter: &str) -> Result<Option<usize>, StoreError> {
        let select = query("SELECT choice FROM poll_votes WHERE poll_id = $1 AND voter = $2");
        let found = self.database.optional(select.bind(poll_id).bind(voter)).await?;
        Ok(found.map(|row| row.get("choice")).transpose()?.and_then(index))
    }

    /// Forgets who voted in polls that were over before this time; what they came to stays.
    pub async fn forget_votes(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let select = query(
                "SELECT poll_id FROM polls WHERE swept_at IS NULL AND ended_at < $1
                 ORDER BY ended_at LIMIT $2",
            );
            let over = self.database.all(select.bind(before).bind(AT_ONCE)).await?;
            for row in &over {
                forgotten += self.forget_votes_of(row.get("poll_id")?, before).await?;
            }
            if over.is_empty() {
                return Ok(forgotten);
            }
        }
    }

    async fn forget_votes_of(&self, poll_id: Uuid, now: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let delete = command(
                "DELETE FROM poll_votes WHERE poll_id = $1 AND voter IN (SELECT voter FROM poll_votes
                   WHERE poll_id = $1 ORDER BY voter LIMIT $2)",
            );
            let deleted = self.database.run(delete.bind(poll_id).bind(AT_ONCE)).await?;
            forgotten += deleted;
            if deleted < u64::from(AT_ONCE) {
                break;
            }
        }
        let sweep = command("UPDATE polls SET swept_at = $2 WHERE poll_id = $1");
        self.database.run(sweep.bind(poll_id).bind(now)).await?;
        Ok(forgotten)
    }

    /// Forgets polls that were over before this time and whose votes are forgotten.
    pub async fn forget_polls(&self, before: Timestamp) -> Result<u64, StoreError> {
        let mut forgotten = 0;
        loop {
            let delete = command(
                "DELETE FROM polls WHERE poll_id IN (SELECT poll_id FROM polls
                   WHERE ended_at < $1 AND swept_at IS NOT NULL ORDER BY ended_at LIMIT $2)",
            );
            let deleted = self.database.run(delete.bind(before).bind(AT_ONCE)).await?;
            forgotten += deleted;
            if deleted < u64::from(AT_ONCE) {
                return Ok(forgotten);
            }
        }
    }
}

/// Moves a vote from one option to another.
fn shift(counts: &mut [u64], before: usize, after: usize) {
    if let Some(count) = counts.get_mut(before) {
        *count = count.saturating_sub(1);
    }
    if let Some(count) = counts.get_mut(after) {
        *count += 1;
    }
}

/// Lets one more voter of a place in, if there is room.
fn enter(places: &mut HashMap<String, u64>, place: Option<&str>, per_place: u64) -> bool {
    let Some(place) = place else { return true };
    let voters = places.entry(place.to_owned()).or_default();
    let has_room = *voters < per_place;
    *voters += u64::from(has_room);
    has_room
}

fn index(choice: i64) -> Option<usize> {
    usize::try_from(choice).ok()
}

async fn known_votes(
    transaction: &mut Transaction,
    poll_id: Uuid,
    votes: &[Vote],
) -> Result<HashMap<String, usize>, StoreError> {
    let mut given = Given::new(&[("poll_id", Kind::Uuid), ("voter", Kind::Text)]);
    for vote in votes {
        given.push([poll_id.into(), (&vote.voter).into()]);
    }
    // To SQLite a `CROSS JOIN` says which of the two is gone through.
    let select = query(
        "SELECT v.voter, v.choice FROM given g CROSS JOIN poll_votes v
         WHERE v.poll_id = g.poll_id AND v.voter = g.voter",
    );
    let mut known = HashMap::new();
    for row in transaction.all(select.over(given)).await? {
        if let Some(choice) = index(row.get("choice")?) {
            known.insert(row.get("voter")?, choice);
        }
    }
    Ok(known)
}

async fn voters_of_places(
    transaction: &mut Transaction,
    poll_id: Uuid,
    votes: &[Vote],
) -> Result<HashMap<String, u64>, StoreError> {
    let mut given = Given::new(&[("poll_id", Kind::Uuid), ("place", Kind::Text)]);
    for place in votes.iter().filter_map(|vote| vote.place.as_deref()) {
        given.push([poll_id.into(), place.into()]);
    }
    let select = query(
        "SELECT place, COUNT(*) AS voters FROM poll_votes
         WHERE (poll_id, place) IN (SELECT poll_id, place FROM given) GROUP BY place",
    );
    let mut places = HashMap::new();
    for row in transaction.all(select.over(given)).await? {
        let count: i64 = row.get("voters")?;
        places.insert(row.get("place")?, u64::try_from(count).unwrap_or(0));
    }
    Ok(places)
}

async fn put(
    transaction: &mut Transaction,
    poll_id: Uuid,
    votes: impl Iterator<Item = &Vote> + Send,
) -> Result<(), StoreError> {
    let mut given = Given::new(&[
        ("poll_id", Kind::Uuid),
        ("voter", Kind::Text),
        ("place", Kind::Text),
        ("choice", Kind::Text),
        ("voted_at", Kind::Time),
    ]);
    for vote in votes {
        given.push([
            poll_id.into(),
            (&vote.voter).into(),
            vote.place.as_deref().into(),
            vote.choice.to_string().into(),
            vote.voted_at.into(),
        ]);
    }
    let upsert = command(
        "INSERT INTO poll_votes (poll_id, voter, place, choice, voted_at)
         SELECT poll_id, voter, place, CAST(choice AS bigint), voted_at FROM given WHERE true
         ON CONFLICT (poll_id, voter) DO UPDATE SET choice = excluded.choice,
           voted_at = excluded.voted_at",
    );
    transaction.run(upsert.over(given)).await?;
    Ok(())
}
