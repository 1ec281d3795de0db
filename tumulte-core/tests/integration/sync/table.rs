//! A paired world, a service, and what its people see.

use serde_json::{Value, json};
use tumulte_core::{
    model::{Campaign, CampaignId, Connection, ConnectionId, VttKind, World},
    sync::{Audience, Incoming, Platform as _, Publication, SyncService},
    testing::{FixedPlatform, MemoryStore, RecordingPublisher, block_on},
};

pub(super) const WORLD: &str = "embers";

/// A table whose world is paired and, unless made otherwise, imported.
pub(super) struct Table {
    pub(super) connection: Connection,
    pub(super) campaign_id: CampaignId,
    pub(super) store: MemoryStore,
    pub(super) publisher: RecordingPublisher,
    pub(super) platform: FixedPlatform,
    pub(super) service: SyncService<MemoryStore, RecordingPublisher, FixedPlatform>,
}

impl Table {
    pub(super) fn new() -> Self {
        let table = Self::not_imported();
        table.import();
        table
    }

    pub(super) fn not_imported() -> Self {
        let platform = FixedPlatform::default();
        let (store, publisher) = (MemoryStore::new(), RecordingPublisher::new());
        let world =
            World { vtt_campaign_id: WORLD.to_owned(), name: "Embers".to_owned(), system: None };
        let connection_id = ConnectionId::from_parts(platform.now(), platform.random());
        Self {
            connection: Connection { connection_id, vtt: VttKind::Foundry, world },
            campaign_id: CampaignId::from_parts(platform.now(), platform.random()),
            service: SyncService::new(store.clone(), publisher.clone(), platform.clone()),
            store,
            publisher,
            platform,
        }
    }

    pub(super) fn import(&self) {
        self.store.import(Campaign {
            campaign_id: self.campaign_id,
            connection_id: self.connection.connection_id,
            vtt_campaign_id: WORLD.to_owned(),
            name: "Embers".to_owned(),
            system: None,
        });
    }

    /// Sends an event; gives the acknowledgement as its sender sees it.
    pub(super) fn send(&self, event: &str, payload: &Value) -> Value {
        self.platform.advance(10);
        let handled = self.service.handle(&self.connection, event, payload.clone());
        let (acknowledgement, error) = block_on(handled);
        assert_eq!(acknowledgement.ok, error.is_none(), "{error:?}");
        serde_json::to_value(&acknowledgement).unwrap()
    }

    /// Sends events that came at once, each from the connection beside it.
    pub(super) fn send_all(&self, events: &[(&Connection, &str, Value)]) -> Vec<Value> {
        let answers = block_on(self.service.handle_all(incoming(events)));
        let told = answers.iter().map(|(answer, _)| serde_json::to_value(answer).unwrap());
        told.collect()
    }

    /// Sends a chat message of a dnd5e world.
    pub(super) fn send_message(&self, event: &str, message: &Value) -> Value {
        self.send(event, &roll_event("dnd5e", message))
    }

    /// Names of the events an audience was told since the last look, with what they said.
    pub(super) fn told(&self) -> Told {
        Told(self.publisher.take())
    }
}

/// Events as they came over the wire.
pub(super) fn incoming<'c>(events: &[(&'c Connection, &'c str, Value)]) -> Vec<Incoming<'c>> {
    let incoming = |(connection, event, payload): &(&'c Connection, &'c str, Value)| Incoming {
        connection,
        event,
        payload: payload.clone().into(),
    };
    events.iter().map(incoming).collect()
}

/// What was published, in order.
pub(super) struct Told(pub(super) Vec<Publication>);

impl Told {
    pub(super) fn names(&self, audience: Audience) -> Vec<&str> {
        self.of(audience).map(|publication| publication.event.as_str()).collect()
    }

    pub(super) fn payloads(&self, audience: Audience) -> Vec<Value> {
        self.of(audience)
            .map(|publication| serde_json::from_str(&publication.payload).unwrap())
            .collect()
    }

    /// The payload of the one event of this name.
    pub(super) fn only(&self, audience: Audience, event: &str) -> Value {
        let mut named = self.of(audience).filter(|publication| publication.event == event);
        let found = named.next().unwrap_or_else(|| panic!("no {event} in {:?}", self.0));
        assert!(named.next().is_none(), "more than one {event}");
        serde_json::from_str(&found.payload).unwrap()
    }

    fn of(&self, audience: Audience) -> impl Iterator<Item = &Publication> {
        self.0.iter().filter(move |publication| publication.audience == audience)
    }
}

/// The payload of `dice:roll` and `dice:update`.
pub(super) fn roll_event(system: &str, message: &Value) -> Value {
    json!({
        "worldId": WORLD,
        "seq": 7,
        "timestamp": 1_790_000_000_500_u64,
        "system": { "id": system, "version": "5.3.3" },
        "coreVersion": "13.348",
        "message": message,
        "actor": actor(),
    })
}

/// A player's actor.
pub(super) fn actor() -> Value {
    json!({
        "id": "actorMira0000001",
        "name": "Mira",
        "img": "icons/mira.webp",
        "type": "character",
        "hasPlayerOwner": true,
    })
}

/// A character as the module sends it.
pub(super) fn character(vtt_character_id: &str, name: &str) -> Value {
    json!({
        "vttCharacterId": vtt_character_id,
        "name": name,
        "avatarUrl": null,
        "characterType": "pc",
        "stats": { "hp": 9 },
        "inventory": [],
        "metadata": null,
    })
}

/// A public attack of Mira's, one d20 per result.
pub(super) fn attack(message_id: &str, results: &[u32]) -> Value {
    let rolls: Vec<Value> = results.iter().map(|result| d20(*result).to_string().into()).collect();
    json!({
        "_id": message_id,
        "author": "userOlin00000001",
        "speaker": { "alias": "Mira", "actor": "actorMira0000001" },
        "whisper": [],
        "blind": false,
        "timestamp": 1_790_000_000_000_u64,
        "flavor": "Longsword",
        "content": "",
        "flags": { "dnd5e": { "roll": { "type": "attack" } } },
        "rolls": rolls,
    })
}

/// The same message, whispered to the GM.
pub(super) fn whispered(mut message: Value) -> Value {
    message["whisper"] = json!(["userGm0000000001"]);
    message
}

/// `1d20 + 5` as Foundry stores it.
pub(super) fn d20(result: u32) -> Value {
    json!({
        "class": "D20Roll",
        "options": {},
        "dice": [],
        "formula": "1d20 + 5",
        "terms": [
            {
                "class": "Die", "options": {}, "evaluated": true, "number": 1, "faces": 20,
                "modifiers": [], "results": [{ "result": result, "active": true }],
            },
            { "class": "OperatorTerm", "options": {}, "evaluated": true, "operator": "+" },
            { "class": "NumericTerm", "options": {}, "evaluated": true, "number": 5 },
        ],
        "total": result + 5,
        "evaluated": true,
    })
}
