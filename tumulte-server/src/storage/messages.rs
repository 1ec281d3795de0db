//! Messages with their rolls: many are stored in one transaction, so that one flush of the disk serves them all.

use std::collections::{BTreeMap, HashMap};

use tumulte_core::{
    model::{CampaignId, Outcome, RollId, Timestamp},
    sync::{Cursor, NewMessage, NewRoll, RecordOutcome, StoreError},
};

use super::{
    Execute as _, Following, Given, Kind, Row, Storage, Value,
    events::{TELL_ALL, TELL_NEW, given_events},
    is_refusal, query, storable, to_document, unknown_campaign,
};

/// The tabletop whose adapter told of a roll; one today, part of a roll's identity for good.
const SOURCE: &str = "foundry";

/// Stores messages of campaigns that are there. To SQLite a `CROSS JOIN` says which of the two is gone through.
const PUT_MESSAGES: &str =
    "INSERT INTO vtt_messages (campaign_id, message_id, vtt_data, received_at)
     SELECT g.campaign_id, g.message_id, g.vtt_data, g.received_at
     FROM given g CROSS JOIN campaigns c WHERE c.campaign_id = g.campaign_id
     ON CONFLICT (campaign_id, message_id) DO UPDATE SET vtt_data = excluded.vtt_data";

/// Stores the rolls that are not there yet, in their order.
const INSERT_ALL: &str =
    "INSERT INTO dice_rolls (roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
       system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at)
     SELECT roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
       system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at FROM given WHERE true
     ON CONFLICT (campaign_id, source, vtt_roll_id) DO NOTHING";

/// As [`INSERT_ALL`], of campaigns that are there.
const INSERT_SOME: &str =
    "INSERT INTO dice_rolls (roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
       system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at)
     SELECT roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
       system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at FROM given g
     WHERE EXISTS (SELECT 1 FROM campaigns c WHERE c.campaign_id = g.campaign_id) ORDER BY place
     ON CONFLICT (campaign_id, source, vtt_roll_id) DO NOTHING";

impl Storage {
    /// Stores messages with their rolls and events, each roll once. A message the database refuses is found by
    /// halving the group; it spoils none of the others.
    pub(super) async fn insert_messages(
        &self,
        messages: &[NewMessage],
        now: Timestamp,
    ) -> Vec<Result<Vec<RecordOutcome>, StoreError>> {
        let mut results = Vec::with_capacity(messages.len());
        let mut waiting = if messages.is_empty() { Vec::new() } else { vec![messages] };
        while let Some(group) = waiting.pop() {
            match self.insert_group(group, now).await {
                Ok(outcomes) => results.extend(outcomes),
                Err(error) if group.len() > 1 && is_refusal(&error) => {
                    let (first, second) = group.split_at(group.len() / 2);
                    waiting.extend([second, first]);
                }
                Err(error) if is_refusal(&error) => results.push(Err(error)),
                // The database is not there: it would take nobody else either.
                Err(error) => {
                    let text = super::source_text(&error);
                    let again = || Err(StoreError::Unavailable(text.clone().into()));
                    results.resize_with(messages.len(), again);
                    break;
                }
            }
        }
        results
    }

    /// Stores a group; each message by itself may name a campaign that is not there.
    async fn insert_group(
        &self,
        messages: &[NewMessage],
        now: Timestamp,
    ) -> Result<Vec<Result<Vec<RecordOutcome>, StoreError>>, StoreError> {
        let events: Vec<_> = rolls(messages)
            .flat_map(|(message, new)| {
                let about = (message.campaign_id, Some(new.roll_id));
                new.drafts.iter().map(move |draft| (about.0, about.1, draft))
            })
            .collect();
        let telling = Following { rows: given_events(&events, now), all: TELL_ALL, some: TELL_NEW };
        let (first, second) = (put_messages(messages, now), insert_rolls(messages, now)?);
        let cursors = self.database.store_and_tell(first, second, telling, "event_id").await?;
        let mut told = if cursors.len() == events.len() {
            by_roll(events.iter().filter_map(|(_, roll_id, _)| *roll_id).zip(cursors))
        } else {
            self.told_between(&cursors).await?
        };
        // Hardly ever is a roll sent twice.
        let is_known = |(_, new): (_, &NewRoll)| !told.contains_key(&new.roll_id);
        let known = if rolls(messages).any(is_known) {
            self.known_rolls(messages).await?
        } else {
            HashMap::new()
        };
        let mut outcome = |message: &NewMessage, new: &NewRoll| {
            if let Some(cursors) = told.remove(&new.roll_id) {
                return Ok(RecordOutcome { roll_id: new.roll_id, cursors, is_new: true });
            }
            let key = (message.campaign_id, storable(&new.roll.vtt_roll_id).into_owned());
            let roll_id = *known.get(&key).ok_or_else(unknown_campaign)?;
            Ok(RecordOutcome { roll_id, cursors: Vec::new(), is_new: false })
        };
        let of_message =
            |message: &NewMessage| message.rolls.iter().map(|new| outcome(message, new)).collect();
        Ok(messages.iter().map(of_message).collect())
    }

    /// The rolls whose events one transaction stored, by the cursors it got: no other stores any meanwhile.
    async fn told_between(
        &self,
        cursors: &[Cursor],
    ) -> Result<HashMap<RollId, Vec<Cursor>>, StoreError> {
        let (Some(first), Some(last)) = (cursors.first(), cursors.last()) else {
            return Ok(HashMap::new());
        };
        let select = query(
            "SELECT roll_id, event_id FROM events WHERE event_id >= $1 AND event_id <= $2 ORDER BY event_id",
        );
        let rows = self.database.all(select.bind(*first).bind(*last)).await?;
        let told = rows.iter().map(|row| Ok((row.get("roll_id")?, row.get("event_id")?)));
        told.collect::<Result<Vec<_>, StoreError>>().map(by_roll)
    }

    /// The ids under which the rolls of a group are stored: their own, or those of the same rolls before.
    async fn known_rolls(
        &self,
        messages: &[NewMessage],
    ) -> Result<HashMap<(CampaignId, String), RollId>, StoreError> {
        let mut given = Given::new(&[
            ("campaign_id", Kind::Uuid),
            ("source", Kind::Text),
            ("vtt_roll_id", Kind::Text),
        ]);
        for (message, new) in rolls(messages) {
            given.push([message.campaign_id.into(), SOURCE.into(), (&new.roll.vtt_roll_id).into()]);
        }
        let select = query(
            "SELECT r.campaign_id, r.vtt_roll_id, r.roll_id FROM given g JOIN dice_rolls r
               ON r.campaign_id = g.campaign_id AND r.source = g.source AND r.vtt_roll_id = g.vtt_roll_id",
        );
        let rows = self.database.all(select.over(given)).await?;
        let known = |row: &Row| {
            Ok(((row.get("campaign_id")?, row.get("vtt_roll_id")?), row.get("roll_id")?))
        };
        rows.iter().map(known).collect()
    }
}

fn rolls(messages: &[NewMessage]) -> impl Iterator<Item = (&NewMessage, &NewRoll)> {
    messages.iter().flat_map(|message| message.rolls.iter().map(move |new| (message, new)))
}

/// The cursors of each roll, in their order.
fn by_roll(told: impl IntoIterator<Item = (RollId, Cursor)>) -> HashMap<RollId, Vec<Cursor>> {
    let mut by_roll = HashMap::<_, Vec<_>>::new();
    for (roll_id, cursor) in told {
        by_roll.entry(roll_id).or_default().push(cursor);
    }
    by_roll
}

/// Stores the messages as they came; of two with one id, the later.
fn put_messages(messages: &[NewMessage], now: Timestamp) -> Following<'_> {
    // In one order everywhere: two servers that store the same messages wait for each other, and not in a circle.
    let mut latest = BTreeMap::new();
    for message in messages {
        latest.insert((message.campaign_id, storable(&message.message_id)), &message.raw);
    }
    let mut given = Given::new(&[
        ("campaign_id", Kind::Uuid),
        ("message_id", Kind::Text),
        ("vtt_data", Kind::Document),
        ("received_at", Kind::Time),
    ]);
    for ((campaign_id, message_id), raw) in latest {
        let raw = Value::Document(raw.as_str().into());
        given.push([campaign_id.into(), Value::Text(Some(message_id)), raw, now.into()]);
    }
    Following { rows: given, all: PUT_MESSAGES, some: PUT_MESSAGES }
}

/// Stores the rolls that are not there yet.
fn insert_rolls(messages: &[NewMessage], now: Timestamp) -> Result<Following<'_>, StoreError> {
    let mut given = Given::new(&[
        ("place", Kind::Integer),
        ("roll_id", Kind::Uuid),
        ("campaign_id", Kind::Uuid),
        ("source", Kind::Text),
        ("message_id", Kind::Text),
        ("vtt_roll_id", Kind::Text),
        ("character_id", Kind::Uuid),
        ("system_id", Kind::Text),
        ("visibility", Kind::Text),
        ("outcome", Kind::Text),
        ("roll", Kind::Document),
        ("verdict", Kind::Document),
        ("rolled_at", Kind::Time),
        ("recorded_at", Kind::Time),
    ]);
    for (place, (message, new)) in (0_i64..).zip(rolls(messages)) {
        given.push([
            place.into(),
            new.roll_id.into(),
            message.campaign_id.into(),
            SOURCE.into(),
            (&message.message_id).into(),
            (&new.roll.vtt_roll_id).into(),
            new.character_id.into(),
            new.system.id.as_str().into(),
            new.roll.visibility.as_str().into(),
            outcome_word(new.verdict.outcome).into(),
            to_document(&new.roll)?,
            to_document(&new.verdict)?,
            new.rolled_at.into(),
            now.into(),
        ]);
    }
    Ok(Following { rows: given, all: INSERT_ALL, some: INSERT_SOME })
}

pub(super) const fn outcome_word(outcome: Option<Outcome>) -> Option<&'static str> {
    match outcome {
        Some(Outcome::Success) => Some("success"),
        Some(Outcome::Failure) => Some("failure"),
        None => None,
    }
}
