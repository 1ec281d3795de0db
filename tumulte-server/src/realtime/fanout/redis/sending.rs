//! Speaks to the other servers from a task of its own: whoever has something to say does not wait.

use tokio::sync::{mpsc, oneshot};

use super::{
    link::RedisLink,
    message::{Envelope, Message},
};
use crate::metrics::metrics;

/// How many messages may wait to be said. Events that find no room are read from the database by those who miss them.
const QUEUE: usize = 4096;

/// How many are said at once.
const GROUP: usize = 64;

#[derive(Debug)]
enum Item {
    Message(Message),
    /// Everything before it was said.
    Mark(oneshot::Sender<()>),
}

/// The way out. Cloning shares it; it ends with its last clone.
#[derive(Debug, Clone)]
pub(super) struct Sending {
    queue: mpsc::Sender<Item>,
}

impl Sending {
    /// Begins to speak in the name of a server.
    pub(super) fn start(link: RedisLink, server: String) -> Self {
        let (queue, mut items) = mpsc::channel(QUEUE);
        tokio::spawn(async move {
            let mut group = Vec::with_capacity(GROUP);
            while items.recv_many(&mut group, GROUP).await > 0 {
                send(&link, &server, &mut group).await;
            }
        });
        Self { queue }
    }

    pub(super) fn say(&self, message: Message) {
        if self.queue.try_send(Item::Message(message)).is_err() {
            metrics().unsaid.inc();
        }
    }

    /// Waits until everything has been said.
    pub(super) async fn settle(&self) {
        let (mark, reached) = oneshot::channel();
        if self.queue.send(Item::Mark(mark)).await.is_ok() {
            let _ended = reached.await;
        }
    }
}

async fn send(link: &RedisLink, server: &str, group: &mut Vec<Item>) {
    let mut texts = Vec::with_capacity(group.len());
    let mut marks = Vec::new();
    for item in group.drain(..) {
        match item {
            Item::Message(message) => {
                let envelope = Envelope { from: server.to_owned(), message };
                // What we say ourselves can always be written.
                texts.extend(serde_json::to_vec(&envelope));
            }
            Item::Mark(mark) => marks.push(mark),
        }
    }
    if !texts.is_empty()
        && let Err(error) = link.publish(&texts).await
    {
        metrics().unsaid.inc_by(texts.len() as u64);
        tracing::debug!(%error, "the other servers could not be told");
    }
    for mark in marks {
        let _gone = mark.send(());
    }
}
