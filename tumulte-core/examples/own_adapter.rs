//! An adapter for a tabletop nobody has heard of, and how to enter it into the registry.

#![expect(clippy::print_stdout, reason = "showing is what an example is for")]

use std::{
    error::Error,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use tumulte_core::{
    model::{
        Character, CharacterKind, Die, Hints, Roll, RollOrigin, Speaker, Stats, TotalCheck,
        Visibility, VttKind, World,
    },
    systems::Catalog,
    testing::block_on,
    vtt::{
        AdapterRegistry, AdapterSettings, Credentials, Reading, SubscriptionId, VttAdapter,
        VttError, VttEvent, VttEventHandler,
    },
};

/// Campfire: everyone sits around one fire, and it tells of every roll in a line `Mira 20`.
#[derive(Default)]
struct Campfire {
    subscriptions: Mutex<u64>,
}

impl Campfire {
    fn world() -> World {
        World { vtt_campaign_id: "fire".to_owned(), name: "The Fire".to_owned(), system: None }
    }

    /// An adapter reads; it never judges.
    fn read(line: &str) -> Result<Roll, VttError> {
        let malformed = || VttError::Malformed {
            expected: "a name and a number",
            found: "something else".to_owned(),
        };
        let (name, result) = line.split_once(' ').ok_or_else(malformed)?;
        let result: u32 = result.parse().map_err(|_| malformed())?;
        Ok(Roll {
            vtt_roll_id: format!("{line}#0"),
            formula: "1d20".to_owned(),
            total: Some(result.into()),
            dice: vec![Die::new(20, result)],
            total_check: TotalCheck::Agrees,
            roll_type: Some("attack".to_owned()),
            flavor: None,
            speaker: Speaker { alias: Some(name.to_owned()), ..Speaker::default() },
            visibility: Visibility::Public,
            origin: RollOrigin::Message,
            hints: Hints::new(),
            rolled_at: None,
        })
    }
}

#[async_trait]
impl VttAdapter for Campfire {
    fn kind(&self) -> VttKind {
        VttKind::Other("campfire".to_owned())
    }

    async fn validate_credentials(&self, credentials: &Credentials) -> Result<(), VttError> {
        if credentials.account.is_empty() { Err(VttError::InvalidCredentials) } else { Ok(()) }
    }

    async fn list_campaigns(&self) -> Result<Vec<World>, VttError> {
        Ok(vec![Self::world()])
    }

    async fn list_characters(&self, vtt_campaign_id: &str) -> Result<Vec<Character>, VttError> {
        self.get_campaign(vtt_campaign_id).await?;
        Ok(vec![Character {
            vtt_character_id: "mira".to_owned(),
            name: "Mira".to_owned(),
            avatar_url: None,
            character_type: CharacterKind::Pc,
            stats: Stats::default(),
            conditions: Vec::new(),
            inventory: Vec::new(),
            metadata: serde_json::Value::Null,
        }])
    }

    /// A real adapter goes on telling until it is unsubscribed; this fire has two things to say.
    async fn subscribe(
        &self,
        vtt_campaign_id: &str,
        handler: Arc<dyn VttEventHandler>,
    ) -> Result<SubscriptionId, VttError> {
        self.get_campaign(vtt_campaign_id).await?;
        for line in ["Mira 20", "Brakka 7"] {
            let reading = Reading { rolls: vec![Self::read(line)?], unreadable: Vec::new() };
            handler.handle(vtt_campaign_id, VttEvent::Rolls(reading)).await;
        }
        let mut subscriptions = self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner);
        *subscriptions += 1;
        Ok(SubscriptionId(*subscriptions))
    }

    async fn unsubscribe(&self, subscription: SubscriptionId) -> Result<(), VttError> {
        let subscriptions = self.subscriptions.lock().unwrap_or_else(PoisonError::into_inner);
        if subscription.0 > *subscriptions { Err(VttError::UnknownSubscription) } else { Ok(()) }
    }
}

/// Judges what comes in.
struct Judge;

#[async_trait]
impl VttEventHandler for Judge {
    async fn handle(&self, vtt_campaign_id: &str, event: VttEvent) {
        let VttEvent::Rolls(reading) = event else { return };
        let rules = Catalog::built_in().resolve(&"dnd5e".into());
        for roll in reading.rolls {
            let verdict = rules.judge_roll(&roll);
            let name = roll.speaker.alias.unwrap_or_default();
            let label = verdict.label.unwrap_or_else(|| "nothing special".to_owned());
            println!("{vtt_campaign_id}: {name} rolls {}, {label}", roll.formula);
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut registry = AdapterRegistry::default();
    registry.register(&VttKind::Other("campfire".to_owned()), |_| Ok(Box::<Campfire>::default()));
    println!("tabletops: {}", registry.names().collect::<Vec<_>>().join(", "));

    let adapter = registry.create("campfire", AdapterSettings::default())?;
    block_on(adapter.validate_credentials(&Credentials::new("olin")))?;
    let subscription = block_on(adapter.subscribe("fire", Arc::new(Judge)))?;
    block_on(adapter.unsubscribe(subscription))?;

    if let Err(error) = registry.create("smoke signals", AdapterSettings::default()) {
        println!("{}: {error}", error.code());
    }
    Ok(())
}
