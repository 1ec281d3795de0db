//! Rolls and their events.

use super::{
    StoreFixture,
    samples::{Bench, draft, roll},
};
use crate::{
    model::{Outcome, Verdict, Visibility},
    sync::{Audience, Cursor, RecordOutcome, RollRevision, Store as _, StoreError},
};

/// A new roll is stored whole, under the id it was given, with one cursor per draft.
pub async fn a_roll_is_recorded_once<F: StoreFixture>(fixture: &F) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let new = bench.new_roll("m1#0", Visibility::Public);
    let outcomes = bench.record(campaign_id, core::slice::from_ref(&new)).await?;
    let [RecordOutcome { roll_id, cursors, is_new: true }] = outcomes.as_slice() else {
        return Err(broken(&format!("one new roll was recorded as {outcomes:?}")));
    };
    assert_eq!(*roll_id, new.roll_id);
    assert_eq!(cursors.len(), new.drafts.len());

    let stored = bench.store.rolls_of_message(campaign_id, "m1").await?;
    assert_eq!(stored.len(), 1);
    for stored in stored {
        assert_eq!(stored.roll_id, new.roll_id);
        assert_eq!(stored.vtt_roll_id, "m1#0");
        assert_eq!(stored.visibility, Visibility::Public);
        assert_eq!(stored.roll, new.roll);
        assert!(!stored.is_retracted);
    }
    assert!(bench.store.rolls_of_message(campaign_id, "m2").await?.is_empty());
    Ok(())
}

/// The same roll again, even with other content, gives the first id, no cursor, and changes nothing;
/// a new one beside it is recorded all the same.
pub async fn a_second_delivery_changes_nothing<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let first = bench.new_roll("m1#0", Visibility::Public);
    bench.record(campaign_id, core::slice::from_ref(&first)).await?;
    let before = bench.store.rolls_of_message(campaign_id, "m1").await?;

    let mut again = bench.new_roll("m1#0", Visibility::Blind);
    again.roll = roll("m1#0", 3, Visibility::Blind);
    let beside = bench.new_roll("m1#1", Visibility::Public);
    let twin = bench.new_roll("m1#1", Visibility::Public);
    let outcomes = bench.record(campaign_id, &[again, beside.clone(), twin]).await?;
    let ids: Vec<_> = outcomes.iter().map(|outcome| (outcome.roll_id, outcome.is_new)).collect();
    let expected = [(first.roll_id, false), (beside.roll_id, true), (beside.roll_id, false)];
    assert_eq!(ids, expected);
    let cursors: Vec<usize> = outcomes.iter().map(|outcome| outcome.cursors.len()).collect();
    assert_eq!(cursors, [0, 2, 0]);

    let after = bench.store.rolls_of_message(campaign_id, "m1").await?;
    assert_eq!(after.len(), 2);
    assert_eq!(after.first(), before.first());
    Ok(())
}

/// Hiding is the views' business: the store keeps everything.
pub async fn a_hidden_roll_is_kept_whole<F: StoreFixture>(fixture: &F) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let hidden = [Visibility::GmOnly, Visibility::Blind, Visibility::SelfOnly];
    let rolls: Vec<_> = hidden
        .iter()
        .zip(["m1#0", "m1#1", "m1#2"])
        .map(|(visibility, id)| bench.new_roll(id, *visibility))
        .collect();
    bench.record(bench.campaign.campaign_id, &rolls).await?;
    let stored = bench.store.rolls_of_message(bench.campaign.campaign_id, "m1").await?;
    let kept: Vec<_> = stored.iter().map(|stored| (stored.visibility, &stored.roll)).collect();
    let told: Vec<_> = rolls.iter().map(|new| (new.roll.visibility, &new.roll)).collect();
    assert_eq!(kept, told);
    Ok(())
}

/// Cursors grow from draft to draft, from roll to roll, from call to call and across campaigns.
pub async fn cursors_grow_in_the_order_of_the_drafts<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let (here, there) = (bench.campaign.campaign_id, bench.other.campaign_id);
    let drafts = [draft(Audience::Gm), draft(Audience::Stream), draft(Audience::Gm)];
    let mut all = Vec::new();

    let rolls = ["m1#0", "m1#1"].map(|id| bench.new_roll(id, Visibility::Public));
    all.extend(bench.record(here, &rolls).await?.into_iter().flat_map(|outcome| outcome.cursors));
    all.extend(bench.store.append(there, &drafts, bench.now()).await?);
    let revisions = rolls.each_ref().map(|new| RollRevision {
        roll_id: new.roll_id,
        roll: new.roll.clone(),
        verdict: new.verdict.clone(),
        drafts: drafts.to_vec(),
    });
    all.extend(bench.store.revise(here, &revisions, bench.now()).await?.into_iter().flatten());
    let foreign = bench.new_roll("m1#0", Visibility::Public);
    let outcomes = bench.record(there, &[foreign]).await?;
    all.extend(outcomes.into_iter().flat_map(|outcome| outcome.cursors));
    let retractions = rolls.map(|new| (new.roll_id, drafts.to_vec()));
    all.extend(bench.store.retract(here, &retractions, bench.now()).await?.into_iter().flatten());

    assert_eq!(all.len(), 4 + 3 + 6 + 2 + 6);
    assert!(all.first().is_some_and(|cursor| *cursor > 0), "zero stands before the first: {all:?}");
    assert!(grows(&all), "{all:?}");
    Ok(())
}

/// Whatever the order they were recorded in.
pub async fn rolls_of_a_message_come_in_the_order_of_their_ids<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let (early, late) = (bench.roll_id(), bench.roll_id());
    let mut rolls = ["m1#1", "m1#0"].map(|id| bench.new_roll(id, Visibility::Public));
    for (new, roll_id) in rolls.iter_mut().zip([late, early]) {
        new.roll_id = roll_id;
    }
    bench.record(campaign_id, &rolls).await?;
    let stored = bench.store.rolls_of_message(campaign_id, "m1").await?;
    let ids: Vec<_> = stored.iter().map(|stored| stored.roll_id).collect();
    assert_eq!(ids, [early, late]);
    Ok(())
}

/// A revision changes the roll it names and no other.
pub async fn a_revision_changes_the_roll_and_appends_its_events<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let rolls = ["m1#0", "m1#1"].map(|id| bench.new_roll(id, Visibility::GmOnly));
    bench.record(campaign_id, &rolls).await?;
    let [changed, left] = rolls;
    let revision = RollRevision {
        roll_id: changed.roll_id,
        roll: roll("m1#0", 20, Visibility::Public),
        verdict: Verdict { outcome: Some(Outcome::Success), ..Verdict::default() },
        drafts: vec![draft(Audience::Gm)],
    };
    let cursors =
        bench.store.revise(campaign_id, core::slice::from_ref(&revision), bench.now()).await?;
    assert_eq!(cursors.iter().map(Vec::len).collect::<Vec<_>>(), [1]);

    let stored = bench.store.rolls_of_message(campaign_id, "m1").await?;
    let now: Vec<_> = stored.iter().map(|stored| (stored.visibility, &stored.roll)).collect();
    assert_eq!(now, [(Visibility::Public, &revision.roll), (Visibility::GmOnly, &left.roll)]);
    Ok(())
}

/// Retracting keeps the roll, and a resend does not bring it back.
pub async fn a_retracted_roll_stays_retracted<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let rolls = ["m1#0", "m1#1"].map(|id| bench.new_roll(id, Visibility::Public));
    bench.record(campaign_id, &rolls).await?;
    let retractions: Vec<_> =
        rolls.iter().take(1).map(|new| (new.roll_id, vec![draft(Audience::Stream)])).collect();
    let cursors = bench.store.retract(campaign_id, &retractions, bench.now()).await?;
    assert_eq!(cursors.iter().map(Vec::len).collect::<Vec<_>>(), [1]);

    let outcomes = bench.record(campaign_id, &rolls).await?;
    assert!(outcomes.iter().all(|outcome| !outcome.is_new), "{outcomes:?}");
    let stored = bench.store.rolls_of_message(campaign_id, "m1").await?;
    let retracted: Vec<_> = stored.iter().map(|stored| stored.is_retracted).collect();
    assert_eq!(retracted, [true, false]);
    Ok(())
}

/// A record of which one part is refused is refused whole: here a roll of a character nobody knows.
pub async fn a_refused_record_leaves_nothing<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    let [fine, mut wrong] = ["m1#0", "m1#1"].map(|id| bench.new_roll(id, Visibility::Public));
    wrong.character_id = Some(bench.character_id());
    let refused = bench.record(campaign_id, &[fine.clone(), wrong]).await;
    assert!(refused.is_err(), "{refused:?}");
    assert!(bench.store.rolls_of_message(campaign_id, "m1").await?.is_empty());

    let outcomes = bench.record(campaign_id, &[fine]).await?;
    assert!(outcomes.iter().all(|outcome| outcome.is_new), "{outcomes:?}");
    Ok(())
}

/// Writing to a campaign that was never imported is refused; there is nothing to read in it.
pub async fn an_unknown_campaign_takes_nothing<F: StoreFixture>(
    fixture: &F,
) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let nowhere = bench.unknown_campaign();
    let new = bench.new_roll("m1#0", Visibility::Public);
    assert!(bench.record(nowhere, &[new]).await.is_err());
    assert!(bench.store.append(nowhere, &[draft(Audience::Gm)], bench.now()).await.is_err());
    assert!(bench.store.rolls_of_message(nowhere, "m1").await?.is_empty());
    assert_eq!(bench.store.character(nowhere, "a1").await?, None);
    Ok(())
}

/// Empty lists are no error.
pub async fn nothing_causes_nothing<F: StoreFixture>(fixture: &F) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let campaign_id = bench.campaign.campaign_id;
    assert!(bench.record(campaign_id, &[]).await?.is_empty());
    assert!(bench.store.revise(campaign_id, &[], bench.now()).await?.is_empty());
    assert!(bench.store.retract(campaign_id, &[], bench.now()).await?.is_empty());
    assert!(bench.store.append(campaign_id, &[], bench.now()).await?.is_empty());
    Ok(())
}

/// The same tabletop ids in two campaigns are two rolls.
pub async fn campaigns_do_not_share_rolls<F: StoreFixture>(fixture: &F) -> Result<(), StoreError> {
    let bench = Bench::open(fixture).await?;
    let (here, there) = (bench.campaign.campaign_id, bench.other.campaign_id);
    let [ours, theirs] = [Visibility::Public, Visibility::Blind]
        .map(|visibility| bench.new_roll("m1#0", visibility));
    for (campaign_id, new) in [(here, &ours), (there, &theirs)] {
        let outcomes = bench.record(campaign_id, core::slice::from_ref(new)).await?;
        assert!(outcomes.iter().all(|outcome| outcome.is_new), "{outcomes:?}");
    }
    for (campaign_id, new) in [(here, &ours), (there, &theirs)] {
        let stored = bench.store.rolls_of_message(campaign_id, "m1").await?;
        let ids: Vec<_> = stored.iter().map(|stored| (stored.roll_id, stored.visibility)).collect();
        assert_eq!(ids, [(new.roll_id, new.roll.visibility)]);
    }
    Ok(())
}

fn grows(cursors: &[Cursor]) -> bool {
    cursors.iter().zip(cursors.iter().skip(1)).all(|(before, after)| before < after)
}

fn broken(what: &str) -> StoreError {
    StoreError::Unavailable(what.into())
}
