//! Messages with their rolls: many are stored in one transaction, so that one flush of the disk serves them all.

use std::collections::{HashMap, HashSet};

use tumulte_core::{
    model::{CampaignId, Outcome, RollId, Timestamp},
    sync::{NewMessage, NewRoll, RecordOutcome, StoreError},
};

use super::{
    Execute as _, Given, Kind, Storage, Transaction, Value, command, is_refusal, query, storable,
    to_json, unknown_campaign,
};

/// The tabletop whose adapter told of a roll; one today, part of a roll's identity for good.
const SOURCE: &str = "foundry";

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
                Ok(outcomes) => results.extend(outcomes.into_iter().map(Ok)),
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

    async fn insert_group(
        &self,
        messages: &[NewMessage],
        now: Timestamp,
    ) -> Result<Vec<Vec<RecordOutcome>>, StoreError> {
        let mut transaction = self.database.write_events().await?;
        put_messages(&mut transaction, messages, now).await?;
        let known = insert_rolls(&mut transaction, messages, now).await?;
        let mut events = Vec::new();
        for (message, new) in rolls(messages) {
            if known.had(message, new).is_none() {
                let (campaign_id, roll_id) = (message.campaign_id, Some(new.roll_id));
                events.extend(new.drafts.iter().map(|draft| (campaign_id, roll_id, draft)));
            }
        }
        let mut cursors = Self::append_events(&mut transaction, &events, now).await?.into_iter();
        transaction.commit().await?;

        let mut outcome = |message: &NewMessage, new: &NewRoll| {
            if let Some(roll_id) = known.had(message, new) {
                return RecordOutcome { roll_id, cursors: Vec::new(), is_new: false };
            }
            let cursors = cursors.by_ref().take(new.drafts.len()).collect();
            RecordOutcome { roll_id: new.roll_id, cursors, is_new: true }
        };
        let of_message =
            |message: &NewMessage| message.rolls.iter().map(|new| outcome(message, new)).collect();
        Ok(messages.iter().map(of_message).collect())
    }
}

fn rolls(messages: &[NewMessage]) -> impl Iterator<Item = (&NewMessage, &NewRoll)> {
    messages.iter().flat_map(|message| message.rolls.iter().map(move |new| (message, new)))
}

/// Stores the messages as they came; of two with one id, the later.
async fn put_messages(
    transaction: &mut Transaction,
    messages: &[NewMessage],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut given = Given::new(&[
        ("campaign_id", Kind::Uuid),
        ("message_id", Kind::Text),
        ("vtt_data", Kind::Document),
        ("received_at", Kind::Time),
    ]);
    let mut seen = HashSet::new();
    for message in messages.iter().rev() {
        if seen.insert((message.campaign_id, storable(&message.message_id))) {
            given.push([
                message.campaign_id.into(),
                (&message.message_id).into(),
                Value::Document(message.raw.as_str().into()),
                now.into(),
            ]);
        }
    }
    let upsert = command(
        "INSERT INTO vtt_messages (campaign_id, message_id, vtt_data, received_at)
         SELECT g.campaign_id, g.message_id, g.vtt_data, g.received_at
         FROM given g JOIN campaigns c ON c.campaign_id = g.campaign_id WHERE true
         ON CONFLICT (campaign_id, message_id) DO UPDATE SET vtt_data = excluded.vtt_data",
    );
    let stored = transaction.run(upsert.over(given)).await?;
    if usize::try_from(stored) == Ok(seen.len()) { Ok(()) } else { Err(unknown_campaign()) }
}

/// Which rolls of a group had been stored before, or earlier in the group.
#[derive(Debug, Default)]
struct Known(HashMap<(CampaignId, String), RollId>);

impl Known {
    /// The id under which this roll was stored before.
    fn had(&self, message: &NewMessage, new: &NewRoll) -> Option<RollId> {
        if self.0.is_empty() {
            return None;
        }
        let key = (message.campaign_id, storable(&new.roll.vtt_roll_id).into_owned());
        self.0.get(&key).copied().filter(|known| *known != new.roll_id)
    }
}

/// Stores the rolls that are not there yet, and looks the others up.
async fn insert_rolls(
    transaction: &mut Transaction,
    messages: &[NewMessage],
    now: Timestamp,
) -> Result<Known, StoreError> {
    let mut given = Given::new(&[
        ("roll_id", Kind::Uuid),
        ("campaign_id", Kind::Uuid),
        ("source", Kind::Text),
        ("message_id", Kind::Text),
        ("vtt_roll_id", Kind::Text),
        ("character_id", Kind::Uuid),
        ("system_id", Kind::Text),
        ("visibility", Kind::Text),
        ("outcome", Kind::Text),
        ("roll", Kind::Json),
        ("verdict", Kind::Json),
        ("rolled_at", Kind::Time),
        ("recorded_at", Kind::Time),
    ]);
    for (message, new) in rolls(messages) {
        given.push([
            new.roll_id.into(),
            message.campaign_id.into(),
            SOURCE.into(),
            (&message.message_id).into(),
            (&new.roll.vtt_roll_id).into(),
            new.character_id.into(),
            new.system.id.as_str().into(),
            new.roll.visibility.as_str().into(),
            outcome_word(new.verdict.outcome).into(),
            to_json(&new.roll)?,
            to_json(&new.verdict)?,
            new.rolled_at.into(),
            now.into(),
        ]);
    }
    if given.is_empty() {
        return Ok(Known::default());
    }
    let insert = command(
        "INSERT INTO dice_rolls (roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
           system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at)
         SELECT roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
           system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at FROM given WHERE true
         ON CONFLICT (campaign_id, source, vtt_roll_id) DO NOTHING",
    );
    let sent = rolls(messages).count();
    let stored = transaction.run(insert.over(given)).await?;
    // Hardly ever is a roll sent twice: to count them tells it.
    if usize::try_from(stored) == Ok(sent) {
        return Ok(Known::default());
    }
    stored_rolls(transaction, messages).await
}

/// The ids under which the rolls of a group are stored now.
async fn stored_rolls(
    transaction: &mut Transaction,
    messages: &[NewMessage],
) -> Result<Known, StoreError> {
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
    let rows = transaction.all(select.over(given)).await?;
    let known: Result<_, StoreError> = rows
        .iter()
        .map(|row| {
            let key = (row.get("campaign_id")?, row.get("vtt_roll_id")?);
            Ok((key, row.get("roll_id")?))
        })
        .collect();
    known.map(Known)
}

pub(super) const fn outcome_word(outcome: Option<Outcome>) -> Option<&'static str> {
    match outcome {
        Some(Outcome::Success) => Some("success"),
        Some(Outcome::Failure) => Some("failure"),
        None => None,
    }
}
