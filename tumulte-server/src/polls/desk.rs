//! Where votes are handed in: those that come while others are stored are stored together, and nobody waits for company.
//!
//! A vote is acknowledged when it is durable. Viewers are told how the votes stand no more than four times a second, on
//! whichever server they were handed in.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::http::StatusCode;
use tokio::{
    sync::{Notify, mpsc, oneshot},
    time::sleep,
};
use tokio_util::sync::CancellationToken;
use tumulte_core::model::Timestamp;
use uuid::Uuid;

use super::telling::drafts;
use crate::{
    error::ApiError,
    platform,
    realtime::fanout::Fanout,
    storage::{Cast, Storage, Told, Vote},
};

/// How many votes may wait; beyond that whoever votes tries again.
const QUEUE: usize = 4096;

/// How many are stored at once.
const GROUP: usize = 512;

/// How many may vote in one poll from one address: whole households and hostels, but no machine that forgets its cookies.
const VOTERS_PER_PLACE: u64 = 30;

/// How often viewers are told at most.
const PAUSE: Duration = Duration::from_millis(250);

#[derive(Debug)]
struct Slip {
    poll_id: Uuid,
    vote: Vote,
    answer: oneshot::Sender<Option<Cast>>,
}

/// The desk of this server. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    slips: mpsc::Sender<Slip>,
    begun: Arc<Notify>,
}

/// Polls that viewers are to be told of.
#[derive(Debug, Default)]
struct News {
    polls: Mutex<HashSet<Uuid>>,
    stirred: Notify,
}

impl News {
    fn add(&self, polls: impl IntoIterator<Item = Uuid>) {
        self.polls.lock().unwrap_or_else(PoisonError::into_inner).extend(polls);
        self.stirred.notify_one();
    }

    fn take(&self) -> HashSet<Uuid> {
        std::mem::take(&mut self.polls.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Desk {
    /// Opens the desk.
    pub(crate) fn start(
        storage: Storage,
        fanout: Arc<dyn Fanout>,
        public_url: String,
        stopping: CancellationToken,
    ) -> Self {
        let (slips, received) = mpsc::channel(QUEUE);
        let news = Arc::new(News::default());
        tokio::spawn(count(storage.clone(), received, Arc::clone(&news)));
        tokio::spawn(async move {
            tokio::select! {
                () = stopping.cancelled() => {}
                () = tell(storage, fanout, public_url, news) => {}
            }
        });
        Self { slips, begun: Arc::default() }
    }

    /// Hands a vote in; it is stored when this comes back without an error.
    ///
    /// # Errors
    ///
    /// `poll.over`, `poll.unknown_option`, `poll.crowded`; `storage.unavailable` when more votes wait than can be stored.
    pub(crate) async fn cast(&self, poll_id: Uuid, vote: Vote) -> Result<(), ApiError> {
        let (answer, answered) = oneshot::channel();
        let slip = Slip { poll_id, vote, answer };
        self.slips
            .try_send(slip)
            .map_err(|_| ApiError::busy("more votes wait than can be stored"))?;
        match answered.await.ok().flatten() {
            Some(Cast::Counted) => Ok(()),
            Some(Cast::Over) => Err(over()),
            Some(Cast::NoSuchOption) => Err(ApiError::new(
                StatusCode::BAD_REQUEST,
                "poll.unknown_option",
                "the poll has no such option",
            )),
            Some(Cast::Crowded) => Err(ApiError::new(
                StatusCode::TOO_MANY_REQUESTS,
                "poll.crowded",
                format!("{VOTERS_PER_PLACE} have voted from this address, which is as many as may"),
            )),
            None => Err(ApiError::busy("the vote could not be stored")),
        }
    }

    /// Says that a poll has begun, and so ends some time.
    pub(super) fn note_beginning(&self) {
        self.begun.notify_one();
    }

    /// Waits until a poll has begun on this server.
    pub(super) async fn beginning(&self) {
        self.begun.notified().await;
    }
}

/// Why nobody may vote any more.
pub(crate) fn over() -> ApiError {
    ApiError::new(StatusCode::CONFLICT, "poll.over", "the poll is over")
}

/// Stores what was handed in meanwhile, poll by poll.
async fn count(storage: Storage, mut received: mpsc::Receiver<Slip>, news: Arc<News>) {
    let mut group = Vec::new();
    while received.recv_many(&mut group, GROUP).await > 0 {
        let mut by_poll: HashMap<Uuid, (Vec<Vote>, Vec<_>)> = HashMap::new();
        for Slip { poll_id, vote, answer } in group.drain(..) {
            let (votes, answers) = by_poll.entry(poll_id).or_default();
            votes.push(vote);
            answers.push(answer);
        }
        for (poll_id, (votes, answers)) in by_poll {
            let results = storage.cast_votes(poll_id, &votes, VOTERS_PER_PLACE).await;
            let results = results.inspect_err(|error| {
                let error: &dyn std::error::Error = error;
                tracing::error!(poll.id = %poll_id, error, "votes could not be stored");
            });
            let mut results = results.unwrap_or_default().into_iter();
            news.add([poll_id]);
            for answer in answers {
                // Whoever has left has voted all the same.
                let _gone = answer.send(results.next());
            }
        }
    }
}

/// Tells viewers how the votes stand, for as long as the server runs.
async fn tell(storage: Storage, fanout: Arc<dyn Fanout>, public_url: String, news: Arc<News>) {
    loop {
        news.stirred.notified().await;
        let mut later = HashSet::new();
        for poll_id in news.take() {
            let now = platform::now();
            let pause = i64::try_from(PAUSE.as_millis()).unwrap_or(i64::MAX);
            let since = Timestamp::from_millis(now.as_millis().saturating_sub(pause));
            let say = |poll: &_| drafts("poll:update", poll, &public_url);
            match storage.tell_votes(poll_id, say, since, now).await {
                Ok(Told::Now(told)) => fanout.publish(&told),
                Ok(Told::NothingNew) => {}
                Ok(Told::TooSoon) => {
                    later.insert(poll_id);
                }
                Err(error) => {
                    let error: &dyn std::error::Error = &error;
                    tracing::warn!(poll.id = %poll_id, error, "viewers are told of votes later");
                    later.insert(poll_id);
                }
            }
        }
        sleep(PAUSE).await;
        if !later.is_empty() {
            news.add(later);
        }
    }
}
