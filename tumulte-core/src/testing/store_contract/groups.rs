//! Many at once.

use super::{
    StoreFixture,
    samples::{Bench, character},
};
use crate::{
    model::{CampaignId, CharacterId, RollId, Visibility},
    sync::{Cursor, NewMessage, SpeakingCharacter, Store, StoreError},
};

fn message<S: Store>(bench: &Bench<S>, campaign_id: CampaignId, message_id: &str) -> NewMessage {
    let place = |index: u8| format!("{message_id}#{index}");
    NewMessage {
        campaign_id,
        message_id: message_id.to_owned(),
        raw: format!(r#"{{"_id":"{message_id}"}}"#),
        rolls: [0, 1].map(|index| bench.new_roll(&place(index), Visibility::Public)).into(),
    }
}

/// Messages that are recorded together are told in their order, across campaigns; what was there before, or comes
/// twice among them, is recorded once.
pub async fn messages_recorded_together_are_told_in_their_order<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let (here, there) = (bench.campaign.campaign_id, bench.other.campaign_id);
    let early = message(&bench, here, "m1");
    for outcomes in bench.store.record_all(core::slice::from_ref(&early), bench.now()).await {
        assert!(outcomes?.iter().all(|outcome| outcome.is_new));
    }
    let first = message(&bench, here, "m2");
    let group = [
        first.clone(),
        message(&bench, there, "m2"),
        message(&bench, here, "m1"),
        message(&bench, here, "m2"),
        NewMessage { rolls: Vec::new(), ..message(&bench, here, "m3") },
        message(&bench, here, "m4"),
    ];
    let mut outcomes = Vec::new();
    for recorded in bench.store.record_all(&group, bench.now()).await {
        outcomes.push(recorded?);
    }
    let new: Vec<Vec<bool>> =
        outcomes.iter().map(|of| of.iter().map(|outcome| outcome.is_new).collect()).collect();
    let (all, none) = (vec![true; 2], vec![false; 2]);
    assert_eq!(new, [all.clone(), all.clone(), none.clone(), none, Vec::new(), all]);
    let ids = |of: usize| -> Vec<RollId> {
        outcomes.get(of).into_iter().flatten().map(|outcome| outcome.roll_id).collect()
    };
    let told =
        |of: &NewMessage| -> Vec<RollId> { of.rolls.iter().map(|new| new.roll_id).collect() };
    assert_eq!(ids(2), told(&early), "recorded by an earlier call");
    assert_eq!(ids(3), told(&first), "recorded earlier in the same call");

    let cursors: Vec<Cursor> =
        outcomes.into_iter().flatten().flat_map(|outcome| outcome.cursors).collect();
    assert_eq!(cursors.len(), 3 * 2 * 2, "a cursor for each draft of a new roll");
    assert!(cursors.is_sorted_by(|one, next| one < next), "{cursors:?} do not grow");
    assert!(bench.store.record_all(&[], bench.now()).await.is_empty());
    Ok(())
}

/// Of messages that are recorded together, only the one that can't be stored is refused.
pub async fn a_refused_message_spoils_none_of_the_others<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let (here, nowhere) = (bench.campaign.campaign_id, bench.unknown_campaign());
    let group: Vec<NewMessage> = [here, here, nowhere, here, nowhere]
        .into_iter()
        .zip(["m1", "m2", "m3", "m4", "m5"])
        .map(|(campaign_id, id)| message(&bench, campaign_id, id))
        .collect();
    let recorded = bench.store.record_all(&group, bench.now()).await;
    let taken: Vec<bool> = recorded.iter().map(Result::is_ok).collect();
    assert_eq!(taken, [true, true, false, true, false]);
    for (message_id, count) in [("m1", 2), ("m2", 2), ("m3", 0), ("m4", 2)] {
        let stored = bench.store.rolls_of_message(here, message_id).await?;
        assert_eq!(stored.len(), count, "rolls of {message_id}");
    }
    let cursors: Vec<Cursor> =
        recorded.into_iter().flatten().flatten().flat_map(|outcome| outcome.cursors).collect();
    assert!(cursors.is_sorted_by(|one, next| one < next), "{cursors:?} do not grow");
    Ok(())
}

/// Campaigns and speakers are found by the lot as they are found one by one.
pub async fn many_are_found_as_each_is<F: StoreFixture>(fixture: &F) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let (here, there) = (&bench.campaign, &bench.other);
    let worlds = [
        (there.connection_id, "elsewhere"),
        (here.connection_id, "elsewhere"),
        (here.connection_id, "embers"),
    ];
    let found = bench.store.campaigns(&worlds).await?;
    assert_eq!(found, [Some(there.clone()), None, Some(here.clone())]);
    assert!(bench.store.campaigns(&[]).await?.is_empty());

    let put = |id: CharacterId, vtt_id, name| [(id, character(vtt_id, name))];
    let mira = put(bench.character_id(), "a1", "Mira");
    bench.store.put_characters(here.campaign_id, &mira, false, bench.now()).await?;
    let gone = put(bench.character_id(), "a2", "Brakka");
    bench.store.put_characters(here.campaign_id, &gone, false, bench.now()).await?;
    bench.store.remove_character(here.campaign_id, "a2", bench.now()).await?;
    let wanted = [(here.campaign_id, "a2"), (here.campaign_id, "a1"), (there.campaign_id, "a1")];
    let found = bench.store.speakers(&wanted).await?;
    let stored = bench.store.character(here.campaign_id, "a1").await?;
    assert_eq!(found, [None, stored.map(SpeakingCharacter::from), None]);
    assert!(bench.store.speakers(&[]).await?.is_empty());
    Ok(())
}

/// The rolls that were made between two moments are found with their messages, whenever they were recorded.
pub async fn what_was_made_between_two_moments_is_found<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let (here, there) = (bench.campaign.campaign_id, bench.other.campaign_id);
    let noon = bench.now();
    for (campaign_id, name, seconds) in
        [(here, "m1", -4), (here, "m2", -3), (here, "m3", 0), (here, "m4", 4), (there, "m5", 0)]
    {
        let mut message = message(&bench, campaign_id, name);
        for roll in &mut message.rolls {
            roll.rolled_at = noon.plus_seconds(seconds);
        }
        for recorded in bench.store.record_all(&[message], bench.now()).await {
            recorded?;
        }
    }
    let (from, until) = (noon.plus_seconds(-3), noon.plus_seconds(3));
    let found = bench.store.rolls_between(here, from, until, bench.now()).await?;
    let mut names: Vec<(String, serde_json::Value)> = found
        .into_iter()
        .map(|told| (told.roll.vtt_roll_id, serde_json::from_str(&told.raw).unwrap_or_default()))
        .collect();
    names.sort_by(|one, other| one.0.cmp(&other.0));
    let raw = |name: &str| serde_json::json!({ "_id": name });
    let expected = [("m2#0", "m2"), ("m2#1", "m2"), ("m3#0", "m3"), ("m3#1", "m3")];
    assert_eq!(names, expected.map(|(id, name)| (id.to_owned(), raw(name))));
    Ok(())
}
