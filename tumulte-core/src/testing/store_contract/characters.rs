//! Worlds and their characters.

use super::{
    StoreFixture,
    samples::{Bench, character},
};
use crate::{
    model::SystemRef,
    sync::{Store as _, StoreError},
};

/// A campaign is found by its connection and world, and knows the game system the world told of last.
pub async fn a_world_describes_itself<F: StoreFixture>(fixture: &F) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let connection_id = bench.campaign.connection_id;
    let found = bench.store.campaign(connection_id, "embers").await?;
    assert_eq!(found.as_ref(), Some(&bench.campaign));
    assert_eq!(bench.store.campaign(connection_id, "elsewhere").await?, None);
    assert_eq!(bench.store.campaign(bench.other.connection_id, "embers").await?, None);

    let system = SystemRef { id: "pf2e".into(), version: Some("7.1.0".to_owned()) };
    bench.store.describe_world(connection_id, Some("Embers"), &system, Some("13.348")).await?;
    bench.store.describe_world(connection_id, None, &system, None).await?;
    let found = bench.store.campaign(connection_id, "embers").await?;
    assert_eq!(found.and_then(|campaign| campaign.system), Some(system));
    let other = bench.store.campaign(bench.other.connection_id, "elsewhere").await?;
    assert_eq!(other.and_then(|campaign| campaign.system), None);
    Ok(())
}

/// One character more or changed says nothing about the rest.
pub async fn a_partial_sync_leaves_the_others_alone<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let ids = [bench.character_id(), bench.character_id(), bench.character_id()];
    let [mira_id, brakka_id, new_id] = ids;
    let put = [(mira_id, character("a1", "Mira")), (brakka_id, character("a2", "Brakka"))];
    let stored = bench.store.put_characters(campaign_id, &put, false, bench.now()).await?;
    let told: Vec<_> =
        stored.into_iter().map(|stored| (stored.character_id, stored.character)).collect();
    assert_eq!(told, put);

    let renamed = [(new_id, character("a1", "Mira of the Embers"))];
    let stored = bench.store.put_characters(campaign_id, &renamed, false, bench.now()).await?;
    let ids: Vec<_> = stored.iter().map(|stored| stored.character_id).collect();
    assert_eq!(ids, [mira_id], "a known character keeps its id");

    let mira = bench.store.character(campaign_id, "a1").await?;
    assert_eq!(mira.map(|stored| stored.character.name).as_deref(), Some("Mira of the Embers"));
    let brakka = bench.store.character(campaign_id, "a2").await?;
    assert_eq!(brakka.map(|stored| stored.character_id), Some(brakka_id));
    Ok(())
}

/// A complete list says who is there, in its own campaign.
pub async fn a_complete_sync_marks_the_others_as_gone<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let (here, there) = (bench.campaign.campaign_id, bench.other.campaign_id);
    for campaign_id in [here, there] {
        let both = [("a1", "Mira"), ("a2", "Brakka")]
            .map(|(id, name)| (bench.character_id(), character(id, name)));
        bench.store.put_characters(campaign_id, &both, true, bench.now()).await?;
    }
    let one = [(bench.character_id(), character("a2", "Brakka"))];
    bench.store.put_characters(here, &one, true, bench.now()).await?;

    assert_eq!(bench.store.character(here, "a1").await?, None);
    assert!(bench.store.character(here, "a2").await?.is_some());
    assert!(bench.store.character(there, "a1").await?.is_some());

    bench.store.put_characters(here, &[], true, bench.now()).await?;
    assert_eq!(bench.store.character(here, "a2").await?, None);
    Ok(())
}

/// Removing gives the id the first time only.
pub async fn a_removed_character_is_gone_once<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let id = bench.character_id();
    let put = [(id, character("a1", "Mira"))];
    bench.store.put_characters(campaign_id, &put, false, bench.now()).await?;

    let remove = |campaign_id| bench.store.remove_character(campaign_id, "a1", bench.now());
    assert_eq!(remove(bench.other.campaign_id).await?, None);
    assert_eq!(remove(campaign_id).await?, Some(id));
    assert_eq!(remove(campaign_id).await?, None);
    assert_eq!(bench.store.character(campaign_id, "a1").await?, None);
    Ok(())
}

/// What was assigned to it, or rolled by it, stays with it.
pub async fn a_character_that_comes_back_keeps_its_id<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let (id, unused) = (bench.character_id(), bench.character_id());
    let put = [(id, character("a1", "Mira"))];
    bench.store.put_characters(campaign_id, &put, false, bench.now()).await?;
    bench.store.remove_character(campaign_id, "a1", bench.now()).await?;

    let back = [(unused, character("a1", "Mira"))];
    let stored = bench.store.put_characters(campaign_id, &back, false, bench.now()).await?;
    assert_eq!(stored.iter().map(|stored| stored.character_id).collect::<Vec<_>>(), [id]);
    assert!(bench.store.character(campaign_id, "a1").await?.is_some());
    Ok(())
}

/// The list has everybody who is there, in one order, and nobody who is gone or elsewhere.
pub async fn who_is_there_is_listed<F: StoreFixture>(fixture: &F) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let put = [("a3", "Olin"), ("a1", "Mira"), ("a2", "Brakka")]
        .map(|(id, name)| (bench.character_id(), character(id, name)));
    bench.store.put_characters(campaign_id, &put, false, bench.now()).await?;
    bench.store.remove_character(campaign_id, "a2", bench.now()).await?;
    let listed = bench.store.present_characters(campaign_id).await?;
    let names: Vec<_> = listed.iter().map(|one| one.character.name.as_str()).collect();
    assert_eq!(names, ["Mira", "Olin"]);
    assert!(bench.store.present_characters(bench.other.campaign_id).await?.is_empty());
    Ok(())
}
