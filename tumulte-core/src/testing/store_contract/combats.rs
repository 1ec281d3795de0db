//! Combats that go on.

use super::{StoreFixture, samples::Bench};
use crate::{
    model::{Combat, Combatant},
    sync::{Audience, Draft, Store as _, StoreError, Topic},
};

fn combat(id: &str, round: u32) -> Combat {
    let mira = Combatant {
        id: "c1".to_owned(),
        name: "Mira".to_owned(),
        img: None,
        actor_id: Some("a1".to_owned()),
        token_id: None,
        initiative: Some(17.5.into()),
        is_defeated: false,
        is_hidden: false,
        is_player: true,
        is_name_public: true,
        disposition: None,
    };
    let (vtt_combat_id, current) = (id.to_owned(), Some("c1".to_owned()));
    Combat { vtt_combat_id, round, turn: Some(0), started: true, combatants: vec![mira], current }
}

fn draft(payload: &str) -> Draft {
    let (audience, topic, event) = (Audience::Stream, Topic::Combat, "combat:update");
    Draft { audience, topic, event, payload: payload.to_owned() }
}

/// A combat is what was told of it last, and its events have cursors; its end is told once.
pub async fn a_combat_is_kept_until_it_ends<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let id = bench.campaign.campaign_id;
    assert!(bench.store.combats(id).await?.is_empty());
    let drafts = [draft("{}"), draft("{\"n\":2}")];
    let first = bench.store.put_combat(id, &combat("one", 1), &drafts, bench.now()).await?;
    let second = bench.store.put_combat(id, &combat("one", 2), &drafts[..1], bench.now()).await?;
    assert!(first.len() == 2 && first[0] < first[1] && second.len() == 1 && first[1] < second[0]);
    assert_eq!(bench.store.combats(id).await?, [combat("one", 2)]);

    let ended = bench.store.remove_combat(id, "one", &drafts, bench.now()).await?;
    assert_eq!(ended.len(), 2);
    let again = bench.store.remove_combat(id, "one", &drafts, bench.now()).await?;
    assert!(again.is_empty() && bench.store.combats(id).await?.is_empty());
    Ok(())
}

/// Each campaign has its own, the one longest without news first.
pub async fn combats_are_told_apart<F: StoreFixture>(fixture: &F) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let (here, there) = (bench.campaign.campaign_id, bench.other.campaign_id);
    for (seconds, name) in [(0, "one"), (1, "two"), (2, "one")] {
        let now = bench.now().plus_seconds(seconds);
        bench.store.put_combat(here, &combat(name, 1), &[], now).await?;
    }
    let names: Vec<_> =
        bench.store.combats(here).await?.into_iter().map(|one| one.vtt_combat_id).collect();
    assert_eq!(names, ["two", "one"]);
    assert!(bench.store.combats(there).await?.is_empty());
    assert!(bench.store.remove_combat(there, "one", &[], bench.now()).await?.is_empty());
    assert_eq!(bench.store.combats(here).await?.len(), 2);
    Ok(())
}
