//! The connection to Redis, and the few things kept there.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use redis::{
    AsyncConnectionConfig, Client, ErrorKind, FromRedisValue, RedisError, RedisResult, Script,
    ScriptInvocation,
    aio::{MultiplexedConnection, PubSubStream},
};
use tumulte_core::model::ConnectionId;

use super::{
    RedisUrl,
    kept::{FIND, FORGET, KEEP, Unforgotten},
};
use crate::platform;

/// How long Redis may take to answer before it counts as gone.
const PATIENCE: Duration = Duration::from_secs(2);

/// For how long a table's seat is held without a sign of its server.
pub(super) const LEASE: Duration = Duration::from_secs(9);

/// Takes a seat unless another server's table holds it; the same page may follow itself to another server. Answers "no",
/// "yes", or the server that has lost it.
const CLAIM: &str = r"
local held = redis.call('GET', KEYS[1])
local server, tab
if held then
  server, tab = string.match(held, '^([^|]*)|(.*)$')
  if server ~= ARGV[1] and (tab == '' or tab ~= ARGV[2]) then return 'no' end
end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2], 'PX', ARGV[3])
if server and server ~= ARGV[1] then return server end
return 'yes'";

/// Holds a seat for longer, or takes it when nobody has it. Answers 0 when another server's table does.
const RENEW: &str = r"
local held = redis.call('GET', KEYS[1])
if held and string.match(held, '^([^|]*)|') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ARGV[2], 'PX', ARGV[3])
return 1";

const RELEASE: &str = r"
local held = redis.call('GET', KEYS[1])
if held and string.match(held, '^([^|]*)|') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1";

/// What became of the wish for a seat.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claimed {
    /// Another server's table has it.
    Refused,
    /// It is taken.
    Taken,
    /// It is taken from this server.
    From(String),
}

/// The way to Redis: while it is cut, everything fails at once. Cloning shares it.
#[derive(Clone)]
pub(crate) struct RedisLink(Arc<Shared>);

struct Shared {
    client: Client,
    connection: Mutex<Option<MultiplexedConnection>>,
    prefix: String,
    scripts: Scripts,
    unforgotten: Mutex<Unforgotten>,
}

/// What Redis does in one go.
pub(super) struct Scripts {
    claim: Script,
    renew: Script,
    release: Script,
    pub(super) find: Script,
    pub(super) keep: Script,
    pub(super) forget: Script,
}

impl Default for Scripts {
    fn default() -> Self {
        Self {
            claim: Script::new(CLAIM),
            renew: Script::new(RENEW),
            release: Script::new(RELEASE),
            find: Script::new(FIND),
            keep: Script::new(KEEP),
            forget: Script::new(FORGET),
        }
    }
}

impl fmt::Debug for RedisLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisLink").field("prefix", &self.0.prefix).finish_non_exhaustive()
    }
}

impl RedisLink {
    /// A way that is cut yet. `house` is what the servers of one database have in common: others may use the same Redis.
    pub(crate) fn new(url: &RedisUrl, house: &str) -> Self {
        platform::prepare_tls();
        Self(Arc::new(Shared {
            client: url.client(),
            connection: Mutex::new(None),
            prefix: format!("tumulte:{house}"),
            scripts: Scripts::default(),
            unforgotten: Mutex::default(),
        }))
    }

    /// Connects; gives what the servers say from now on.
    pub(super) async fn connect(&self) -> RedisResult<PubSubStream> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(PATIENCE))
            .set_response_timeout(Some(PATIENCE));
        let shared = &self.0;
        let connecting = shared.client.get_multiplexed_async_connection_with_config(&config);
        let connection = connecting.await?;
        let subscribing = async {
            let mut heard = shared.client.get_async_pubsub().await?;
            heard.subscribe(self.channel()).await?;
            Ok::<_, RedisError>(heard.into_on_message())
        };
        let heard = tokio::time::timeout(PATIENCE, subscribing).await.map_err(|_| gone())??;
        *self.current() = Some(connection);
        Ok(heard)
    }

    /// Connects once, to see whether it can be done.
    pub(crate) async fn try_out(&self) -> RedisResult<()> {
        let _heard = self.connect().await?;
        self.ping().await
    }

    /// Lets go of a connection that is of no use any more.
    pub(super) fn disconnect(&self) {
        *self.current() = None;
    }

    /// Whether it is not cut, as far as is known.
    pub(crate) fn is_connected(&self) -> bool {
        self.current().is_some()
    }

    /// Tells every server.
    pub(super) async fn publish(&self, messages: &[Vec<u8>]) -> RedisResult<()> {
        let mut all = redis::pipe();
        for message in messages {
            all.cmd("PUBLISH").arg(self.channel()).arg(message).ignore();
        }
        all.query_async(&mut self.connection()?).await
    }

    /// Whether Redis still answers.
    pub(crate) async fn ping(&self) -> RedisResult<()> {
        redis::cmd("PING").query_async(&mut self.connection()?).await
    }

    pub(super) async fn claim(
        &self,
        table: ConnectionId,
        server: &str,
        tab: Option<&str>,
    ) -> RedisResult<Claimed> {
        let script = self.seat(&self.0.scripts.claim, table, server, tab);
        Ok(match self.invoke::<String>(&script).await?.as_str() {
            "no" => Claimed::Refused,
            "yes" => Claimed::Taken,
            earlier => Claimed::From(earlier.to_owned()),
        })
    }

    /// Whether the seat is still this server's.
    pub(super) async fn renew(
        &self,
        table: ConnectionId,
        server: &str,
        tab: Option<&str>,
    ) -> RedisResult<bool> {
        self.invoke(&self.seat(&self.0.scripts.renew, table, server, tab)).await
    }

    pub(super) async fn release(&self, table: ConnectionId, server: &str) -> RedisResult<()> {
        self.invoke(&self.seat(&self.0.scripts.release, table, server, None)).await
    }

    fn seat<'s>(
        &self,
        script: &'s Script,
        table: ConnectionId,
        server: &str,
        tab: Option<&str>,
    ) -> ScriptInvocation<'s> {
        let mut seat = script.key(self.key(&format!("table:{table}")));
        seat.arg(server).arg(tab.unwrap_or_default()).arg(millis(LEASE));
        seat
    }

    /// A script over what is kept of a topic, and how often that was forgotten.
    pub(super) fn of_topic<'s>(&self, script: &'s Script, topic: &str) -> ScriptInvocation<'s> {
        let mut invocation = script.key(self.key(&format!("kept:{topic}")));
        invocation.key(self.key(&format!("turn:{topic}")));
        invocation
    }

    pub(super) fn scripts(&self) -> &Scripts {
        &self.0.scripts
    }

    /// What Redis still has to forget.
    pub(super) fn unforgotten(&self) -> std::sync::MutexGuard<'_, Unforgotten> {
        self.0.unforgotten.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn invoke<T: FromRedisValue>(
        &self,
        script: &ScriptInvocation<'_>,
    ) -> RedisResult<T> {
        script.invoke_async(&mut self.connection()?).await
    }

    fn key(&self, name: &str) -> String {
        format!("{}:{name}", self.0.prefix)
    }

    fn channel(&self) -> String {
        self.key("news")
    }

    fn connection(&self) -> RedisResult<MultiplexedConnection> {
        self.current().clone().ok_or_else(gone)
    }

    fn current(&self) -> std::sync::MutexGuard<'_, Option<MultiplexedConnection>> {
        self.0.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(super) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

pub(super) fn gone() -> RedisError {
    (ErrorKind::Io, "Redis does not answer").into()
}
