//! One roll, told by several: stored once, whatever the store does, on whichever server it comes in.

use std::{
    future::Future,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU32, Ordering::SeqCst},
    },
    task::{Context, Poll, Waker},
};

use async_trait::async_trait;
use serde_json::{Value, json};
use tumulte_core::{
    model::{
        Campaign, CampaignId, Character, CharacterId, Combat, ConnectionId, RollId, SystemRef,
        Timestamp, VttKind,
    },
    sync::{
        Cursor, Draft, Incoming, NewRoll, RecordOutcome, RollRevision, Store, StoreError,
        StoredCharacter, StoredRoll, SyncService, ToldRoll,
    },
    testing::{FixedPlatform, MemoryStore, RecordingPublisher, block_on},
};

use super::{
    relayed::{beyond20, ddb, event},
    table::Table,
};

type Service = SyncService<WaywardStore, RecordingPublisher, FixedPlatform>;

fn table() -> Table {
    let mut table = Table::new();
    table.connection.vtt = VttKind::Ddb;
    table
}

/// A server of this table, beside the others.
fn server(table: &Table, store: &WaywardStore) -> Service {
    SyncService::new(store.clone(), table.publisher.clone(), table.platform.clone())
}

fn by_ddb() -> Value {
    event("ddb", "d", &ddb(12), &[])
}

fn by_beyond20() -> Value {
    event("beyond20", "b", &beyond20(12), &[])
}

async fn send(service: &Service, table: &Table, events: &[Value]) -> Vec<Value> {
    let incoming = events.iter().map(|payload| Incoming {
        connection: &table.connection,
        event: "relay:message",
        payload: payload.clone().into(),
    });
    let answers = service.handle_all(incoming.collect()).await;
    answers.iter().map(|(answer, _)| serde_json::to_value(answer).unwrap()).collect()
}

fn send_now(service: &Service, table: &Table, events: &[Value]) -> Vec<Value> {
    block_on(send(service, table, events))
}

fn stored(answer: &Value) -> usize {
    assert_eq!(answer["ok"], true, "{answer}");
    if answer["duplicate"] == true { 0 } else { answer["rolls"].as_array().unwrap().len() }
}

#[test]
fn what_could_not_be_stored_makes_nobody_a_twin() {
    let table = table();
    let store = WaywardStore::of(&table);
    let service = server(&table, &store);
    store.refusals.store(1, SeqCst);
    assert_eq!(send_now(&service, &table, &[by_ddb()])[0]["code"], "storage.unavailable");
    // The tab behind it was closed: nobody sends it again, and the other source's telling counts.
    assert_eq!(stored(&send_now(&service, &table, &[by_beyond20()])[0]), 1);
    // Should it come after all, it is the twin.
    assert_eq!(stored(&send_now(&service, &table, &[by_ddb()])[0]), 0);
}

#[test]
fn what_came_with_the_first_telling_shares_its_fate() {
    let table = table();
    let store = WaywardStore::of(&table);
    let service = server(&table, &store);
    let both = [by_ddb(), by_beyond20()];
    store.refusals.store(1, SeqCst);
    for answer in send_now(&service, &table, &both) {
        assert_eq!(
            (&answer["code"], &answer["retry"]),
            (&json!("storage.unavailable"), &json!(true))
        );
    }
    let again: usize = send_now(&service, &table, &both).iter().map(stored).sum();
    assert_eq!(again, 1);
}

#[test]
fn a_message_of_which_one_roll_was_told_before_is_the_same_when_it_comes_again() {
    let table = table();
    let store = WaywardStore::of(&table);
    let service = server(&table, &store);
    assert_eq!(stored(&send_now(&service, &table, &[by_ddb()])[0]), 1);
    let mut more = beyond20(12);
    let mut second = more["attack_rolls"][0].clone();
    second["total"] = json!(24);
    second["parts"][0]["total"] = json!(19);
    second["parts"][0]["rolls"] = json!([{ "roll": 19 }]);
    more["attack_rolls"].as_array_mut().unwrap().push(second);
    let more = event("beyond20", "b", &more, &[]);
    store.refusals.store(1, SeqCst);
    let answers: Vec<_> =
        (0..3).map(|_| send_now(&service, &table, std::slice::from_ref(&more)).remove(0)).collect();
    assert_eq!(answers[0]["retry"], true);
    assert_eq!((stored(&answers[1]), stored(&answers[2])), (1, 0), "{answers:?}");
}

#[test]
fn two_tellings_on_their_way_at_once_are_one_roll() {
    for is_stored in [true, false] {
        let table = table();
        let store = WaywardStore::of(&table);
        let service = server(&table, &store);
        store.is_held.store(true, SeqCst);
        store.refusals.store(u32::from(!is_stored), SeqCst);
        let first = [by_ddb()];
        let mut first = pin!(send(&service, &table, &first));
        let mut context = Context::from_waker(Waker::noop());
        assert!(first.as_mut().poll(&mut context).is_pending());
        let early = send_now(&service, &table, &[by_beyond20()]).remove(0);
        assert_eq!(
            (&early["code"], &early["retry"]),
            (&json!("storage.unavailable"), &json!(true))
        );
        store.is_held.store(false, SeqCst);
        let Poll::Ready(answers) = first.poll(&mut context) else { panic!("it is held no more") };
        assert_eq!(answers[0]["ok"], is_stored);
        let late = send_now(&service, &table, &[by_beyond20()]).remove(0);
        assert_eq!(stored(&late), usize::from(!is_stored));
    }
}

#[test]
fn a_telling_that_was_given_up_on_its_way_is_forgotten() {
    let table = table();
    let store = WaywardStore::of(&table);
    let service = server(&table, &store);
    store.is_held.store(true, SeqCst);
    {
        let first = [by_ddb()];
        let first = pin!(send(&service, &table, &first));
        assert!(first.poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    store.is_held.store(false, SeqCst);
    assert_eq!(stored(&send_now(&service, &table, &[by_beyond20()])[0]), 1);
}

#[test]
fn sources_that_come_to_different_servers_tell_of_one_roll() {
    let table = table();
    let store = WaywardStore::of(&table);
    let (one, other) = (server(&table, &store), server(&table, &store));
    assert_eq!(stored(&send_now(&one, &table, &[by_ddb()])[0]), 1);
    for _ in 0..2 {
        assert_eq!(stored(&send_now(&other, &table, &[by_beyond20()])[0]), 0);
    }
    let mut later = by_beyond20();
    (later["id"], later["ts"]) = (json!("b2"), json!(1_790_000_003_001_i64));
    later["raw"]["attack_rolls"][0]["parts"][0]["total"] = json!(12);
    assert_eq!(stored(&send_now(&other, &table, &[later])[0]), 1, "three seconds have passed");
}

/// A store whose database may refuse or be slow to record.
#[derive(Clone)]
struct WaywardStore {
    inner: MemoryStore,
    refusals: Arc<AtomicU32>,
    is_held: Arc<AtomicBool>,
}

impl WaywardStore {
    fn of(table: &Table) -> Self {
        Self { inner: table.store.clone(), refusals: Arc::default(), is_held: Arc::default() }
    }
}

#[async_trait]
impl Store for WaywardStore {
    async fn campaign(
        &self,
        id: ConnectionId,
        world: &str,
    ) -> Result<Option<Campaign>, StoreError> {
        self.inner.campaign(id, world).await
    }

    async fn describe_world(
        &self,
        id: ConnectionId,
        name: Option<&str>,
        system: &SystemRef,
        version: Option<&str>,
    ) -> Result<(), StoreError> {
        self.inner.describe_world(id, name, system, version).await
    }

    async fn character(
        &self,
        id: CampaignId,
        character: &str,
    ) -> Result<Option<StoredCharacter>, StoreError> {
        self.inner.character(id, character).await
    }

    async fn put_characters(
        &self,
        id: CampaignId,
        characters: &[(CharacterId, Character)],
        is_complete: bool,
        now: Timestamp,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        self.inner.put_characters(id, characters, is_complete, now).await
    }

    async fn remove_character(
        &self,
        id: CampaignId,
        character: &str,
        now: Timestamp,
    ) -> Result<Option<CharacterId>, StoreError> {
        self.inner.remove_character(id, character, now).await
    }

    async fn present_characters(&self, id: CampaignId) -> Result<Vec<StoredCharacter>, StoreError> {
        self.inner.present_characters(id).await
    }

    async fn combats(&self, id: CampaignId) -> Result<Vec<Combat>, StoreError> {
        self.inner.combats(id).await
    }

    async fn put_combat(
        &self,
        id: CampaignId,
        combat: &Combat,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.inner.put_combat(id, combat, drafts, now).await
    }

    async fn remove_combat(
        &self,
        id: CampaignId,
        combat: &str,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.inner.remove_combat(id, combat, drafts, now).await
    }

    async fn record(
        &self,
        id: CampaignId,
        message_id: &str,
        raw: &str,
        rolls: &[NewRoll],
        now: Timestamp,
    ) -> Result<Vec<RecordOutcome>, StoreError> {
        std::future::poll_fn(|_| {
            if self.is_held.load(SeqCst) { Poll::Pending } else { Poll::Ready(()) }
        })
        .await;
        let take = |left: u32| left.checked_sub(1);
        if self.refusals.fetch_update(SeqCst, SeqCst, take).is_ok() {
            return Err(StoreError::Unavailable("the disk is full".into()));
        }
        self.inner.record(id, message_id, raw, rolls, now).await
    }

    async fn rolls_of_message(
        &self,
        id: CampaignId,
        message_id: &str,
    ) -> Result<Vec<StoredRoll>, StoreError> {
        self.inner.rolls_of_message(id, message_id).await
    }

    async fn rolls_between(
        &self,
        id: CampaignId,
        from: Timestamp,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<ToldRoll>, StoreError> {
        self.inner.rolls_between(id, from, until, now).await
    }

    async fn revise(
        &self,
        id: CampaignId,
        revisions: &[RollRevision],
        now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        self.inner.revise(id, revisions, now).await
    }

    async fn retract(
        &self,
        id: CampaignId,
        retractions: &[(RollId, Vec<Draft>)],
        now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        self.inner.retract(id, retractions, now).await
    }

    async fn append(
        &self,
        id: CampaignId,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.inner.append(id, drafts, now).await
    }
}
