//! Messages with their rolls: many are stored in one transaction, so that one flush of the disk serves them all.

use std::collections::{HashMap, HashSet, hash_map::Entry};

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

    /// Hardly ever is a roll sent twice: to count what was stored tells it, and then the group is stored with a look at what
    /// is there.
    async fn insert_group(
        &self,
        messages: &[NewMessage],
        now: Timestamp,
    ) -> Result<Vec<Vec<RecordOutcome>>, StoreError> {
        let mut transaction = self.database.write_events().await?;
        put_messages(&mut transaction, messages, now).await?;
        let sent = rolls(messages).count();
        let stored = insert_rolls(&mut transaction, messages, now).await?;
        if usize::try_from(stored) == Ok(sent) {
            let earlier = vec![None; sent];
            return Self::finish_group(transaction, messages, earlier, now).await;
        }
        transaction.undo().await?;

        let mut transaction = self.database.write_events().await?;
        let earlier = earlier_rolls(&mut transaction, messages).await?;
        put_messages(&mut transaction, messages, now).await?;
        insert_rolls(&mut transaction, messages, now).await?;
        Self::finish_group(transaction, messages, earlier, now).await
    }

    /// Stores the events of the rolls that are new: those without an id from earlier.
    async fn finish_group(
        mut transaction: Transaction,
        messages: &[NewMessage],
        earlier: Vec<Option<RollId>>,
        now: Timestamp,
    ) -> Result<Vec<Vec<RecordOutcome>>, StoreError> {
        let mut events = Vec::new();
        for ((message, new), _) in rolls(messages).zip(&earlier).filter(|(_, had)| had.is_none()) {
            let (campaign_id, roll_id) = (message.campaign_id, Some(new.roll_id));
            events.extend(new.drafts.iter().map(|draft| (campaign_id, roll_id, draft)));
        }
        let mut cursors = Self::append_events(&mut transaction, &events, now).await?.into_iter();
        transaction.commit().await?;

        let mut earlier = earlier.into_iter();
        let mut outcome = |new: &NewRoll| {
            if let Some(roll_id) = earlier.next().flatten() {
                return RecordOutcome { roll_id, cursors: Vec::new(), is_new: false };
            }
            let cursors = cursors.by_ref().take(new.drafts.len()).collect();
            RecordOutcome { roll_id: new.roll_id, cursors, is_new: true }
        };
        Ok(messages.iter().map(|of| of.rolls.iter().map(&mut outcome).collect()).collect())
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
    // To SQLite a `CROSS JOIN` says which of the two is gone through.
    let upsert = command(
        "INSERT INTO vtt_messages (campaign_id, message_id, vtt_data, received_at)
         SELECT g.campaign_id, g.message_id, g.vtt_data, g.received_at
         FROM given g CROSS JOIN campaigns c WHERE c.campaign_id = g.campaign_id
         ON CONFLICT (campaign_id, message_id) DO UPDATE SET vtt_data = excluded.vtt_data",
    );
    let stored = transaction.run(upsert.over(given)).await?;
    if usize::try_from(stored) == Ok(seen.len()) { Ok(()) } else { Err(unknown_campaign()) }
}

/// Stores the rolls that are not there yet; gives how many that were.
async fn insert_rolls(
    transaction: &mut Transaction,
    messages: &[NewMessage],
    now: Timestamp,
) -> Result<u64, StoreError> {
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
        return Ok(0);
    }
    let insert = command(
        "INSERT INTO dice_rolls (roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
           system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at)
         SELECT roll_id, campaign_id, source, message_id, vtt_roll_id, character_id,
           system_id, visibility, outcome, roll, verdict, rolled_at, recorded_at FROM given WHERE true
         ON CONFLICT (campaign_id, source, vtt_roll_id) DO NOTHING",
    );
    transaction.run(insert.over(given)).await
}

/// The ids of the rolls of a group, in their order, under which they were stored before, or earlier in the group.
async fn earlier_rolls(
    transaction: &mut Transaction,
    messages: &[NewMessage],
) -> Result<Vec<Option<RollId>>, StoreError> {
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
    let mut known = HashMap::new();
    for row in transaction.all(select.over(given)).await? {
        let key: (CampaignId, String) = (row.get("campaign_id")?, row.get("vtt_roll_id")?);
        known.insert(key, row.get::<RollId>("roll_id")?);
    }
    let earlier = |(message, new): (&NewMessage, &NewRoll)| {
        let key = (message.campaign_id, storable(&new.roll.vtt_roll_id).into_owned());
        match known.entry(key) {
            Entry::Occupied(had) => Some(*had.get()),
            Entry::Vacant(place) => {
                place.insert(new.roll_id);
                None
            }
        }
    };
    Ok(rolls(messages).map(earlier).collect())
}

pub(super) const fn outcome_word(outcome: Option<Outcome>) -> Option<&'static str> {
    match outcome {
        Some(Outcome::Success) => Some("success"),
        Some(Outcome::Failure) => Some("failure"),
        None => None,
    }
}
