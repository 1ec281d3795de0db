//! Tells open overlays that something about them changed, at once.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;
use tumulte_core::model::StreamerId;

use super::Sample;

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

type Senders = Arc<Mutex<HashMap<StreamerId, broadcast::Sender<Signal>>>>;

/// Reaches every open overlay of a streamer on this node. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Controls {
    senders: Senders,
}

/// One overlay's ear.
#[derive(Debug)]
pub(crate) struct Listening {
    streamer_id: StreamerId,
    receiver: broadcast::Receiver<Signal>,
    senders: Senders,
}

impl Controls {
    /// Listens for one overlay of a streamer.
    #[must_use]
    pub(crate) fn listen(&self, streamer_id: StreamerId) -> Listening {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let sender = senders.entry(streamer_id).or_insert_with(|| broadcast::channel(QUEUE).0);
        let receiver = sender.subscribe();
        Listening { streamer_id, receiver, senders: Arc::clone(&self.senders) }
    }

    /// How many overlays of a streamer are open on this node.
    #[must_use]
    pub(crate) fn open(&self, streamer_id: StreamerId) -> usize {
        let senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        senders.get(&streamer_id).map_or(0, broadcast::Sender::receiver_count)
    }

    /// Tells every open overlay of this server.
    pub(crate) fn tell_all(&self, signal: Signal) {
        let senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        for sender in senders.values() {
            let _listeners = sender.send(signal);
        }
    }

    /// Tells every open overlay of these streamers on this server.
    pub(crate) fn tell(&self, streamers: impl IntoIterator<Item = StreamerId>, signal: Signal) {
        let senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        for streamer_id in streamers {
            if let Some(sender) = senders.get(&streamer_id) {
                // Nobody listening is no failure: whoever opens an overlay later reads its state then.
                let _listeners = sender.send(signal);
            }
        }
    }
}

impl Listening {
    /// Whose overlay it is.
    pub(crate) const fn streamer_id(&self) -> StreamerId {
        self.streamer_id
    }

    /// Waits for the next signal.
    pub(crate) async fn next(&mut self) -> Signal {
        // Whoever missed some has its state to read again; the sender lives as long as an ear does.
        self.receiver.recv().await.unwrap_or(Signal::Changed)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let mut senders = self.senders.lock().unwrap_or_else(PoisonError::into_inner);
        let is_last =
            senders.get(&self.streamer_id).is_some_and(|sender| sender.receiver_count() <= 1);
        if is_last {
            senders.remove(&self.streamer_id);
        }
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
