//! Answers of the database that Redis keeps for all servers.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use redis::{RedisError, RedisResult};
use tokio::time::timeout;

use super::{
    RedisLink,
    link::{gone, millis},
};
use crate::cache::{Cache, Found, LONGEST_LIFETIME};

/// How long Redis may take before the database is asked instead.
const PATIENCE: Duration = Duration::from_millis(250);

/// For how long it is known how often a topic was forgotten: longer than anybody reads the database.
const TURNS: Duration = Duration::from_mins(10);

/// How many topics may wait to be forgotten; beyond that nothing is found until all of them have ended.
const MOST_WAITING: usize = 4096;

/// Gives the answer, or how often it was forgotten.
pub(super) const FIND: &str = r"
local kept = redis.call('GET', KEYS[1])
if kept then return {kept, ''} end
return {'', redis.call('GET', KEYS[2]) or '0'}";

/// Keeps an answer unless it was forgotten since it was read.
pub(super) const KEEP: &str = r"
if (redis.call('GET', KEYS[2]) or '0') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1";

/// Forgets an answer, and whatever was read before.
pub(super) const FORGET: &str = r"
redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], ARGV[1])
redis.call('DEL', KEYS[1])
return 1";

/// What could not be forgotten while Redis was away.
#[derive(Debug, Default)]
pub(super) struct Unforgotten {
    topics: HashSet<String>,
    /// There were too many to name: by then all of them have ended by themselves.
    until: Option<Instant>,
}

impl Unforgotten {
    fn add(&mut self, topic: String) {
        if self.topics.len() < MOST_WAITING {
            self.topics.insert(topic);
        } else {
            self.until = Some(Instant::now() + LONGEST_LIFETIME);
        }
    }
}

impl RedisLink {
    /// Forgets what could not be forgotten while Redis was away. Until that is done, nothing is found here.
    pub(super) async fn forget_late(&self) -> RedisResult<()> {
        let mut waiting = std::mem::take(&mut self.unforgotten().topics).into_iter();
        while let Some(topic) = waiting.next() {
            if let Err(error) = self.forget_now(&topic).await {
                let mut unforgotten = self.unforgotten();
                unforgotten.add(topic);
                waiting.for_each(|topic| unforgotten.add(topic));
                return Err(error);
            }
        }
        Ok(())
    }

    fn is_behind(&self) -> bool {
        let unforgotten = self.unforgotten();
        !unforgotten.topics.is_empty() || unforgotten.until.is_some_and(|end| end > Instant::now())
    }

    async fn forget_now(&self, topic: &str) -> RedisResult<()> {
        let mut script = self.of_topic(&self.scripts().forget, topic);
        script.arg(millis(TURNS));
        in_time(self.invoke::<i64>(&script)).await.map(|_| ())
    }

    async fn look(&self, topic: &str) -> RedisResult<Found> {
        self.forget_late().await?;
        if self.is_behind() {
            return Ok(Found::Away);
        }
        let script = self.of_topic(&self.scripts().find, topic);
        let (kept, turn): (Vec<u8>, String) = in_time(self.invoke(&script)).await?;
        Ok(match turn.parse() {
            Ok(turn) => Found::Missing { turn },
            Err(_) => Found::Kept(kept),
        })
    }
}

#[async_trait]
impl Cache for RedisLink {
    async fn find(&self, topic: &str) -> Found {
        self.look(topic).await.unwrap_or(Found::Away)
    }

    async fn keep(&self, topic: &str, turn: u64, answer: Vec<u8>, lifetime: Duration) {
        let mut script = self.of_topic(&self.scripts().keep, topic);
        script.arg(turn).arg(answer).arg(millis(lifetime));
        // Who can't keep it reads it again.
        let _kept: RedisResult<i64> = in_time(self.invoke(&script)).await;
    }

    async fn forget(&self, topic: &str) {
        if self.forget_now(topic).await.is_err() {
            self.unforgotten().add(topic.to_owned());
        }
    }
}

async fn in_time<T>(asking: impl Future<Output = Result<T, RedisError>>) -> RedisResult<T> {
    timeout(PATIENCE, asking).await.map_err(|_| gone())?
}

#[cfg(test)]
mod tests {
    use tumulte_tests::redis::Redis;

    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    async fn connected(redis: &Redis) -> RedisLink {
        let link = RedisLink::new(&redis.url().parse().unwrap(), "test");
        let _heard = link.connect().await.unwrap();
        link
    }

    #[tokio::test]
    async fn what_one_server_keeps_or_forgets_the_others_do() {
        let redis = Redis::start(&std::env::temp_dir()).unwrap();
        let (one, other) = (connected(&redis).await, connected(&redis).await);
        assert_eq!(one.find("a").await, Found::Missing { turn: 0 });
        one.keep("a", 0, b"\xff first".to_vec(), LONG).await;
        assert_eq!(other.find("a").await, Found::Kept(b"\xff first".to_vec()));
        other.forget("a").await;
        assert_eq!(one.find("a").await, Found::Missing { turn: 1 });
        one.keep("a", 0, b"of before".to_vec(), LONG).await;
        assert_eq!(
            other.find("a").await,
            Found::Missing { turn: 1 },
            "it was read before the change"
        );
    }

    #[tokio::test]
    async fn what_could_not_be_forgotten_is_as_soon_as_redis_is_back() {
        let redis = Redis::start(&std::env::temp_dir()).unwrap();
        let (one, other) = (connected(&redis).await, connected(&redis).await);
        one.keep("a", 0, b"kept".to_vec(), LONG).await;
        one.disconnect();
        one.forget("a").await;
        assert_eq!(one.find("a").await, Found::Away);
        assert_eq!(other.find("a").await, Found::Kept(b"kept".to_vec()));
        let _heard = one.connect().await.unwrap();
        one.forget_late().await.unwrap();
        assert_eq!(other.find("a").await, Found::Missing { turn: 1 });
    }

    #[tokio::test]
    async fn who_has_too_much_to_forget_finds_nothing_for_a_while() {
        let redis = Redis::start(&std::env::temp_dir()).unwrap();
        let link = connected(&redis).await;
        link.keep("kept", 0, b"kept".to_vec(), LONG).await;
        link.disconnect();
        for number in 0..=MOST_WAITING {
            link.forget(&number.to_string()).await;
        }
        let _heard = link.connect().await.unwrap();
        assert_eq!(link.find("kept").await, Found::Away);
    }
}
