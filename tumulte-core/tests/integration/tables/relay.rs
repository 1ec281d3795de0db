//! The adapter of tables behind a relay, over a connection that follows a script.

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
    model::{Timestamp, VttKind},
    testing::block_on,
    vtt::{
        AdapterRegistry, AdapterSettings, Credentials, LiveConnection, LiveListener,
        SubscriptionId, VttAdapter, VttError, VttEvent, VttEventHandler,
    },
};

/// A relay at the other end, in memory.
#[derive(Default)]
struct Tab {
    answers: BTreeMap<&'static str, Value>,
    is_gone: AtomicBool,
    listeners: Mutex<BTreeMap<u64, Arc<dyn LiveListener>>>,
    next: AtomicU64,
}

impl Tab {
    fn new() -> Self {
        let campaigns = json!({"ok": true, "campaigns": [
            {"vttCampaignId": "reef", "name": "The Reef"}, {"vttCampaignId": "other", "name": "Other"}]});
        let characters = json!({"ok": true, "characters": [
            {"vttCharacterId": "c9", "name": "Odalys", "characterType": "pc"}]});
        let answers =
            BTreeMap::from([("query:campaigns", campaigns), ("query:characters", characters)]);
        Self { answers, ..Self::default() }
    }

    fn tell(&self, event: &str, payload: &Value) {
        let listeners: Vec<_> = self.listeners.lock().unwrap().values().cloned().collect();
        for listener in listeners {
            block_on(listener.event(event, payload));
        }
    }

    fn pass_on(&self, source: &str, id: &str, ts: i64, raw: &Value) {
        let payload = json!({"source": source, "id": id, "ts": ts, "raw": raw});
        self.tell("relay:message", &payload);
    }
}

#[async_trait]
impl LiveConnection for Tab {
    fn vtt_campaign_id(&self) -> &'static str {
        "reef"
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
struct Diary(Mutex<Vec<String>>);

impl Diary {
    fn take(&self) -> Vec<String> {
        core::mem::take(&mut self.0.lock().unwrap())
    }
}

#[async_trait]
impl VttEventHandler for Diary {
    async fn handle(&self, vtt_campaign_id: &str, event: VttEvent) {
        assert_eq!(vtt_campaign_id, "reef");
        let told = match event {
            VttEvent::Rolls(reading) => reading
                .rolls
                .iter()
                .map(|roll| format!("{} {}", roll.vtt_roll_id, roll.visibility.as_str()))
                .collect::<Vec<_>>()
                .join(", "),
            VttEvent::Unreadable { error, .. } => error.code().to_owned(),
            VttEvent::Character(character) => character.name,
            other => format!("{other:?}"),
        };
        self.0.lock().unwrap().push(told);
    }
}

const JOINED: i64 = 1_900_000_000_000;

fn adapter(vtt: &str, tab: &Arc<Tab>) -> Box<dyn VttAdapter> {
    let settings = AdapterSettings::default()
        .with_live(Arc::clone(tab) as Arc<dyn LiveConnection>)
        .with_joined_at(Timestamp::from_millis(JOINED));
    AdapterRegistry::default().create(vtt, settings).unwrap()
}

fn listening(vtt: &str) -> (Arc<Tab>, Arc<Diary>, Box<dyn VttAdapter>) {
    let (tab, diary) = (Arc::new(Tab::new()), Arc::new(Diary::default()));
    let adapter = adapter(vtt, &tab);
    let handler = Arc::clone(&diary) as Arc<dyn VttEventHandler>;
    block_on(adapter.subscribe("reef", handler)).unwrap();
    (tab, diary, adapter)
}

fn code<T>(result: Result<T, VttError>) -> &'static str {
    result.map_or_else(|error| error.code(), |_| "ok")
}

fn beyond20(face: i64) -> Value {
    json!({"action": "rendered-roll", "title": "Pike", "character": "Odalys", "whisper": 0,
        "attack_rolls": [{"formula": "1d20 + 5", "parts": [{"faces": 20, "rolls": [{"roll": face}]}, "+", 5],
            "total": face + 5, "type": "to-hit", "discarded": false}]})
}

fn game_log(id: &str, face: i64) -> Value {
    json!({"id": id, "eventType": "dice/roll/fulfilled", "dateTime": (JOINED + 900).to_string(), "data": {
        "action": "Pike", "context": {"name": "Odalys"}, "rolls": [{"diceNotationStr": "1d20+5",
            "rollType": "to hit", "result": {"constant": 5, "values": [face], "total": face + 5}}]}})
}

#[test]
fn every_relayed_tabletop_has_its_adapter_and_needs_a_connection() {
    for vtt in ["roll20", "alchemy", "beyond20", "ddb", "fantasygrounds", "talespire", "owlbear"] {
        assert_eq!(adapter(vtt, &Arc::new(Tab::new())).kind(), VttKind::from(vtt.to_owned()));
        let made = AdapterRegistry::default().create(vtt, AdapterSettings::default());
        assert_eq!(code(made), "vtt.missing_setting");
    }
}

#[test]
fn a_relay_answers_for_its_own_table_alone() {
    for vtt in ["roll20", "alchemy"] {
        let tab = Arc::new(Tab::new());
        let adapter = adapter(vtt, &tab);
        let validate = |account: &str| {
            code(block_on(adapter.validate_credentials(&Credentials::new(account))))
        };
        assert_eq!((validate("reef"), validate("other")), ("ok", "vtt.invalid_credentials"));
        assert_eq!(block_on(adapter.refresh_token(&Credentials::new("reef"))), Ok(None));
        assert_eq!(block_on(adapter.list_campaigns()).unwrap().len(), 1);
        assert_eq!(block_on(adapter.get_campaign("reef")).unwrap().name, "The Reef");
        assert_eq!(code(block_on(adapter.get_campaign("other"))), "vtt.unknown_campaign");
        assert_eq!(block_on(adapter.list_characters("reef")).unwrap().len(), 1);
        assert_eq!(block_on(adapter.get_character("reef", "c9")).unwrap().name, "Odalys");
        assert_eq!(code(block_on(adapter.get_character("reef", "c1"))), "vtt.unknown_character");
        assert_eq!(code(block_on(adapter.list_characters("other"))), "vtt.unknown_campaign");
        tab.is_gone.store(true, Ordering::Relaxed);
        assert_eq!(validate("reef"), "vtt.not_connected");
    }
}

#[test]
fn what_the_tab_hears_reaches_the_handler_until_unsubscribed() {
    let tab = Arc::new(Tab::new());
    let (diary, adapter) = (Arc::new(Diary::default()), adapter("alchemy", &tab));
    let handler = Arc::clone(&diary) as Arc<dyn VttEventHandler>;
    let subscription = block_on(adapter.subscribe("reef", handler)).unwrap();

    tab.pass_on("beyond20", "b1", JOINED, &beyond20(20));
    tab.tell("relay:message", &json!({"raw": beyond20(4), "id": "b2"}));
    tab.pass_on("ddb", "d1", JOINED, &json!({"eventType": "dice/roll/pending"}));
    tab.pass_on("beyond20", "b3", JOINED, &json!({"hp": 3}));
    tab.pass_on("abacus", "a1", JOINED, &json!({}));
    tab.tell("relay:message", &json!({"source": "beyond20"}));
    let odalys = json!({"vttCharacterId": "c9", "name": "Odalys", "characterType": "pc"});
    tab.tell("character:update", &json!({"character": odalys}));
    tab.tell("relay:message", &json!({"worldId": "other", "raw": beyond20(5)}));
    assert_eq!(
        diary.take(),
        [
            "b1#0 public",
            "b2#0 public",
            "vtt.malformed",
            "vtt.unknown_provider",
            "vtt.malformed",
            "Odalys"
        ]
    );
    assert_eq!(block_on(adapter.unsubscribe(subscription)), Ok(()));
    tab.pass_on("beyond20", "b9", JOINED, &beyond20(9));
    assert_eq!(diary.take(), Vec::<String>::new());
    assert_eq!(code(block_on(adapter.unsubscribe(subscription))), "vtt.unknown_subscription");
}

#[test]
fn a_secret_that_left_the_tab_is_hidden() {
    let (tab, diary, _adapter) = listening("alchemy");
    let mut whispered = beyond20(20);
    whispered["whisper"] = json!(1);
    tab.pass_on("beyond20", "b1", JOINED, &whispered);
    assert_eq!(diary.take(), ["b1#0 gm_only"]);
}

#[test]
fn history_is_held_back_and_joining_again_moves_the_line() {
    let (tab, diary, _adapter) = listening("beyond20");
    tab.pass_on("beyond20", "b1", JOINED - 8_001, &beyond20(3));
    tab.pass_on("beyond20", "b2", JOINED - 8_000, &beyond20(4));
    assert_eq!(diary.take(), ["b2#0 public"]);
    tab.tell("relay:joined", &json!({"ts": JOINED + 60_000}));
    tab.pass_on("beyond20", "b3", JOINED + 51_000, &beyond20(5));
    tab.pass_on("beyond20", "b4", JOINED + 53_000, &beyond20(6));
    assert_eq!(diary.take(), ["b4#0 public"]);
    tab.tell("relay:joined", &json!({}));
    assert_eq!(diary.take(), ["vtt.malformed"]);
}

#[test]
fn a_message_told_twice_by_one_source_is_told_once() {
    let (tab, diary, _adapter) = listening("beyond20");
    for _ in 0..3 {
        tab.pass_on("beyond20", "b1", JOINED, &beyond20(3));
    }
    assert_eq!(diary.take(), ["b1#0 public"]);
}

#[test]
fn dice_that_still_roll_do_not_use_up_the_id() {
    let (tab, diary, _adapter) = listening("ddb");
    tab.pass_on("ddb", "r1", JOINED, &json!({"eventType": "dice/roll/pending", "id": "w0"}));
    tab.pass_on("ddb", "r1", JOINED + 900, &game_log("w1", 17));
    tab.pass_on("ddb", "r1", JOINED + 950, &game_log("w1", 17));
    assert_eq!(diary.take(), ["w1#0 public"]);
}

#[test]
fn a_roll_of_roll20_keeps_the_relays_id() {
    let (tab, diary, _adapter) = listening("roll20");
    let record = json!({"type": "rollresult", "who": "Odalys", "playerid": "-p", "origRoll": "1d20",
        "content": "{\"type\":\"V\",\"rolls\":[{\"type\":\"R\",\"dice\":1,\"sides\":20,\"mods\":{},\"results\":[{\"v\":9}]}],\"resultType\":\"sum\",\"total\":9}"});
    let mut secret = record.clone();
    secret["type"] = json!("gmrollresult");
    tab.pass_on("roll20.rtdb", "-K1", JOINED, &record);
    tab.pass_on("roll20.rtdb", "-K2", JOINED + 10, &secret);
    assert_eq!(diary.take(), ["-K1#0 public", "-K2#0 gm_only"]);
}

#[test]
fn where_the_table_rolls_again_the_fallback_of_beyond20_is_none() {
    let mut fallback = beyond20(20);
    fallback["rendered"] = json!("fallback");
    for (vtt, told) in [("roll20", 0), ("alchemy", 1)] {
        let (tab, diary, _adapter) = listening(vtt);
        tab.pass_on("beyond20", "b1", JOINED, &fallback);
        assert_eq!(diary.take().len(), told, "{vtt}");
    }
}

#[test]
fn a_roll_told_by_two_sources_is_told_once() {
    let (tab, diary, _adapter) = listening("beyond20");
    tab.pass_on("beyond20", "b1", JOINED, &beyond20(17));
    tab.pass_on("ddb", "d1", JOINED + 900, &game_log("w1", 17));
    assert_eq!(diary.take(), ["b1#0 public"], "the game log tells the same");
    tab.pass_on("ddb", "d2", JOINED + 1_000, &game_log("w2", 17));
    assert_eq!(diary.take(), ["w2#0 public"], "each source tells of a roll once");
    tab.pass_on("beyond20", "b2", JOINED + 4_001, &beyond20(17));
    assert_eq!(diary.take(), ["b2#0 public"], "three seconds later it is another roll");
    tab.pass_on("ddb", "d3", JOINED + 4_100, &game_log("w3", 16));
    assert_eq!(diary.take(), ["w3#0 public"], "other dice are another roll");
}

#[test]
fn two_equal_rolls_of_one_source_are_two() {
    let (tab, diary, _adapter) = listening("beyond20");
    tab.pass_on("beyond20", "b1", JOINED, &beyond20(17));
    tab.pass_on("beyond20", "b2", JOINED + 10, &beyond20(17));
    tab.pass_on("ddb", "d1", JOINED + 20, &game_log("w1", 17));
    tab.pass_on("ddb", "d2", JOINED + 30, &game_log("w2", 17));
    assert_eq!(diary.take(), ["b1#0 public", "b2#0 public"]);
}
