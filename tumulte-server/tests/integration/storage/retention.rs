//! What is forgotten, and what is not.

use tumulte_core::{
    model::RollId,
    sync::{Audience, Draft, Store as _, Topic},
};
use tumulte_server::storage::Feed;

use super::{
    databases::Fresh,
    store_contract::NOW,
    table::{campaign, message},
};

on_both_databases! {
    rolls_are_forgotten_with_all_that_belongs_to_them
    events_pass_but_the_history_of_the_game_master_stays
}

async fn rolls_are_forgotten_with_all_that_belongs_to_them(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    // More than one step of the sweep.
    let old: Vec<_> = (0..620).map(|n| message(campaign_id, &format!("old{n}"))).collect();
    storage.record_all(&old, NOW).await;
    let later = NOW.plus_seconds(10);
    let mut new = message(campaign_id, "new");
    // An id tells when it was made.
    new.rolls[0].roll_id = RollId::from_parts(later, tumulte_server::platform::random());
    storage.record_all(&[new], later).await;

    assert_eq!(storage.forget_rolls(NOW).await.unwrap(), 0, "none is older than that");
    assert_eq!(storage.forget_rolls(later).await.unwrap(), 620);
    assert_eq!(storage.forget_rolls(later).await.unwrap(), 0);
    let left = storage.roll_history(campaign_id, None, 9).await.unwrap();
    assert_eq!(left.iter().map(|row| row.view.as_str()).collect::<Vec<_>>(), ["new"]);
    let again = storage.record_all(&old[..1], later).await.remove(0).unwrap();
    assert!(again[0].is_new, "nothing of it was left");
}

async fn events_pass_but_the_history_of_the_game_master_stays(fresh: Fresh) {
    let storage = &fresh.storage;
    let campaign_id = campaign(storage, "embers").await;
    storage.record_all(&[message(campaign_id, "m1")], NOW).await;
    let draft = Draft {
        audience: Audience::Gm,
        topic: Topic::Characters,
        event: "character:update",
        payload: "{}".to_owned(),
    };
    let many = vec![draft; 700];
    storage.append(campaign_id, &many, NOW).await.unwrap();
    let later = NOW.plus_seconds(10);
    storage.record_all(&[message(campaign_id, "m2")], later).await;

    assert_eq!(storage.forget_events(later).await.unwrap(), 701);
    let read = async |audience| {
        let feed = Feed { campaigns: vec![campaign_id], audience, topic: Topic::Dice };
        let events = storage.events_after(&feed, 0, NOW, 9).await.unwrap();
        events.into_iter().map(|event| event.payload).collect::<Vec<_>>()
    };
    assert_eq!(read(Audience::Stream).await, ["m2"]);
    assert_eq!(read(Audience::Gm).await, ["m1", "m2"]);
    assert_eq!(storage.roll_history(campaign_id, None, 9).await.unwrap().len(), 2);
}
