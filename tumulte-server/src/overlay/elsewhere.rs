//! How many overlays of a streamer are open at other servers, as those said last.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use tumulte_core::model::StreamerId;

/// How many overlays of each streamer are open.
pub(crate) type OpenCounts = Vec<(StreamerId, usize)>;

/// What the other servers said.
#[derive(Debug, Default)]
pub(super) struct Elsewhere {
    servers: HashMap<String, Server>,
}

#[derive(Debug)]
struct Server {
    heard: Instant,
    open: HashMap<StreamerId, usize>,
}

impl Elsewhere {
    /// How many are open at all of them.
    pub(super) fn count(&self, streamer_id: StreamerId) -> usize {
        let counts = self.servers.values().filter_map(|server| server.open.get(&streamer_id));
        counts.sum()
    }

    /// Notes what a server said: of all its overlays, or of those that changed.
    pub(super) fn note(&mut self, server: &str, counts: OpenCounts, is_all: bool) {
        let fresh = || Server { heard: Instant::now(), open: HashMap::new() };
        let known = self.servers.entry(server.to_owned()).or_insert_with(fresh);
        known.heard = Instant::now();
        if is_all {
            known.open.clear();
        }
        for (streamer_id, open) in counts {
            if open == 0 {
                known.open.remove(&streamer_id);
            } else {
                known.open.insert(streamer_id, open);
            }
        }
    }

    /// Notes that a server lives.
    pub(super) fn see(&mut self, server: &str) {
        if let Some(known) = self.servers.get_mut(server) {
            known.heard = Instant::now();
        }
    }

    /// Forgets servers that have shown no sign of life for so long.
    pub(super) fn forget_silent(&mut self, patience: Duration) {
        self.servers.retain(|_, server| server.heard.elapsed() < patience);
    }
}

#[cfg(test)]
mod tests {
    use tumulte_core::model::Timestamp;

    use super::*;

    fn streamer(seed: u8) -> StreamerId {
        StreamerId::from_parts(Timestamp::from_millis(1), [seed; 10])
    }

    #[test]
    fn what_every_server_said_last_is_summed() {
        let mut elsewhere = Elsewhere::default();
        elsewhere.note("a", vec![(streamer(1), 2), (streamer(2), 1)], true);
        elsewhere.note("b", vec![(streamer(1), 3)], false);
        assert_eq!([1, 2, 3].map(|seed| elsewhere.count(streamer(seed))), [5, 1, 0]);
        elsewhere.note("a", vec![(streamer(1), 0)], false);
        assert_eq!([1, 2].map(|seed| elsewhere.count(streamer(seed))), [3, 1]);
        elsewhere.note("a", vec![(streamer(3), 1)], true);
        assert_eq!([1, 2, 3].map(|seed| elsewhere.count(streamer(seed))), [3, 0, 1]);
    }

    #[test]
    fn a_server_that_says_nothing_more_does_not_count() {
        let mut elsewhere = Elsewhere::default();
        elsewhere.note("a", vec![(streamer(1), 2)], true);
        elsewhere.see("b");
        elsewhere.forget_silent(Duration::from_secs(9));
        assert_eq!(elsewhere.count(streamer(1)), 2);
        elsewhere.forget_silent(Duration::ZERO);
        assert_eq!(elsewhere.count(streamer(1)), 0);
    }
}
