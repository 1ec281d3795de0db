//! The Foundry adapter over a live connection held in memory, and the registry.

use core::{
    future::Future,
    pin::pin,
    task::{Context, Poll, Waker},
};
use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use serde_json::{Value, json};
use tumulte_core::{
    model::{HintPaths, MessageTables, Visibility, VttKind},
    vtt::{
        AdapterRegistry, AdapterSettings, Credentials, LiveConnection, LiveListener,
        SubscriptionId, VttAdapter, VttError, VttEvent, VttEventHandler,
    },
};

/// Nothing here ever waits, so one poll is enough.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("the future waits for something"),
    }
}

/// A module at the other end of a connection, in memory.
#[derive(Default)]
struct Table {
    answers: BTreeMap<&'static str, Value>,
    is_gone: AtomicBool,
    listeners: Mutex<BTreeMap<u64, Arc<dyn LiveListener>>>,
    next: AtomicU64,
}

impl Table {
    fn new() -> Self {
        let world = |id: &str| json!({"vttCampaignId": id, "name": "Embers", "system": {"id": "dnd5e", "version": "5.3.3"}});
        let character = |id: &str, name: &str| json!({"vttCharacterId": id, "name": name, "avatarUrl": null, "characterType": "pc", "stats": {"hp": 9}, "inventory": []});
        Self {
            answers: BTreeMap::from([
                (
                    "query:campaigns",
                    json!({"ok": true, "campaigns": [world("embers"), world("elsewhere")]}),
                ),
                (
                    "query:characters",
                    json!({"ok": true, "characters": [character("a1", "Mira"), character("a2", "Brakka")]}),
                ),
            ]),
            ..Self::default()
        }
    }

    fn answering(event: &'static str, answer: Value) -> Self {
        let mut table = Self::new();
        table.answers.insert(event, answer);
        table
    }

    fn tell(&self, event: &str, payload: &Value) {
        let listeners: Vec<_> = self.listeners.lock().unwrap().values().cloned().collect();
        for listener in listeners {
            now(listener.event(event, payload));
        }
    }
}

#[async_trait]
impl LiveConnection for Table {
    fn vtt_campaign_id(&self) -> &'static str {
        "embers"
    }

    fn is_live(&self) -> bool {
        !self.is_gone.load(Ordering::Relaxed)
    }

    async fn query(&self, event: &str, _: Value) -> Result<Value, VttError> {
        self.answers.get(event).cloned().ok_or(VttError::Timeout)
    }

    async fn listen(&self, listener: Arc<dyn LiveListener>) -> Result<SubscriptionId, VttError> {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        self.listeners.lock().unwrap().insert(id, listener);
        Ok(SubscriptionId(id))
    }

    async fn dismiss(&self, subscription: SubscriptionId) -> Result<(), VttError> {
        let gone = self.listeners.lock().unwrap().remove(&subscription.0);
        gone.map(|_| ()).ok_or(VttError::UnknownSubscription)
    }
}

#[derive(Default)]
struct Diary(Mutex<Vec<VttEvent>>);

#[async_trait]
impl VttEventHandler for Diary {
    async fn handle(&self, vtt_campaign_id: &str, event: VttEvent) {
        assert_eq!(vtt_campaign_id, "embers");
        self.0.lock().unwrap().push(event);
    }
}

fn adapter(table: &Arc<Table>) -> Box<dyn VttAdapter> {
    let live = Arc::clone(table) as Arc<dyn LiveConnection>;
    let hints = HintPaths::from([(
        "rollType".to_owned(),
        vec!["message.flags.{system}.roll.type".to_owned()],
    )]);
    let settings = AdapterSettings::default()
        .with_live(live)
        .with_tables(Arc::new(MessageTables::from(hints)));
    AdapterRegistry::default().create("foundry", settings).unwrap()
}

fn code<T>(result: Result<T, VttError>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "ok")
}

#[test]
fn an_unknown_provider_is_refused_by_name() {
    let registry = AdapterRegistry::default();
    let names = [
        "alchemy",
        "beyond20",
        "ddb",
        "demiplane",
        "fantasygrounds",
        "foundry",
        "owlbear",
        "pixels",
        "roll20",
        "talespire",
    ];
    assert_eq!(registry.names().collect::<Vec<_>>(), names);
    let Err(error) = registry.create("abacus", AdapterSettings::default()) else { panic!("made") };
    assert_eq!((error.code(), error.retry()), ("vtt.unknown_provider", false));
    assert!(error.to_string().contains("abacus") && error.to_string().contains("foundry"));
}

#[test]
fn a_foundry_adapter_needs_its_connection() {
    let made = AdapterRegistry::default().create("foundry", AdapterSettings::default());
    assert_eq!(code(made), "vtt.missing_setting");
}

#[test]
fn an_embedder_enters_an_adapter_of_its_own() {
    let table = Arc::new(Table::new());
    let mut registry = AdapterRegistry::empty();
    registry.register(&VttKind::Other("abacus".to_owned()), move |_| Ok(adapter(&table)));
    assert_eq!(
        registry.create("abacus", AdapterSettings::default()).unwrap().kind(),
        VttKind::Foundry
    );
}

#[test]
fn credentials_hold_for_the_paired_world_alone() {
    let table = Arc::new(Table::new());
    let adapter = adapter(&table);
    let validate =
        |account: &str| code(now(adapter.validate_credentials(&Credentials::new(account))));
    assert_eq!(validate("embers"), "ok");
    assert_eq!(validate("elsewhere"), "vtt.invalid_credentials");
    assert_eq!(now(adapter.refresh_token(&Credentials::new("embers"))), Ok(None));
    table.is_gone.store(true, Ordering::Relaxed);
    assert_eq!(validate("embers"), "vtt.not_connected");
}

#[test]
fn a_module_speaks_for_its_own_world_alone() {
    let adapter = adapter(&Arc::new(Table::new()));
    let worlds = now(adapter.list_campaigns()).unwrap();
    assert_eq!(worlds.len(), 1);
    assert_eq!(worlds[0].name, "Embers");
    assert_eq!(now(adapter.get_campaign("embers")).unwrap(), worlds[0]);
    assert_eq!(code(now(adapter.get_campaign("elsewhere"))), "vtt.unknown_campaign");
    assert_eq!(code(now(adapter.list_characters("elsewhere"))), "vtt.unknown_campaign");
}

#[test]
fn characters_are_listed_and_found() {
    let adapter = adapter(&Arc::new(Table::new()));
    let characters = now(adapter.list_characters("embers")).unwrap();
    assert_eq!(characters.len(), 2);
    assert_eq!(now(adapter.get_character("embers", "a2")).unwrap().name, "Brakka");
    assert_eq!(code(now(adapter.get_character("embers", "a3"))), "vtt.unknown_character");
}

#[test]
fn answers_that_are_none_have_their_codes() {
    let ask = |answer: Value| {
        let table = Arc::new(Table::answering("query:characters", answer));
        code(now(adapter(&table).list_characters("embers")))
    };
    assert_eq!(ask(json!({"ok": false, "code": "event.unknown"})), "vtt.refused");
    assert_eq!(ask(json!(null)), "vtt.refused");
    assert_eq!(ask(json!({"ok": true})), "vtt.unexpected_answer");
    assert_eq!(ask(json!({"ok": true, "characters": [{"name": 1}]})), "vtt.unexpected_answer");
    let mut silent = Table::new();
    silent.answers.clear();
    let result = now(adapter(&Arc::new(silent)).list_characters("embers"));
    assert!(result.as_ref().is_err_and(VttError::retry));
    assert_eq!(code(result), "vtt.timeout");
}

#[test]
fn what_happens_at_the_table_reaches_the_handler_until_unsubscribed() {
    let table = Arc::new(Table::new());
    let adapter = adapter(&table);
    let diary = Arc::new(Diary::default());
    let handler = Arc::clone(&diary) as Arc<dyn VttEventHandler>;
    assert_eq!(
        code(now(adapter.subscribe("elsewhere", Arc::clone(&handler)))),
        "vtt.unknown_campaign"
    );
    let subscription = now(adapter.subscribe("embers", handler)).unwrap();

    let message = json!({
        "_id": "m1", "author": "u1", "whisper": ["gm"], "blind": false,
        "flags": {"dnd5e": {"roll": {"type": "save"}}},
        "rolls": [{"formula": "1d20", "total": 8, "terms": [{"faces": 20, "results": [{"result": 8}]}]}]
    });
    let roll = |message: &Value| json!({"worldId": "embers", "system": {"id": "dnd5e"}, "message": message, "actor": {"id": "a1", "name": "Mira"}});
    table.tell("dice:roll", &roll(&message));
    table.tell("dice:update", &roll(&message));
    table.tell("dice:delete", &json!({"worldId": "embers", "messageId": "m1"}));
    table.tell(
        "character:update",
        &json!({"character": {"vttCharacterId": "a1", "name": "Mira", "characterType": "pc"}}),
    );
    table.tell("character:delete", &json!({"vttCharacterId": "a1"}));
    table.tell("combat:turn", &json!({"combatId": "c1", "round": 2}));
    table.tell("inventory:item-used", &json!({"item": "torch"}));
    table.tell("dice:roll", &roll(&json!([])));
    table.tell("dice:roll", &json!({"worldId": "elsewhere"}));
    table.tell("pong", &json!({"timestamp": 1}));
    assert_eq!(now(adapter.unsubscribe(subscription)), Ok(()));
    table.tell("combat:end", &json!({}));
    assert_eq!(code(now(adapter.unsubscribe(subscription))), "vtt.unknown_subscription");

    let events = diary.0.lock().unwrap();
    let [
        VttEvent::Rolls(rolled),
        VttEvent::RollsChanged(changed),
        VttEvent::RollsDeleted { message_id },
        VttEvent::Character(character),
        VttEvent::CharacterDeleted { vtt_character_id },
        VttEvent::Combat { change, combat },
        VttEvent::Inventory { payload, .. },
        VttEvent::Unreadable { error, .. },
    ] = events.as_slice()
    else {
        panic!("{events:?}");
    };
    assert_eq!(rolled, changed);
    assert_eq!(rolled.rolls[0].vtt_roll_id, "m1#0");
    assert_eq!(rolled.rolls[0].visibility, Visibility::GmOnly);
    assert_eq!(rolled.rolls[0].roll_type.as_deref(), Some("save"));
    assert_eq!(rolled.rolls[0].speaker.alias.as_deref(), Some("Mira"));
    assert_eq!((message_id.as_str(), vtt_character_id.as_str()), ("m1", "a1"));
    assert_eq!((character.name.as_str(), change.as_str()), ("Mira", "combat:turn"));
    assert_eq!((combat.vtt_combat_id.as_str(), combat.round), ("c1", 2));
    assert_eq!(payload["item"], "torch");
    assert_eq!(error.code(), "vtt.malformed");
}
