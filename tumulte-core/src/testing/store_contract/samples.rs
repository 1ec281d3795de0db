//! What the contract stores.

use super::StoreFixture;
use crate::{
    model::{
        Campaign, CampaignId, Character, CharacterId, CharacterKind, ConnectionId, Die, Gauge,
        InventoryItem, Roll, RollId, RollOrigin, Speaker, Stat, SystemRef, Timestamp, TotalCheck,
        Verdict, Visibility,
    },
    sync::{Audience, Draft, NewRoll, Platform, RecordOutcome, Store, StoreError, Topic},
    testing::FixedPlatform,
};

/// A store with two campaigns, and what is needed to fill them.
pub(super) struct Bench<S> {
    pub(super) store: S,
    pub(super) campaign: Campaign,
    pub(super) other: Campaign,
    platform: FixedPlatform,
}

impl<S: Store> Bench<S> {
    pub(super) async fn open<F: StoreFixture<Store = S>>(fixture: &F) -> Result<Self, StoreError> {
        let platform = FixedPlatform::default();
        let store = fixture.open().await?;
        let campaign = fixture.import(&store, world(&platform, "embers")).await?;
        let other = fixture.import(&store, world(&platform, "elsewhere")).await?;
        Ok(Self { store, campaign, other, platform })
    }

    pub(super) fn now(&self) -> Timestamp {
        self.platform.now()
    }

    /// An id later than all before.
    pub(super) fn roll_id(&self) -> RollId {
        self.platform.advance(1);
        RollId::from_parts(self.platform.now(), self.platform.random())
    }

    pub(super) fn character_id(&self) -> CharacterId {
        CharacterId::from_parts(self.platform.now(), self.platform.random())
    }

    pub(super) fn unknown_campaign(&self) -> CampaignId {
        CampaignId::from_parts(self.platform.now(), self.platform.random())
    }

    pub(super) fn new_roll(&self, vtt_roll_id: &str, visibility: Visibility) -> NewRoll {
        let roll = roll(vtt_roll_id, 17, visibility);
        NewRoll {
            roll_id: self.roll_id(),
            rolled_at: self.now(),
            roll,
            verdict: Verdict::default(),
            system: SystemRef { id: "dnd5e".into(), version: None },
            character_id: None,
            drafts: vec![draft(Audience::Gm), draft(Audience::Stream)],
        }
    }

    pub(super) async fn record(
        &self,
        campaign_id: CampaignId,
        rolls: &[NewRoll],
    ) -> Result<Vec<RecordOutcome>, StoreError> {
        self.store.record(campaign_id, "m1", r#"{"_id":"m1"}"#, rolls, self.now()).await
    }
}

fn world(platform: &FixedPlatform, vtt_campaign_id: &str) -> Campaign {
    Campaign {
        campaign_id: CampaignId::from_parts(platform.now(), platform.random()),
        connection_id: ConnectionId::from_parts(platform.now(), platform.random()),
        vtt_campaign_id: vtt_campaign_id.to_owned(),
        name: format!("The world of {vtt_campaign_id}"),
        system: None,
    }
}

/// A roll with something in every field, so that a store that drops one is found out.
pub(super) fn roll(vtt_roll_id: &str, total: u32, visibility: Visibility) -> Roll {
    let mut die = Die::new(20, total);
    die.success = Some(true);
    Roll {
        vtt_roll_id: vtt_roll_id.to_owned(),
        formula: "1d20x + 0.5".to_owned(),
        total: Some((f64::from(total) + 0.5).into()),
        dice: vec![die, Die::new(0, -1)],
        total_check: TotalCheck::Differs { recomputed: total.into() },
        roll_type: Some("attack".to_owned()),
        flavor: Some("Épée de l'aube ⚔".to_owned()),
        speaker: Speaker { alias: Some("Mira".to_owned()), ..Speaker::default() },
        visibility,
        origin: RollOrigin::Inline,
        hints: [("critAt".to_owned(), 19.0.into()), ("isLucky".to_owned(), true.into())].into(),
        rolled_at: Some(Timestamp::from_millis(1_790_000_000_123)),
    }
}

pub(super) fn draft(audience: Audience) -> Draft {
    Draft { audience, topic: Topic::Dice, event: "dice:roll", payload: "{}".to_owned() }
}

pub(super) fn character(vtt_character_id: &str, name: &str) -> Character {
    let hit_points = Gauge { value: Some(9.into()), max: Some(12.into()), ..Gauge::default() };
    Character {
        vtt_character_id: vtt_character_id.to_owned(),
        name: name.to_owned(),
        avatar_url: Some("icons/mira.webp".to_owned()),
        character_type: CharacterKind::Pc,
        stats: [("hp".to_owned(), Stat::Gauge(hit_points))].into_iter().collect(),
        conditions: vec!["prone".to_owned()],
        inventory: vec![InventoryItem { quantity: 3.into(), ..InventoryItem::new("i1", "Torch") }],
        metadata: serde_json::Value::Null,
    }
}
