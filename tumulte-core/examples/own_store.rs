//! The whole road in one process: raw events in, one view per audience out.
//!
//! The store here is the one in memory; your own passes the tests that
//! `tumulte_core::store_contract!` makes.

#![expect(clippy::print_stdout, reason = "showing is what an example is for")]

use std::error::Error;

use serde_json::{Value, json};
use tumulte_core::{
    model::{Campaign, CampaignId, Connection, ConnectionId, VttKind, World},
    sync::{Platform, Publication, Publisher, SyncService},
    testing::{FixedPlatform, MemoryStore, block_on},
};

/// Shows what each audience is told.
struct Printer;

impl Publisher for Printer {
    fn publish(&self, publications: &[Publication]) {
        for one in publications {
            println!("{:>6} #{} {}: {}", one.audience.as_str(), one.cursor, one.event, one.payload);
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // A real platform asks the system for the time and for random bytes.
    let platform = FixedPlatform::default();
    let world =
        World { vtt_campaign_id: "embers".to_owned(), name: "Embers".to_owned(), system: None };
    let connection = Connection {
        connection_id: ConnectionId::from_parts(platform.now(), platform.random()),
        vtt: VttKind::Foundry,
        world,
    };
    let store = MemoryStore::new();
    store.import(Campaign {
        campaign_id: CampaignId::from_parts(platform.now(), platform.random()),
        connection_id: connection.connection_id,
        vtt_campaign_id: "embers".to_owned(),
        name: "Embers".to_owned(),
        system: None,
    });
    let service = SyncService::new(store, Printer, platform);

    for (event, payload) in [
        ("dice:roll", roll("m1", &json!([]))),
        ("dice:roll", roll("m1", &json!([]))),
        ("dice:roll", roll("m2", &json!(["the-gm"]))),
        ("dice:delete", json!({ "worldId": "embers", "messageId": "m1" })),
    ] {
        let (acknowledgement, _) = block_on(service.handle(&connection, event, payload));
        println!("{event} → {}", serde_json::to_string(&acknowledgement)?);
    }
    Ok(())
}

/// Mira attacks with a natural 20, seen by everyone or whispered.
fn roll(message_id: &str, whisper: &Value) -> Value {
    let roll = json!({
        "class": "D20Roll", "formula": "1d20", "total": 20,
        "terms": [{ "class": "Die", "number": 1, "faces": 20, "results": [{ "result": 20, "active": true }] }],
    });
    json!({
        "worldId": "embers",
        "system": { "id": "dnd5e" },
        "message": {
            "_id": message_id, "author": "olin", "whisper": whisper, "rolls": [roll],
            "flags": { "dnd5e": { "roll": { "type": "attack" } } },
        },
        "actor": { "id": "mira", "name": "Mira", "hasPlayerOwner": true },
    })
}
