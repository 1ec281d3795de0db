//! Answers of the database that are asked for often and change seldom, kept for a while.
//!
//! [`Local`] keeps them in this process, Redis for all servers. Whoever changes something forgets what was kept of it, for
//! everybody; an answer that was read before a change and comes to be kept after it is not. Where the cache does not
//! answer, the database does.

mod local;

use std::{fmt, sync::Arc, time::Duration};

use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use tumulte_core::{
    model::{CampaignId, UserId},
    sync::StoreError,
};

pub(crate) use self::local::Local;
use crate::metrics::metrics;

/// The longest answer that is kept, in bytes.
const MOST_BYTES: usize = 1024 * 1024;

/// No answer is kept for longer.
pub(crate) const LONGEST_LIFETIME: Duration = Duration::from_mins(5);

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Topic {
    /// The characters of a campaign, with whom they are assigned to.
    Characters(CampaignId),
    /// The campaigns of a game master.
    Campaigns(UserId),
}

impl Topic {
    /// For how long.
    const fn lifetime(self) -> Duration {
        match self {
            Self::Characters(_) => LONGEST_LIFETIME,
            Self::Campaigns(_) => Duration::from_mins(1),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Characters(_) => "characters",
            Self::Campaigns(_) => "campaigns",
        }
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Characters(campaign_id) => write!(f, "characters:{campaign_id}"),
            Self::Campaigns(user_id) => write!(f, "campaigns:{user_id}"),
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Found {
    /// The answer.
    Kept(Vec<u8>),
    /// None is kept. One that is read from now on may be, unless something changes meanwhile: that is told by the turn.
    Missing {
        /// How often the topic was forgotten.
        turn: u64,
    },
    /// Nobody knows.
    Away,
}

/// Where answers are kept. Nothing here fails: what can't be kept is read again.
#[async_trait]
pub(crate) trait Cache: fmt::Debug + Send + Sync {
    /// Looks for an answer.
    async fn find(&self, topic: &str) -> Found;

    /// Keeps an answer that was read at this turn, unless the topic was forgotten since.
    async fn keep(&self, topic: &str, turn: u64, answer: Vec<u8>, lifetime: Duration);

    /// Forgets an answer, for every server; if not now, then as soon as that can be said.
    async fn forget(&self, topic: &str);
}

/// A cache, or none. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cached(Option<Arc<dyn Cache>>);

impl Cached {
    /// Keeps answers there.
    pub(crate) fn new(cache: impl Cache + 'static) -> Self {
        Self(Some(Arc::new(cache)))
    }

    /// The answer that is kept, or the one that is read.
    ///
    /// # Errors
    ///
    /// What reading says.
    pub(crate) async fn or_read<T: Serialize + DeserializeOwned>(
        &self,
        topic: Topic,
        read: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let Some(cache) = &self.0 else { return read.await };
        let key = topic.to_string();
        let found = cache.find(&key).await;
        if let Found::Kept(kept) = &found
            // What another version of the server wrote may say nothing here.
            && let Ok(answer) = serde_json::from_slice(kept)
        {
            metrics().found_in_cache(topic.name(), true);
            return Ok(answer);
        }
        metrics().found_in_cache(topic.name(), false);
        let answer = read.await?;
        if let Found::Missing { turn } = found
            && let Ok(text) = serde_json::to_vec(&answer)
            && text.len() <= MOST_BYTES
        {
            cache.keep(&key, turn, text, topic.lifetime()).await;
        }
        Ok(answer)
    }

    /// Forgets what was changed just now.
    pub(crate) async fn forget(&self, topic: Topic) {
        if let Some(cache) = &self.0 {
            cache.forget(&topic.to_string()).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tumulte_core::model::Timestamp;

    use super::*;

    fn topic() -> Topic {
        Topic::Campaigns(UserId::from_parts(Timestamp::from_millis(1), [7; 10]))
    }

    async fn ask(cached: &Cached, reads: &AtomicU32) -> u32 {
        let read = async { Ok(reads.fetch_add(1, Ordering::Relaxed)) };
        cached.or_read(topic(), read).await.unwrap()
    }

    #[tokio::test]
    async fn what_is_kept_is_read_once_until_it_changes() {
        let (cached, reads) = (Cached::new(Local::default()), AtomicU32::new(0));
        for _ in 0..3 {
            assert_eq!(ask(&cached, &reads).await, 0);
        }
        cached.forget(topic()).await;
        assert_eq!(ask(&cached, &reads).await, 1);
        let (without, reads) = (Cached::default(), AtomicU32::new(0));
        assert_eq!([ask(&without, &reads).await, ask(&without, &reads).await], [0, 1]);
    }

    #[tokio::test]
    async fn what_changes_while_it_is_read_is_not_kept() {
        let (cached, reads) = (Cached::new(Local::default()), AtomicU32::new(1));
        let early = cached.or_read(topic(), async {
            cached.forget(topic()).await;
            Ok(0)
        });
        assert_eq!(early.await.unwrap(), 0);
        assert_eq!(ask(&cached, &reads).await, 1, "the answer of before is not kept");
    }

    #[tokio::test]
    async fn a_failure_is_told_and_not_kept() {
        let (cached, reads) = (Cached::new(Local::default()), AtomicU32::new(0));
        let failing = async { Err(StoreError::Corrupt { what: "test" }) };
        assert!(cached.or_read::<u32>(topic(), failing).await.is_err());
        assert_eq!(ask(&cached, &reads).await, 0);
    }

    #[derive(Debug)]
    struct Gone;

    #[async_trait]
    impl Cache for Gone {
        async fn find(&self, _: &str) -> Found {
            Found::Away
        }

        async fn keep(&self, _: &str, _: u64, _: Vec<u8>, _: Duration) {
            panic!("nothing is kept where nobody was asked");
        }

        async fn forget(&self, _: &str) {}
    }

    #[tokio::test]
    async fn a_cache_that_is_away_costs_a_reading_and_nothing_else() {
        let (cached, reads) = (Cached::new(Gone), AtomicU32::new(0));
        assert_eq!([ask(&cached, &reads).await, ask(&cached, &reads).await], [0, 1]);
    }
}
