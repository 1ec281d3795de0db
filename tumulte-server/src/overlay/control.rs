//! Tells open overlays that something about them changed, at once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, broadcast};
use tumulte_core::model::StreamerId;

use super::{
    Sample,
    elsewhere::{Elsewhere, OpenCounts},
};

/// How many signals may wait for one overlay; one that misses some reads its state again, as after any.
const QUEUE: usize = 16;

/// What an overlay is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Signal {
    /// Settings, blanks or assignments changed: its state is to be read again.
    Changed,
    /// Show this once, as a test.
    Test(Sample),
}

type Senders = HashMap<StreamerId, broadcast::Sender<Signal>>;

/// Reaches every open overlay of a streamer on this node, and knows how many there are on all. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Controls {
    senders: Arc<Mutex<Senders>>,
    elsewhere: Arc<Mutex<Elsewhere>>,
    changes: Arc<Changes>,
}

/// Whose overlays came or went since the other servers were told.
#[derive(Debug, Default)]
struct Changes {
    /// None before anybody has asked: who is alone tells nobody.
    of: Mutex<Option<HashSet<StreamerId>>>,
    has_some: Notify,
}

/// One overlay's ear.
#[derive(Debug)]
pub(crate) struct Listening {
    streamer_id: StreamerId,
    /// None once it is dropped.
    receiver: Option<broadcast::Receiver<Signal>>,
    controls: Controls,
}

impl Controls {
    /// Listens for one overlay of a streamer.
    #[must_use]
    pub(crate) fn listen(&self, streamer_id: StreamerId) -> Listening {
        let mut senders = self.here();
        let sender = senders.entry(streamer_id).or_insert_with(|| broadcast::channel(QUEUE).0);
        let receiver = Some(sender.subscribe());
        self.changes.note(streamer_id);
        Listening { streamer_id, receiver, controls: self.clone() }
    }

    /// How many overlays of a streamer are open, whichever server they are connected to.
    #[must_use]
    pub(crate) fn open(&self, streamer_id: StreamerId) -> usize {
        let here = self.here().get(&streamer_id).map_or(0, broadcast::Sender::receiver_count);
        here + self.elsewhere().count(streamer_id)
    }

    /// How many overlays of each streamer are open on this node.
    #[must_use]
    pub(crate) fn open_here(&self) -> OpenCounts {
        let senders = self.here();
        senders.iter().map(|(streamer, sender)| (*streamer, sender.receiver_count())).collect()
    }

    /// Waits until overlays come to this node or leave it; gives how many of their streamers are open now.
    pub(crate) async fn changed_here(&self) -> OpenCounts {
        self.changes.lock().get_or_insert_default();
        self.changes.has_some.notified().await;
        let changed = self.changes.lock().as_mut().map(std::mem::take).unwrap_or_default();
        let senders = self.here();
        let open = |streamer| senders.get(streamer).map_or(0, broadcast::Sender::receiver_count);
        changed.iter().map(|streamer| (*streamer, open(streamer))).collect()
    }

    /// Notes how many are open at another server: of all its overlays, or of those that changed.
    pub(crate) fn note_elsewhere(&self, server: &str, counts: OpenCounts, is_all: bool) {
        self.elsewhere().note(server, counts, is_all);
    }

    /// Notes that another server lives.
    pub(crate) fn see_server(&self, server: &str) {
        self.elsewhere().see(server);
    }

    /// Forgets the overlays of servers that have shown no sign of life for so long.
    pub(crate) fn forget_silent_servers(&self, patience: Duration) {
        self.elsewhere().forget_silent(patience);
    }

    /// Tells every open overlay of this server.
    pub(crate) fn tell_all(&self, signal: Signal) {
        for sender in self.here().values() {
            let _listeners = sender.send(signal);
        }
    }

    /// Tells every open overlay of these streamers on this server.
    pub(crate) fn tell(&self, streamers: impl IntoIterator<Item = StreamerId>, signal: Signal) {
        let senders = self.here();
        for streamer_id in streamers {
            if let Some(sender) = senders.get(&streamer_id) {
                // Nobody listening is no failure: whoever opens an overlay later reads its state then.
                let _listeners = sender.send(signal);
            }
        }
    }

    fn here(&self) -> MutexGuard<'_, Senders> {
        self.senders.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn elsewhere(&self) -> MutexGuard<'_, Elsewhere> {
        self.elsewhere.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Changes {
    fn note(&self, streamer_id: StreamerId) {
        if let Some(of) = self.lock().as_mut() {
            of.insert(streamer_id);
            self.has_some.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<HashSet<StreamerId>>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listening {
    /// Whose overlay it is.
    pub(crate) const fn streamer_id(&self) -> StreamerId {
        self.streamer_id
    }

    /// Waits for the next signal.
    pub(crate) async fn next(&mut self) -> Signal {
        match &mut self.receiver {
            // Whoever missed some has its state to read again; the sender lives as long as an ear does.
            Some(receiver) => receiver.recv().await.unwrap_or(Signal::Changed),
            None => std::future::pending().await,
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut senders = self.controls.here();
        self.receiver = None;
        let is_last =
            senders.get(&self.streamer_id).is_some_and(|sender| sender.receiver_count() == 0);
        if is_last {
            senders.remove(&self.streamer_id);
        }
        self.controls.changes.note(self.streamer_id);
    }
}

#[cfg(test)]
mod tests {
    use tumulte_core::model::Timestamp;

    use super::*;

    fn streamer(seed: u8) -> StreamerId {
        StreamerId::from_parts(Timestamp::from_millis(1), [seed; 10])
    }

    #[tokio::test]
    async fn only_the_overlays_of_the_streamer_are_told() {
        let controls = Controls::default();
        let (mut first, mut second) = (controls.listen(streamer(1)), controls.listen(streamer(1)));
        let mut other = controls.listen(streamer(2));
        controls.tell([streamer(1)], Signal::Test(Sample::Roll));
        controls.tell([streamer(2), streamer(3)], Signal::Changed);
        controls.tell_all(Signal::Changed);
        assert_eq!(first.next().await, Signal::Test(Sample::Roll));
        assert_eq!(second.next().await, Signal::Test(Sample::Roll));
        assert_eq!(first.next().await, Signal::Changed);
        for _ in 0..2 {
            assert_eq!(other.next().await, Signal::Changed);
        }
    }

    #[tokio::test]
    async fn who_missed_signals_reads_its_state_again() {
        let controls = Controls::default();
        let mut slow = controls.listen(streamer(1));
        for _ in 0..=QUEUE {
            controls.tell([streamer(1)], Signal::Test(Sample::Roll));
        }
        assert_eq!(slow.next().await, Signal::Changed);
    }

    #[tokio::test]
    async fn the_other_servers_are_told_of_what_changed_and_counted_along() {
        let controls = Controls::default();
        let _early = controls.listen(streamer(3));
        let changed = controls.changed_here();
        tokio::pin!(changed);
        assert!(futures_util::poll!(&mut changed).is_pending(), "nothing has changed since");
        let (first, second) = (controls.listen(streamer(1)), controls.listen(streamer(1)));
        assert_eq!(changed.await, [(streamer(1), 2)]);
        drop((first, second));
        assert_eq!(controls.changed_here().await, [(streamer(1), 0)]);
        controls.note_elsewhere("b", vec![(streamer(3), 2)], true);
        assert_eq!(controls.open(streamer(3)), 3);
        assert_eq!(controls.open_here(), [(streamer(3), 1)]);
    }

    #[test]
    fn who_leaves_leaves_nothing_behind() {
        let controls = Controls::default();
        let (first, second) = (controls.listen(streamer(1)), controls.listen(streamer(1)));
        drop(first);
        assert_eq!(controls.senders.lock().unwrap().len(), 1);
        drop(second);
        assert!(controls.senders.lock().unwrap().is_empty());
    }
}
