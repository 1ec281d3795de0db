//! Versions of a campaign's rules, and the rolls they are tried on.

use tumulte_core::{
    model::CampaignId,
    sync::{RuledCampaign, Store as _},
    systems::RuleSet,
};
use tumulte_server::storage::{RollFilter, Storage};

use super::{
    databases::Fresh,
    store_contract::NOW,
    table::{campaign, message},
};

on_both_databases! {
    versions_follow_one_another_and_two_at_once_are_told
    campaigns_come_with_the_newest_rules_on_every_server
    old_versions_are_forgotten
    rules_are_tried_on_the_newest_rolls
    the_history_is_narrowed
}

fn crit_at(threshold: f64) -> RuleSet {
    RuleSet::new("dnd5e").with_override("critAt", threshold)
}

async fn ruled(storage: &Storage, campaign_id: CampaignId) -> RuledCampaign {
    let campaign = storage.campaign_by_id(campaign_id).await.unwrap().unwrap().campaign;
    let world = (campaign.connection_id, campaign.vtt_campaign_id.as_str());
    storage.ruled_campaigns(&[world]).await.unwrap().remove(0).unwrap()
}

async fn versions_follow_one_another_and_two_at_once_are_told(fresh: Fresh) {
    let storage = &fresh.storage;
    let id = campaign(storage, "embers").await;
    assert!(storage.rules_of(id).await.unwrap().is_none());
    assert_eq!(storage.save_rules(id, &crit_at(19.0), Some(0), NOW).await.unwrap(), Some(1));
    assert_eq!(storage.save_rules(id, &crit_at(18.0), Some(0), NOW).await.unwrap(), None);
    assert_eq!(storage.save_rules(id, &crit_at(18.0), None, NOW).await.unwrap(), Some(2));
    let newest = storage.rules_of(id).await.unwrap().unwrap();
    assert_eq!((newest.version, newest.set, newest.saved_at), (2, crit_at(18.0), NOW));
    assert_eq!(storage.rules_version(id, 1).await.unwrap().unwrap().set, crit_at(19.0));
    assert!(storage.rules_version(id, 3).await.unwrap().is_none());
}

async fn campaigns_come_with_the_newest_rules_on_every_server(fresh: Fresh) {
    let other = Storage::open(&fresh.url).await.unwrap();
    let storage = &fresh.storage;
    let id = campaign(storage, "embers").await;
    assert!(ruled(storage, id).await.rules.is_none());
    storage.save_rules(id, &crit_at(19.0), None, NOW).await.unwrap();
    for storage in [storage, &other] {
        assert!(ruled(storage, id).await.rules.unwrap().is_for(&"dnd5e".into()));
    }
    other.save_rules(id, &RuleSet::new("dnd5e"), None, NOW).await.unwrap();
    for storage in [storage, &other] {
        assert!(ruled(storage, id).await.rules.is_none(), "plain rules are the system's own");
    }
    let broken = RuleSet::new("dnd5e").with_override("no_such_option", 1.0);
    storage.save_rules(id, &broken, None, NOW).await.unwrap();
    assert!(ruled(&other, id).await.rules.is_none(), "what can't be used judges nothing");
}

async fn old_versions_are_forgotten(fresh: Fresh) {
    let storage = &fresh.storage;
    let (here, there) = (campaign(storage, "embers").await, campaign(storage, "ashes").await);
    storage.save_rules(there, &crit_at(19.0), None, NOW).await.unwrap();
    for _ in 0..53 {
        storage.save_rules(here, &crit_at(19.0), None, NOW).await.unwrap();
    }
    let kept = storage.rules_history(here, 100).await.unwrap();
    assert_eq!((kept.len(), kept[0].version, kept[49].version), (50, 53, 4));
    assert_eq!(storage.rules_history(there, 100).await.unwrap().len(), 1);
}

async fn rules_are_tried_on_the_newest_rolls(fresh: Fresh) {
    let storage = &fresh.storage;
    let id = campaign(storage, "embers").await;
    let messages: Vec<_> = (0..4).map(|n| message(id, &format!("m{n}"))).collect();
    for recorded in storage.record_all(&messages, NOW).await {
        recorded.unwrap();
    }
    storage.retract(id, &[(messages[3].rolls[0].roll_id, vec![])], NOW).await.unwrap();
    let past = storage.past_rolls(id, 2).await.unwrap();
    let told: Vec<_> = past.iter().map(|past| past.roll.vtt_roll_id.as_str()).collect();
    assert_eq!(told, ["m2#0", "m1#0"]);
    assert_eq!((past[0].system_id.as_str(), &past[0].character), ("dnd5e", &None));
}

async fn the_history_is_narrowed(fresh: Fresh) {
    let storage = &fresh.storage;
    let id = campaign(storage, "embers").await;
    let mut messages: Vec<_> = (0..4).map(|n| message(id, &format!("m{n}"))).collect();
    messages[1].rolls[0].verdict.outcome = Some(tumulte_core::model::Outcome::Success);
    messages[2].rolls[0].roll.visibility = tumulte_core::model::Visibility::Blind;
    for recorded in storage.record_all(&messages, NOW).await {
        recorded.unwrap();
    }
    let views = async |filter: RollFilter, before| -> Vec<String> {
        let rows = storage.rolls_like(id, &filter, before, 10).await.unwrap();
        rows.into_iter().map(|row| row.view).collect()
    };
    let all = RollFilter::default();
    assert_eq!(views(RollFilter { only_critical: true, ..all }, None).await, ["m1"]);
    assert_eq!(views(RollFilter { only_hidden: true, ..all }, None).await, ["m2"]);
    let nobody = tumulte_core::model::CharacterId::from_parts(NOW, [9; 10]);
    let before = Some(messages[2].rolls[0].roll_id);
    assert!(views(RollFilter { character: Some(nobody), ..all }, before).await.is_empty());
    assert_eq!(views(all, before).await, ["m1", "m0"]);
}
