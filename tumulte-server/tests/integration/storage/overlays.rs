//! How overlays look, and who blanked them.

use tumulte_core::model::StreamerId;
use tumulte_server::{
    overlay::{OverlaySettings, OverlayTheme},
    storage::{Storage, StreamerRow},
};

use super::{
    databases::Fresh,
    store_contract::NOW,
    table::{campaign, message},
};

on_both_databases! {
    settings_are_as_by_default_until_they_are_saved
    a_blank_holds_until_it_is_released_and_leaves_its_floor
    a_streamer_is_blanked_with_any_of_its_campaigns
    only_owners_of_its_campaigns_find_a_streamer
}

async fn streamer(storage: &Storage, world: &str, key: &str) -> StreamerId {
    let campaign_id = campaign(storage, world).await;
    let row = StreamerRow {
        streamer_id: StreamerId::from_parts(NOW, tumulte_server::platform::random()),
        name: key.to_owned(),
        overlay_key: key.to_owned(),
    };
    storage.add_streamer(campaign_id, &row, NOW).await.unwrap();
    row.streamer_id
}

async fn settings_are_as_by_default_until_they_are_saved(fresh: Fresh) {
    let storage = &fresh.storage;
    let streamer_id = streamer(storage, "embers", "k1").await;
    let stored = storage.overlay_settings(streamer_id).await.unwrap();
    assert_eq!(stored, OverlaySettings::default());
    for theme in [OverlayTheme::Neon, OverlayTheme::Abyss] {
        let settings = OverlaySettings { theme, delay_seconds: 30, ..OverlaySettings::default() };
        storage.save_overlay_settings(streamer_id, &settings, NOW).await.unwrap();
        assert_eq!(storage.overlay_settings(streamer_id).await.unwrap(), settings);
    }
    assert_eq!(storage.characters_of_streamer(streamer_id).await.unwrap(), []);
}

async fn a_blank_holds_until_it_is_released_and_leaves_its_floor(fresh: Fresh) {
    let storage = &fresh.storage;
    let streamer_id = streamer(storage, "embers", "k1").await;
    let campaign_id = storage.campaigns_of_streamer(streamer_id).await.unwrap()[0];
    storage.blank_streamer(streamer_id, false, NOW).await.unwrap();
    assert_eq!(storage.blank_of(streamer_id).await.unwrap().floor, 0);

    storage.blank_streamer(streamer_id, true, NOW).await.unwrap();
    assert!(storage.blank_of(streamer_id).await.unwrap().is_blank());
    for recorded in storage.record_all(&[message(campaign_id, "m1")], NOW).await {
        recorded.unwrap();
    }
    storage.blank_streamer(streamer_id, false, NOW).await.unwrap();
    let released = storage.blank_of(streamer_id).await.unwrap();
    assert!(!released.is_blank());
    assert_eq!(released.floor, storage.newest_cursor().await.unwrap());
    assert!(released.floor > 0);
}

async fn a_streamer_is_blanked_with_any_of_its_campaigns(fresh: Fresh) {
    let storage = &fresh.storage;
    let streamer_id = streamer(storage, "embers", "k1").await;
    let other = streamer(storage, "tides", "k2").await;
    let second = storage.campaigns_of_streamer(other).await.unwrap()[0];
    storage.join_campaign(second, streamer_id, NOW).await.unwrap();
    for _ in 0..2 {
        storage.blank_campaign(second, true, NOW).await.unwrap();
    }
    assert!(storage.is_campaign_blank(second).await.unwrap());
    for who in [streamer_id, other] {
        assert_eq!(storage.blank_of(who).await.unwrap().by_campaigns, [second]);
    }
    storage.blank_campaign(second, false, NOW).await.unwrap();
    assert!(!storage.is_campaign_blank(second).await.unwrap());
    assert!(!storage.blank_of(streamer_id).await.unwrap().is_blank());
}

async fn only_owners_of_its_campaigns_find_a_streamer(fresh: Fresh) {
    let storage = &fresh.storage;
    let streamer_id = streamer(storage, "embers", "k1").await;
    let campaign_id = storage.campaigns_of_streamer(streamer_id).await.unwrap()[0];
    let owner = storage.campaign_by_id(campaign_id).await.unwrap().unwrap().owner_id;
    let found = storage.streamer_of_owner(owner, streamer_id).await.unwrap();
    assert_eq!(found.unwrap().overlay_key, "k1");
    let stranger = tumulte_core::model::UserId::from_parts(NOW, [7; 10]);
    assert!(storage.streamer_of_owner(stranger, streamer_id).await.unwrap().is_none());
}
