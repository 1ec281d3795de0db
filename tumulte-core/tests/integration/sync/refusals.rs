//! What is not taken, by which code, and whether sending it again can help.

use async_trait::async_trait;
use serde_json::{Value, json};
use tumulte_core::{
    model::{
        Campaign, CampaignId, Character, CharacterId, Combat, Connection, ConnectionId, RollId,
        SystemRef, Timestamp, VttKind,
    },
    sync::{
        Cursor, Draft, MAX_EVENT_BYTES, NewRoll, RecordOutcome, RollRevision, Store, StoreError,
        StoredCharacter, StoredRoll, SyncService, parse_event,
    },
    testing::{FixedPlatform, RecordingPublisher, block_on},
};

use super::table::{Table, attack, character, roll_event};

fn refusal(answer: &Value) -> (&str, bool) {
    assert_eq!(answer["ok"], false, "{answer}");
    assert!(answer["message"].as_str().is_some_and(|message| !message.is_empty()), "{answer}");
    (answer["code"].as_str().unwrap(), answer["retry"].as_bool().unwrap())
}

#[test]
fn before_the_import_rolls_are_to_be_sent_again_and_then_taken() {
    let table = Table::not_imported();
    let message = attack("m1", &[20]);
    assert_eq!(
        refusal(&table.send_message("dice:roll", &message)),
        ("campaign.not_imported", true)
    );
    table.import();
    assert_eq!(table.send_message("dice:roll", &message)["ok"], true);
}

#[test]
fn every_event_that_names_another_world_is_refused_for_good() {
    let table = Table::new();
    let mut roll = roll_event("dnd5e", &attack("m1", &[20]));
    roll["worldId"] = "elsewhere".into();
    let with = |key: &str, value: Value| json!({ "worldId": "elsewhere", key: value });
    let mut sync = with("characters", json!([]));
    sync["system"] = json!({ "id": "dnd5e" });
    for (event, payload) in [
        ("dice:roll", &roll),
        ("dice:update", &roll),
        ("dice:delete", &with("messageId", "m1".into())),
        ("campaign:sync", &sync),
        ("character:update", &with("character", character("a1", "Mira"))),
        ("character:delete", &with("vttCharacterId", "a1".into())),
    ] {
        assert_eq!(refusal(&table.send(event, payload)), ("world.mismatch", false), "{event}");
    }
    assert!(table.told().0.is_empty());
}

#[test]
fn ids_longer_than_any_database_has_keys_for_are_refused_for_good() {
    let table = Table::new();
    let (longest, too_long) = ("é".repeat(128), "x".repeat(257));
    assert_eq!(table.send_message("dice:roll", &attack(&longest, &[20]))["ok"], true);
    let refused = table.send_message("dice:roll", &attack(&too_long, &[20]));
    assert_eq!(refusal(&refused), ("event.id_too_long", false));
    let update = |id: &str| json!({ "worldId": "embers", "character": character(id, "Mira") });
    let world = |key: &str, value: Value| json!({ "worldId": "embers", key: value });
    let combat = |id: &str| json!({ "worldId": "embers", "combat": { "_id": id, "round": 1, "combatants": [] } });
    let mut sync = world("combats", json!([{ "_id": too_long, "combatants": [] }]));
    sync["system"] = json!({ "id": "dnd5e" });
    let mut of_system = world("characters", json!([]));
    of_system["system"] = json!({ "id": too_long });
    assert_eq!(table.send("combat:start", &combat(&longest))["ok"], true);
    for (event, payload) in [
        ("character:update", update(&too_long)),
        ("character:delete", world("vttCharacterId", too_long.clone().into())),
        ("inventory:update", world("vttCharacterId", too_long.clone().into())),
        ("dice:delete", world("messageId", too_long.clone().into())),
        ("combat:start", combat(&too_long)),
        ("combat:end", combat(&too_long)),
        ("campaign:sync", sync),
        ("campaign:sync", of_system),
    ] {
        assert_eq!(refusal(&table.send(event, &payload)), ("event.id_too_long", false), "{event}");
    }
}

#[test]
fn what_can_not_be_read_is_refused_for_good() {
    let table = Table::new();
    let nested = (0..65).fold(Value::Null, |inner, _| json!([inner]));
    let with_message = |message: Value| roll_event("dnd5e", &message);
    let mut broken_roll = attack("m1", &[]);
    broken_roll["rolls"] = json!(["nonsense"]);
    let mut too_many = attack("m1", &[]);
    too_many["rolls"] = Value::Array(vec![super::table::d20(3); 501]);
    for (event, payload, code) in [
        ("dice:fall", json!({}), "event.unknown"),
        ("dice:roll", Value::Null, "event.malformed"),
        ("dice:roll", json!({ "worldId": "embers" }), "event.malformed"),
        ("dice:delete", json!({ "worldId": "embers", "messageId": 7 }), "event.malformed"),
        ("dice:roll", nested, "event.too_deep"),
        ("dice:roll", with_message(json!("text")), "vtt.malformed"),
        ("dice:roll", with_message(json!({ "rolls": [] })), "vtt.malformed"),
        ("dice:roll", with_message(broken_roll), "roll.malformed"),
        ("dice:roll", with_message(too_many), "vtt.too_many_rolls"),
    ] {
        assert_eq!(refusal(&table.send(event, &payload)), (code, false), "{event} {code}");
    }
    assert!(table.told().0.is_empty());
}

#[test]
fn text_that_is_too_large_or_too_deep_is_refused_before_it_is_read() {
    let large = format!("\"{}\"", "x".repeat(MAX_EVENT_BYTES));
    let error = parse_event::<Value>(&large).unwrap_err();
    assert_eq!((error.code(), error.retry()), ("event.oversized", false));
    let deep = "[".repeat(1000);
    assert_eq!(parse_event::<Value>(&deep).unwrap_err().code(), "event.too_deep");
    assert_eq!(parse_event::<Value>("{").unwrap_err().code(), "event.malformed");
}

#[test]
fn a_tabletop_without_a_reader_is_refused_by_name() {
    let table = Table::new();
    let connection =
        Connection { vtt: VttKind::from("abacus".to_owned()), ..table.connection.clone() };
    let service =
        SyncService::new(table.store.clone(), table.publisher.clone(), table.platform.clone());
    let payload = roll_event("dnd5e", &attack("m1", &[20]));
    let (answer, error) = block_on(service.handle(&connection, "dice:roll", payload));
    assert_eq!((answer.code, answer.retry), (Some("vtt.unknown_provider"), Some(false)));
    assert!(error.is_some());
}

#[test]
fn a_pong_is_taken_whatever_it_says() {
    assert_eq!(Table::new().send("pong", &json!({ "timestamp": 1 })), json!({ "ok": true }));
}

#[test]
fn a_store_that_is_down_is_worth_another_try_and_shows_no_inside() {
    let answer = send_to(DownStore { is_corrupt: false });
    assert_eq!(refusal(&answer), ("storage.unavailable", true));
    assert_eq!(answer["message"], "the storage did not answer");
}

#[test]
fn a_store_that_is_corrupt_is_not() {
    assert_eq!(refusal(&send_to(DownStore { is_corrupt: true })), ("storage.corrupt", false));
}

fn send_to(store: DownStore) -> Value {
    let table = Table::new();
    let service = SyncService::new(store, RecordingPublisher::new(), FixedPlatform::default());
    let payload = roll_event("dnd5e", &attack("m1", &[20]));
    let (answer, error) = block_on(service.handle(&table.connection, "dice:roll", payload));
    assert!(error.is_some());
    serde_json::to_value(answer).unwrap()
}

/// A store whose database does not answer, or holds what can't be read.
struct DownStore {
    is_corrupt: bool,
}

impl DownStore {
    fn fail<T>(&self) -> Result<T, StoreError> {
        if self.is_corrupt {
            return Err(StoreError::Corrupt { what: "campaign" });
        }
        Err(StoreError::Unavailable("connection to 10.0.0.7 refused".into()))
    }
}

#[async_trait]
impl Store for DownStore {
    async fn campaign(&self, _: ConnectionId, _: &str) -> Result<Option<Campaign>, StoreError> {
        self.fail()
    }

    async fn describe_world(
        &self,
        _: ConnectionId,
        _: Option<&str>,
        _: &SystemRef,
        _: Option<&str>,
    ) -> Result<(), StoreError> {
        self.fail()
    }

    async fn character(
        &self,
        _: CampaignId,
        _: &str,
    ) -> Result<Option<StoredCharacter>, StoreError> {
        self.fail()
    }

    async fn put_characters(
        &self,
        _: CampaignId,
        _: &[(CharacterId, Character)],
        _: bool,
        _: Timestamp,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        self.fail()
    }

    async fn remove_character(
        &self,
        _: CampaignId,
        _: &str,
        _: Timestamp,
    ) -> Result<Option<CharacterId>, StoreError> {
        self.fail()
    }

    async fn present_characters(&self, _: CampaignId) -> Result<Vec<StoredCharacter>, StoreError> {
        self.fail()
    }

    async fn combats(&self, _: CampaignId) -> Result<Vec<Combat>, StoreError> {
        self.fail()
    }

    async fn put_combat(
        &self,
        _: CampaignId,
        _: &Combat,
        _: &[Draft],
        _: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.fail()
    }

    async fn remove_combat(
        &self,
        _: CampaignId,
        _: &str,
        _: &[Draft],
        _: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.fail()
    }

    async fn record(
        &self,
        _: CampaignId,
        _: &str,
        _: &str,
        _: &[NewRoll],
        _: Timestamp,
    ) -> Result<Vec<RecordOutcome>, StoreError> {
        self.fail()
    }

    async fn rolls_of_message(
        &self,
        _: CampaignId,
        _: &str,
    ) -> Result<Vec<StoredRoll>, StoreError> {
        self.fail()
    }

    async fn revise(
        &self,
        _: CampaignId,
        _: &[RollRevision],
        _: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        self.fail()
    }

    async fn retract(
        &self,
        _: CampaignId,
        _: &[(RollId, Vec<Draft>)],
        _: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        self.fail()
    }

    async fn append(
        &self,
        _: CampaignId,
        _: &[Draft],
        _: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.fail()
    }
}
