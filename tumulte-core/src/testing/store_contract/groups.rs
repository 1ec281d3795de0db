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
