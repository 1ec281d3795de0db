//! Many servers over one database: Redis carries what they say to one another.
//!
//! Nothing depends on it arriving. Events are in the database, and a server that missed some reads them there by their
//! cursors; seats are leases that end by themselves; who was revoked is looked up again after every cut.

mod kept;
mod link;
mod listening;
mod message;
mod sending;
mod url;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use tumulte_core::{
    model::{ConnectionId, StreamerId},
    sync::Publication,
    vtt::VttError,
};

pub(crate) use self::link::RedisLink;
pub use self::url::{InvalidAuthority, InvalidRedisUrl, RedisUrl};
use self::{
    link::Claimed,
    message::{Answer, Message},
    sending::Sending,
};
use super::{Fanout, Notice, Sequencer, Togetherness, Word};
use crate::{
    overlay::Signal,
    platform,
    realtime::{Here, presence::QUERY_TIMEOUT},
    storage::Storage,
};

/// The fan-out of servers that share a Redis. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Redis(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    /// What this server calls itself.
    server: String,
    link: RedisLink,
    sending: Sending,
    sequencer: Sequencer,
    here: Here,
    storage: Storage,
    questions: Mutex<HashMap<u64, oneshot::Sender<Answer>>>,
    next_question: AtomicU64,
}

impl Redis {
    /// Begins to listen and to speak, as soon and as long as Redis answers.
    pub(crate) fn start(
        link: RedisLink,
        sequencer: Sequencer,
        here: Here,
        storage: Storage,
        stopping: CancellationToken,
    ) -> Self {
        let server = format!("{:016x}", u64::from_ne_bytes(platform::random()));
        let sending = Sending::start(link.clone(), server.clone());
        let redis = Self(Arc::new(Shared {
            server,
            link,
            sending,
            sequencer,
            here,
            storage,
            questions: Mutex::default(),
            next_question: AtomicU64::new(1),
        }));
        tokio::spawn(listening::tell_open(redis.clone(), stopping.clone()));
        tokio::spawn(listening::run(redis.clone(), stopping));
        redis
    }

    fn say(&self, message: Message) {
        self.0.sending.say(message);
    }

    /// Tells the other servers how many overlays are open here.
    fn say_open(&self) {
        let overlays = self.0.here.overlays.open_here();
        self.say(Message::Open { overlays, is_all: true });
    }

    fn questions(&self) -> std::sync::MutexGuard<'_, HashMap<u64, oneshot::Sender<Answer>>> {
        self.0.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says something to a table of this server, if it has it; a seat that is lost by that is given up.
    fn say_here(&self, table: ConnectionId, word: &Word) {
        if self.0.here.presence.say(table, word) && matches!(word, Word::Revoked { .. }) {
            let redis = self.clone();
            tokio::spawn(async move { redis.release(table).await });
        }
    }
}

#[async_trait]
impl Fanout for Redis {
    fn publish(&self, publications: &[Publication]) {
        // This server's viewers wait for nobody.
        self.0.sequencer.take(publications);
        if self.0.link.is_connected() {
            self.say(Message::Events { events: publications.to_vec() });
        }
    }

    fn tell(&self, table: ConnectionId, word: Word) {
        self.say(Message::Told { table, word: word.into() });
    }

    fn announce(&self, notice: Notice) {
        self.say(Message::Notice(notice));
    }

    fn tell_overlays(&self, streamers: &[StreamerId], signal: Signal) {
        self.say(Message::Overlays { streamers: streamers.to_vec(), signal });
    }

    async fn claim(&self, table: ConnectionId, tab: Option<&str>) -> bool {
        let Shared { link, server, .. } = &*self.0;
        match link.claim(table, server, tab).await {
            Ok(Claimed::Refused) => return false,
            Ok(Claimed::Taken) => {}
            Ok(Claimed::From(server)) => self.say(Message::Displaced { server, table }),
            // Without Redis the rule holds for each server by itself, and is settled when it is back.
            Err(error) => {
                tracing::debug!(%error, "a seat is taken without the other servers' word");
            }
        }
        self.say(Message::Seat { table, is_taken: true });
        true
    }

    async fn release(&self, table: ConnectionId) {
        self.say(Message::Seat { table, is_taken: false });
        // A lease that can't be given up ends by itself.
        let _ends = self.0.link.release(table, &self.0.server).await;
    }

    async fn ask(
        &self,
        table: ConnectionId,
        event: &str,
        payload: Value,
    ) -> Result<Value, VttError> {
        if !self.0.link.is_connected() || !self.0.here.presence.is_elsewhere(table) {
            return Err(VttError::NotConnected);
        }
        let question = self.0.next_question.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        self.questions().insert(question, answer);
        self.say(Message::Asked { question, table, event: event.to_owned(), payload });
        let answered = tokio::time::timeout(QUERY_TIMEOUT, answered).await;
        self.questions().remove(&question);
        match answered {
            Ok(Ok(answer)) => answer.into(),
            _ => Err(VttError::Timeout),
        }
    }

    fn look_again(&self) {
        self.0.sequencer.look_again();
    }

    async fn settle(&self) {
        self.0.sequencer.settle().await;
        self.say(Message::Seats { tables: Vec::new() });
        self.say(Message::Open { overlays: Vec::new(), is_all: true });
        self.0.sending.settle().await;
    }

    fn togetherness(&self) -> Togetherness {
        if self.0.link.is_connected() { Togetherness::Connected } else { Togetherness::Cut }
    }
}
