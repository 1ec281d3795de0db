//! Many events at once: rolls that follow one another are looked up, stored and published together.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    Acknowledgement, Cursor, Draft, GmRoll, JudgedRoll, NewMessage, NewRoll, Payload, Platform,
    Publication, Publisher, RecordOutcome, RecordedRoll, RollEvent, RollReceipt, RuledCampaign,
    SpeakingCharacter, Store, StoreError, SyncError, SyncService,
    relayed::RelayEvent,
    service::{ReadEvent, check_world, message_id, roll_drafts},
};
use crate::model::{Actor, CampaignId, Connection, ConnectionId, Speaker};

/// An event as it came over the wire.
#[derive(Debug, Clone)]
pub struct Incoming<'c> {
    /// Who sent it.
    pub connection: &'c Connection,
    /// Its name.
    pub event: &'c str,
    /// What it says.
    pub payload: Payload<'c>,
}

/// A message whose rolls are to be recorded.
#[derive(Debug)]
pub(super) struct Message<'c> {
    pub(super) connection: &'c Connection,
    pub(super) payload: Payload<'c>,
    /// Whether a relay passed it on.
    pub(super) is_relayed: bool,
}

/// What a message says once it is read.
enum Opened {
    Rolls(Box<RollEvent>),
    Relayed(Box<RelayEvent>),
}

/// Whether an event is a [`Message`].
pub(super) fn is_message(event: &str) -> bool {
    matches!(event, "dice:roll" | "relay:message")
}

impl<'c> Message<'c> {
    /// What a Foundry module sent.
    pub(super) const fn rolls(connection: &'c Connection, payload: Payload<'c>) -> Self {
        Self { connection, payload, is_relayed: false }
    }

    /// What came as this event.
    pub(super) fn of(connection: &'c Connection, event: &str, payload: Payload<'c>) -> Self {
        Self { connection, payload, is_relayed: event == "relay:message" }
    }

    fn open(self) -> Result<Opened, SyncError> {
        if self.is_relayed {
            return RelayEvent::open(self.connection, &self.payload.into_value()?)
                .map(|event| Opened::Relayed(Box::new(event)));
        }
        RollEvent::read(self.payload).map(|event| Opened::Rolls(Box::new(event)))
    }
}

impl Opened {
    fn world_id(&self) -> &str {
        match self {
            Self::Rolls(event) => &event.world_id,
            Self::Relayed(event) => &event.world_id,
        }
    }
}

/// Events that were read and judged, and wait for their turn to be recorded.
#[derive(Debug)]
pub struct ReadGroup(Vec<Step>);

impl ReadGroup {
    /// Whether it holds nothing but rolls that no relay passed on. It changes nothing that another group of rolls goes by.
    #[must_use]
    pub fn is_rolls(&self) -> bool {
        let is_rolls = |step: &Step| match step {
            Step::Rolls(read) => read.iter().flatten().all(|event| event.telling.is_none()),
            Step::Ready(_) => true,
            Step::Other { .. } => false,
        };
        self.0.iter().all(is_rolls)
    }
}

/// A message as it is stored; none where it holds no rolls.
type Prepared = Result<Option<NewMessage>, SyncError>;

#[derive(Debug)]
enum Step {
    /// Rolls that followed one another.
    Rolls(Vec<Result<ReadEvent, SyncError>>),
    /// Rolls that only have to be stored.
    Ready(Vec<Prepared>),
    /// Anything else.
    Other { connection: Connection, event: String, payload: Result<Value, SyncError> },
}

/// The characters that rolls of a group were made by, as far as they are imported.
#[derive(Debug, Default)]
pub(super) struct Speakers(HashMap<(CampaignId, String), SpeakingCharacter>);

impl Speakers {
    /// The imported character behind a roll.
    pub(super) fn find(
        &self,
        campaign_id: CampaignId,
        speaker: &Speaker,
        actor: Option<&Actor>,
    ) -> Option<&SpeakingCharacter> {
        self.0.get(&(campaign_id, actor_id(speaker, actor)?.to_owned()))
    }
}

impl<S: Store, P: Publisher, E: Platform> SyncService<S, P, E> {
    /// Takes events in their order, as [`handle`](Self::handle) does each; gives an answer to each, in the same order.
    ///
    /// Rolls that follow one another are stored by one call of [`Store::record_all`]. One that is refused spoils none
    /// of the others.
    pub async fn handle_all(
        &self,
        events: Vec<Incoming<'_>>,
    ) -> Vec<(Acknowledgement, Option<SyncError>)> {
        let group = self.read_group(events).await;
        self.record_group(group).await
    }

    /// The first half of [`handle_all`](Self::handle_all): reads and judges, and changes nothing. It can be done while
    /// the group before is still being recorded.
    pub async fn read_group(&self, events: Vec<Incoming<'_>>) -> ReadGroup {
        let mut steps = Vec::new();
        let mut rolls = Vec::new();
        for Incoming { connection, event, payload } in events {
            if is_message(event) {
                rolls.push(Message::of(connection, event, payload));
                continue;
            }
            if !rolls.is_empty() {
                steps.push(Step::Rolls(self.read_all(std::mem::take(&mut rolls)).await));
            }
            let (connection, event) = (connection.clone(), event.to_owned());
            let payload = payload.into_value();
            steps.push(Step::Other { connection, event, payload });
        }
        if !rolls.is_empty() {
            steps.push(Step::Rolls(self.read_all(rolls).await));
        }
        ReadGroup(steps)
    }

    /// What of a group [is only rolls](ReadGroup::is_rolls) is made ready to be stored, and nothing is changed. It can be
    /// done while other groups are still being recorded, as long as those are only rolls as well: what else they hold may
    /// change whose rolls these are.
    pub async fn prepare_group(&self, group: ReadGroup) -> ReadGroup {
        if !group.is_rolls() {
            return group;
        }
        let mut steps = Vec::with_capacity(group.0.len());
        for step in group.0 {
            steps.push(match step {
                Step::Rolls(read) => Step::Ready(self.prepare_all(read).await),
                step => step,
            });
        }
        ReadGroup(steps)
    }

    /// The second half of [`handle_all`](Self::handle_all): records and publishes. Groups are recorded in the order in
    /// which they came. Those that were [prepared](Self::prepare_group) may be recorded at once, if the store keeps calls
    /// of [`Store::record_all`] in the order in which they were first polled, and they are polled by one task.
    pub async fn record_group(
        &self,
        group: ReadGroup,
    ) -> Vec<(Acknowledgement, Option<SyncError>)> {
        let mut answers = Vec::new();
        for step in group.0 {
            match step {
                Step::Rolls(read) => {
                    let receipts = self.record_read(read).await;
                    answers.extend(receipts.into_iter().map(acknowledged).map(answered));
                }
                Step::Ready(prepared) => {
                    let receipts = self.store_all(prepared).await;
                    answers.extend(receipts.into_iter().map(acknowledged).map(answered));
                }
                Step::Other { connection, event, payload } => {
                    answers.push(match payload {
                        Ok(payload) => self.handle(&connection, &event, payload).await,
                        Err(error) => answered(Err(error)),
                    });
                }
            }
        }
        answers
    }

    /// Records the rolls that have come together so far; none are left.
    pub(super) async fn take_rolls(
        &self,
        rolls: &mut Vec<Message<'_>>,
    ) -> Vec<Result<Acknowledgement, SyncError>> {
        let receipts = self.record_messages(std::mem::take(rolls)).await;
        receipts.into_iter().map(acknowledged).collect()
    }

    /// Records the rolls of many messages, as [`record`](Self::record) does those of each; gives a receipt for each, in
    /// the same order.
    pub async fn record_all(
        &self,
        events: Vec<(&Connection, Value)>,
    ) -> Vec<Result<RollReceipt, SyncError>> {
        let message =
            |(connection, payload): (_, Value)| Message::rolls(connection, payload.into());
        self.record_messages(events.into_iter().map(message).collect()).await
    }

    /// Records the rolls of many messages, relayed ones among them.
    pub(super) async fn record_messages(
        &self,
        messages: Vec<Message<'_>>,
    ) -> Vec<Result<RollReceipt, SyncError>> {
        if messages.is_empty() {
            return Vec::new();
        }
        let read = self.read_all(messages).await;
        self.record_read(read).await
    }

    /// Reads and judges messages; the campaigns are looked up at once.
    pub(super) async fn read_all(
        &self,
        messages: Vec<Message<'_>>,
    ) -> Vec<Result<ReadEvent, SyncError>> {
        let opened: Vec<_> = messages
            .into_iter()
            .map(|message| {
                let connection = message.connection;
                let event = message.open()?;
                check_world(connection, event.world_id())?;
                Ok((connection, event))
            })
            .collect();
        let asked: HashSet<(ConnectionId, &str)> =
            opened.iter().flatten().map(|(connection, _)| world(connection)).collect();
        let worlds: Vec<_> = asked.into_iter().collect();
        let found = match self.store.ruled_campaigns(&worlds).await {
            Ok(found) => found,
            Err(error) => {
                let failed = |event: Result<_, SyncError>| {
                    event.and_then(|_| Err(SyncError::Store(again(&error))))
                };
                return opened.into_iter().map(failed).collect();
            }
        };
        let campaigns: HashMap<(ConnectionId, &str), RuledCampaign> = worlds
            .into_iter()
            .zip(found)
            .filter_map(|(world, found)| Some((world, found?)))
            .collect();
        opened
            .into_iter()
            .map(|opened: Result<_, SyncError>| {
                let (connection, event) = opened?;
                let campaign = campaigns.get(&world(connection)).ok_or(SyncError::NotImported)?;
                match event {
                    Opened::Rolls(event) => ReadEvent::judge(connection, campaign, *event),
                    Opened::Relayed(event) => event.judge(connection, campaign),
                }
            })
            .collect()
    }

    /// Stores what was read and publishes it, in one order. What several sources told of is stored once.
    pub(super) async fn record_read(
        &self,
        mut read: Vec<Result<ReadEvent, SyncError>>,
    ) -> Vec<Result<RollReceipt, SyncError>> {
        let claims = self.claim_relayed(&mut read).await;
        let prepared = self.prepare_all(read).await;
        let mut receipts = self.store_all(prepared).await;
        claims.settle(&mut receipts);
        receipts
    }

    /// Looks up who rolled, and writes down what is to be stored and told.
    async fn prepare_all(&self, read: Vec<Result<ReadEvent, SyncError>>) -> Vec<Prepared> {
        match self.speakers(read.iter().flatten()).await {
            Ok(speakers) => {
                let prepare = |read: Result<ReadEvent, _>| self.prepare(read?, &speakers);
                read.into_iter().map(prepare).collect()
            }
            Err(error) => {
                let failed = |read: Result<ReadEvent, _>| {
                    read.and_then(|_| Err(SyncError::Store(again(&error))))
                };
                read.into_iter().map(failed).collect()
            }
        }
    }

    async fn store_all(&self, prepared: Vec<Prepared>) -> Vec<Result<RollReceipt, SyncError>> {
        let mut messages = Vec::with_capacity(prepared.len());
        let places: Vec<Result<bool, SyncError>> = prepared
            .into_iter()
            .map(|prepared| {
                let message = prepared?;
                let is_stored = message.is_some();
                messages.extend(message);
                Ok(is_stored)
            })
            .collect();
        if messages.is_empty() {
            return places.into_iter().map(|place| place.map(|_| RollReceipt::default())).collect();
        }
        let outcomes = self.store.record_all(&messages, self.platform.now()).await;
        let mut publications = Vec::with_capacity(2 * messages.len());
        let mut stored = messages.into_iter().zip(outcomes);
        let receipts = places
            .into_iter()
            .map(|place| {
                if !place? {
                    return Ok(RollReceipt::default());
                }
                let missing = || SyncError::Store(StoreError::Corrupt { what: "answer" });
                let (message, outcomes) = stored.next().ok_or_else(missing)?;
                Ok(receipt(message, outcomes?, &mut publications))
            })
            .collect();
        if !publications.is_empty() {
            self.publisher.publish(&publications);
        }
        receipts
    }

    /// Looks the characters up that made these rolls.
    pub(super) async fn speakers(
        &self,
        read: impl Iterator<Item = &ReadEvent>,
    ) -> Result<Speakers, StoreError> {
        let mut wanted: Vec<(CampaignId, &str)> = read
            .flat_map(|read| {
                let (campaign_id, actor) = (read.campaign_id, read.event.actor.as_ref());
                read.judged.iter().filter_map(move |judged| {
                    Some((campaign_id, actor_id(&judged.roll.speaker, actor)?))
                })
            })
            .collect();
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() {
            return Ok(Speakers::default());
        }
        let found = self.store.speakers(&wanted).await?;
        let imported = wanted
            .into_iter()
            .zip(found)
            .filter_map(|((campaign_id, id), found)| Some(((campaign_id, id.to_owned()), found?)));
        Ok(Speakers(imported.collect()))
    }

    fn prepare(&self, read: ReadEvent, speakers: &Speakers) -> Prepared {
        if read.judged.is_empty() {
            return Ok(None);
        }
        let ids = self.new_roll_ids(read.judged.len());
        let views: Vec<GmRoll> = read
            .judged
            .iter()
            .zip(ids)
            .map(|(judged, roll_id)| self.view(&read, judged, roll_id, speakers))
            .collect();
        let ReadEvent { campaign_id, event, judged, .. } = read;
        let message_id = message_id(&judged).to_owned();
        let mut rolls = Vec::with_capacity(judged.len());
        for (JudgedRoll { roll, verdict, .. }, view) in judged.into_iter().zip(views) {
            rolls.push(NewRoll {
                roll_id: view.roll_id,
                roll,
                verdict,
                system: event.system.clone(),
                character_id: view.character.as_ref().and_then(|character| character.id),
                rolled_at: view.rolled_at,
                drafts: roll_drafts(view)?,
            });
        }
        Ok(Some(NewMessage { campaign_id, message_id, raw: event.message, rolls }))
    }
}

/// The world a connection is paired with, as it is looked up.
fn world(connection: &Connection) -> (ConnectionId, &str) {
    (connection.connection_id, &connection.world.vtt_campaign_id)
}

/// Whose roll it is by the tabletop's id: the message's own word, else the actor the module sent.
fn actor_id<'a>(speaker: &'a Speaker, actor: Option<&'a Actor>) -> Option<&'a str> {
    speaker.actor_id.as_deref().or(actor.map(|actor| actor.id.as_str()))
}

/// What came of a message; what has to be published is added to `publications`.
fn receipt(
    message: NewMessage,
    outcomes: Vec<RecordOutcome>,
    publications: &mut Vec<Publication>,
) -> RollReceipt {
    let mut receipt = RollReceipt { rolls: Vec::new(), duplicate: true };
    for (new, outcome) in message.rolls.into_iter().zip(outcomes) {
        publications.extend(published(message.campaign_id, new.drafts, &outcome.cursors));
        receipt.duplicate &= !outcome.is_new;
        receipt
            .rolls
            .push(RecordedRoll { roll_id: outcome.roll_id, vtt_roll_id: new.roll.vtt_roll_id });
    }
    receipt
}

/// Stored drafts as they are published.
pub(super) fn published(
    campaign_id: CampaignId,
    drafts: impl IntoIterator<Item = Draft>,
    cursors: &[Cursor],
) -> impl Iterator<Item = Publication> {
    drafts.into_iter().zip(cursors).map(move |(draft, cursor)| Publication {
        cursor: *cursor,
        campaign_id,
        audience: draft.audience,
        topic: draft.topic,
        event: draft.event.to_owned(),
        payload: draft.payload,
    })
}

fn acknowledged(receipt: Result<RollReceipt, SyncError>) -> Result<Acknowledgement, SyncError> {
    receipt.map(|receipt| Acknowledgement::taken(&receipt))
}

fn answered(taken: Result<Acknowledgement, SyncError>) -> (Acknowledgement, Option<SyncError>) {
    match taken {
        Ok(acknowledgement) => (acknowledgement, None),
        Err(error) => ((&error).into(), Some(error)),
    }
}

/// The same failure, told to each event it struck.
pub(super) fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::Unavailable(source) => StoreError::Unavailable(source.to_string().into()),
        StoreError::Corrupt { what } => StoreError::Corrupt { what },
    }
}
