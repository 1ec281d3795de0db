//! Polls: one at a time, each voter once, ended once, and nothing acknowledged is lost.

use tumulte_core::{
    model::{CampaignId, Timestamp},
    sync::{Audience, Draft, Topic},
};
use tumulte_server::{
    polls::{Outcome, Poll, PollStatus},
    storage::{Cast, Feed, Storage, Told, Vote},
};
use uuid::Uuid;

use super::{databases::Fresh, store_contract::NOW, table::campaign};

on_both_databases! {
    a_campaign_asks_one_thing_at_a_time
    a_voter_counts_once_and_may_change_the_vote
    as_many_vote_from_a_place_as_may
    votes_handed_in_at_once_are_all_counted
    late_votes_and_votes_for_nothing_do_not_count
    a_poll_is_ended_once_and_its_end_is_told
    viewers_are_told_of_votes_after_a_pause
    polls_are_found_by_key_and_campaign
    who_voted_is_forgotten_before_what_it_came_to
}

const END: Timestamp = NOW.plus_seconds(60);

pub(super) fn poll(campaign_id: CampaignId, key: &str, started_at: Timestamp) -> Poll {
    Poll {
        poll_id: Uuid::from_u128(
            key.bytes().fold(1, |id, byte| id.wrapping_mul(257) + u128::from(byte)),
        ),
        campaign_id,
        vote_key: key.to_owned(),
        question: "Open the door?".to_owned(),
        options: ["Yes", "No", "Run"].map(ToOwned::to_owned).to_vec(),
        votes: vec![0; 3],
        status: PollStatus::Running,
        started_at,
        ends_at: END,
        ended_at: None,
    }
}

pub(super) async fn begun(storage: &Storage, key: &str) -> Poll {
    let campaign_id = campaign(storage, key).await;
    let poll = poll(campaign_id, key, NOW);
    assert_eq!(storage.add_poll(&poll, &told("poll:start")).await.unwrap().unwrap().len(), 1);
    poll
}

fn told(event: &'static str) -> Vec<Draft> {
    let payload = format!("\"{event}\"");
    vec![Draft { audience: Audience::Stream, topic: Topic::Polls, event, payload }]
}

pub(super) fn vote(voter: &str, choice: usize) -> Vote {
    let place = Some(format!("at {voter}"));
    Vote { voter: voter.to_owned(), place, choice, voted_at: NOW.plus_seconds(1) }
}

async fn counts(storage: &Storage, poll: &Poll) -> Vec<u64> {
    storage.poll_by_key(&poll.vote_key).await.unwrap().unwrap().votes
}

async fn a_campaign_asks_one_thing_at_a_time(fresh: Fresh) {
    let storage = &fresh.storage;
    let first = begun(storage, "first").await;
    let second = poll(first.campaign_id, "second", NOW.plus_seconds(1));
    assert!(storage.add_poll(&second, &told("poll:start")).await.unwrap().is_none());
    let other = begun(storage, "other").await;
    let mut running = storage.running_polls().await.unwrap();
    running.sort_unstable();
    let mut both = [(first.poll_id, END), (other.poll_id, END)];
    both.sort_unstable();
    assert_eq!(running, both);
    let status = PollStatus::Cancelled;
    storage.close_poll(first.poll_id, status, |_| Vec::new(), NOW).await.unwrap().unwrap();
    assert!(storage.add_poll(&second, &told("poll:start")).await.unwrap().is_some());
}

async fn a_voter_counts_once_and_may_change_the_vote(fresh: Fresh) {
    let storage = &fresh.storage;
    let poll = begun(storage, "p").await;
    let cast = async |votes: &[Vote]| storage.cast_votes(poll.poll_id, votes, 9).await.unwrap();
    assert_eq!(cast(&[vote("a", 0), vote("b", 0)]).await, [Cast::Counted; 2]);
    assert_eq!(counts(storage, &poll).await, [2, 0, 0]);
    // The same again, a change, and two changes at once.
    assert_eq!(cast(&[vote("a", 0)]).await, [Cast::Counted]);
    assert_eq!(cast(&[vote("b", 2), vote("c", 1), vote("c", 0)]).await, [Cast::Counted; 3]);
    assert_eq!(counts(storage, &poll).await, [2, 0, 1]);
    assert_eq!(storage.choice_of(poll.poll_id, "b").await.unwrap(), Some(2));
    assert_eq!(storage.choice_of(poll.poll_id, "c").await.unwrap(), Some(0));
    assert_eq!(storage.choice_of(poll.poll_id, "nobody").await.unwrap(), None);
}

async fn as_many_vote_from_a_place_as_may(fresh: Fresh) {
    let storage = &fresh.storage;
    let poll = begun(storage, "p").await;
    let from_home =
        |voter: &str, choice| Vote { place: Some("home".into()), ..vote(voter, choice) };
    let votes: Vec<_> = ["a", "b", "c"].map(|voter| from_home(voter, 0)).to_vec();
    let cast = storage.cast_votes(poll.poll_id, &votes, 2).await.unwrap();
    assert_eq!(cast, [Cast::Counted, Cast::Counted, Cast::Crowded]);
    // Whoever is in may change the vote; others are refused later, too, and whom somebody vouches for is not counted.
    let vouched = Vote { place: None, ..vote("d", 1) };
    let votes = [from_home("a", 1), from_home("c", 0), vouched, vote("e", 1)];
    let cast = storage.cast_votes(poll.poll_id, &votes, 2).await.unwrap();
    assert_eq!(cast, [Cast::Counted, Cast::Crowded, Cast::Counted, Cast::Counted]);
    assert_eq!(counts(storage, &poll).await, [1, 3, 0]);
}

async fn votes_handed_in_at_once_are_all_counted(fresh: Fresh) {
    let storage = &fresh.storage;
    let poll = begun(storage, "p").await;
    let desk = |number: usize| {
        let (storage, poll_id) = (storage.clone(), poll.poll_id);
        tokio::spawn(async move {
            for group in 0..5 {
                let votes: Vec<_> = (0..20)
                    .map(|voter| vote(&format!("{number}-{group}-{voter}"), voter % 3))
                    .collect();
                let cast = storage.cast_votes(poll_id, &votes, 9).await.unwrap();
                assert_eq!(cast, vec![Cast::Counted; 20]);
            }
        })
    };
    for desk in [desk(1), desk(2), desk(3)] {
        desk.await.unwrap();
    }
    assert_eq!(counts(storage, &poll).await, [105, 105, 90]);
}

async fn late_votes_and_votes_for_nothing_do_not_count(fresh: Fresh) {
    let storage = &fresh.storage;
    let poll = begun(storage, "p").await;
    let late = Vote { voted_at: END, ..vote("late", 0) };
    let cast = storage.cast_votes(poll.poll_id, &[late, vote("odd", 3)], 9).await.unwrap();
    assert_eq!(cast, [Cast::Over, Cast::NoSuchOption]);
    let nobody = storage.cast_votes(Uuid::nil(), &[vote("a", 0)], 9).await.unwrap();
    assert_eq!(nobody, [Cast::Over]);
    assert_eq!(counts(storage, &poll).await, [0, 0, 0]);
}

async fn a_poll_is_ended_once_and_its_end_is_told(fresh: Fresh) {
    let storage = &fresh.storage;
    let poll = begun(storage, "p").await;
    storage.cast_votes(poll.poll_id, &[vote("a", 1)], 9).await.unwrap();
    let end = |_: &Poll| told("poll:end");
    let close = || storage.close_poll(poll.poll_id, PollStatus::Ended, end, END);
    let (one, other) = tokio::join!(close(), close());
    let closed: Vec<_> = [one.unwrap(), other.unwrap()].into_iter().flatten().collect();
    let [(ended, events)] = closed.as_slice() else { panic!("ended {} times", closed.len()) };
    assert_eq!((ended.outcome(), ended.ended_at), (Outcome::Won(1), Some(END)));
    let feed =
        Feed { campaigns: vec![poll.campaign_id], audience: Audience::Stream, topic: Topic::Polls };
    let heard = storage.events_after(&feed, 0, NOW, 9).await.unwrap();
    assert_eq!(
        heard.iter().map(|one| one.event.as_str()).collect::<Vec<_>>(),
        ["poll:start", "poll:end"]
    );
    assert_eq!(events.last().map(|one| one.cursor), heard.last().map(|one| one.cursor));
    let after = storage.cast_votes(poll.poll_id, &[vote("b", 0)], 9).await.unwrap();
    assert_eq!(after, [Cast::Over]);
    assert_eq!(counts(storage, &poll).await, [0, 1, 0]);
    assert_eq!(storage.running_polls().await.unwrap(), []);
}

async fn viewers_are_told_of_votes_after_a_pause(fresh: Fresh) {
    let storage = &fresh.storage;
    let poll = begun(storage, "p").await;
    let tell = async |now: Timestamp| {
        let since = Timestamp::from_millis(now.as_millis() - 250);
        let say = |poll: &Poll| {
            assert_eq!(poll.voters(), 1);
            told("poll:update")
        };
        storage.tell_votes(poll.poll_id, say, since, now).await.unwrap()
    };
    let at = |millis| Timestamp::from_millis(NOW.as_millis() + millis);
    assert!(matches!(tell(at(300)).await, Told::NothingNew));
    storage.cast_votes(poll.poll_id, &[vote("a", 1)], 9).await.unwrap();
    assert!(matches!(tell(at(200)).await, Told::TooSoon));
    assert!(matches!(tell(at(250)).await, Told::Now(told) if told.len() == 1));
    assert!(matches!(tell(at(900)).await, Told::NothingNew));
}

async fn polls_are_found_by_key_and_campaign(fresh: Fresh) {
    let storage = &fresh.storage;
    let first = begun(storage, "first").await;
    let campaign_id = first.campaign_id;
    assert_eq!(storage.running_poll(campaign_id).await.unwrap().as_ref(), Some(&first));
    storage.close_poll(first.poll_id, PollStatus::Ended, |_| Vec::new(), NOW).await.unwrap();
    assert_eq!(storage.running_poll(campaign_id).await.unwrap(), None);
    let second = poll(campaign_id, "second", NOW.plus_seconds(5));
    storage.add_poll(&second, &[]).await.unwrap().unwrap();
    let other = begun(storage, "other").await;
    assert!(storage.poll_by_key("guessed").await.unwrap().is_none());
    assert_eq!(storage.poll(campaign_id, second.poll_id).await.unwrap().unwrap(), second);
    assert!(storage.poll(other.campaign_id, second.poll_id).await.unwrap().is_none());
    let keys = async |before| {
        let polls = storage.polls_of(campaign_id, before, 9).await.unwrap();
        polls.into_iter().map(|poll| poll.vote_key).collect::<Vec<_>>()
    };
    assert_eq!(keys(None).await, ["second", "first"]);
    assert_eq!(keys(Some(second.started_at)).await, ["first"]);
}

async fn who_voted_is_forgotten_before_what_it_came_to(fresh: Fresh) {
    let storage = &fresh.storage;
    let (over, running) = (begun(storage, "over").await, begun(storage, "running").await);
    // More than one step of the sweep.
    let votes: Vec<_> = (0..620).map(|voter| vote(&voter.to_string(), 1)).collect();
    storage.cast_votes(over.poll_id, &votes, 9).await.unwrap();
    storage.cast_votes(running.poll_id, &[vote("a", 1)], 9).await.unwrap();
    storage.close_poll(over.poll_id, PollStatus::Ended, |_| Vec::new(), NOW).await.unwrap();

    assert_eq!(storage.forget_votes(NOW).await.unwrap(), 0, "it was over just now");
    let later = NOW.plus_seconds(10);
    assert_eq!(storage.forget_polls(later).await.unwrap(), 0, "its votes are still there");
    assert_eq!(storage.forget_votes(later).await.unwrap(), 620);
    assert_eq!(storage.forget_votes(later).await.unwrap(), 0);
    assert_eq!(storage.choice_of(over.poll_id, "7").await.unwrap(), None);
    assert_eq!(counts(storage, &over).await, [0, 620, 0]);
    assert_eq!(storage.choice_of(running.poll_id, "a").await.unwrap(), Some(1));
    assert_eq!(storage.forget_polls(later).await.unwrap(), 1);
    assert!(storage.poll_by_key("over").await.unwrap().is_none());
    assert!(storage.poll_by_key("running").await.unwrap().is_some());
}
