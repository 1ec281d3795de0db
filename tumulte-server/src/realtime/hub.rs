//! Serialises each event once per channel and hands it to everyone who listens.

use std::{
    collections::{HashMap, HashSet},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use axum::extract::ws::Utf8Bytes;
use tokio::sync::mpsc;
use tumulte_core::{
    model::CampaignId,
    sync::{Audience, Cursor, Publication, Publisher, Topic},
};

use crate::metrics::metrics;

/// How many events may wait for one viewer before it has to catch up by cursor. What is stored together is
/// published together: the largest group of rolls, twice told, has room.
const QUEUE: usize = 1024;

type Room = (CampaignId, Audience, Topic);

/// One event on its way to a viewer.
#[derive(Debug, Clone)]
pub(crate) struct Outgoing {
    /// The channel it is sent on.
    pub channel: Arc<str>,
    /// Its position.
    pub cursor: Cursor,
    /// The complete frame.
    pub frame: Utf8Bytes,
}

#[derive(Debug)]
struct Subscription {
    queue: mpsc::Sender<Outgoing>,
    has_lagged: Arc<AtomicBool>,
    wants_rolls: bool,
}

/// Everyone who listens to one room on one channel: they share their frames.
type Listeners = HashMap<u64, Subscription>;

#[derive(Debug, Default)]
struct Rooms {
    rooms: HashMap<Room, HashMap<Arc<str>, Listeners>>,
}

/// The place where events meet viewers. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hub {
    rooms: Arc<Mutex<Rooms>>,
    next_id: Arc<AtomicU64>,
}

/// One viewer's end: what it receives, and its place in the rooms, which it leaves when dropped.
#[derive(Debug)]
pub(crate) struct Subscriber {
    hub: Hub,
    id: u64,
    sender: mpsc::Sender<Outgoing>,
    receiver: mpsc::Receiver<Outgoing>,
    has_lagged: Arc<AtomicBool>,
    joined: HashSet<(Room, Arc<str>)>,
}

impl Hub {
    /// Lets a viewer in; it listens to nothing yet.
    #[must_use]
    pub(crate) fn subscriber(&self) -> Subscriber {
        let (sender, receiver) = mpsc::channel(QUEUE);
        Subscriber {
            hub: self.clone(),
            id: self.next_id.fetch_add(1, Ordering::Relaxed),
            sender,
            receiver,
            has_lagged: Arc::default(),
            joined: HashSet::new(),
        }
    }

    fn with_rooms<T>(&self, act: impl FnOnce(&mut Rooms) -> T) -> T {
        act(&mut self.rooms.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Subscriber {
    /// Starts to listen. `wants_rolls` asks for every public roll, not criticals and masks alone.
    pub(crate) fn join(
        &mut self,
        channel: &Arc<str>,
        campaigns: &[CampaignId],
        audience: Audience,
        topic: Topic,
        wants_rolls: bool,
    ) {
        for campaign in campaigns {
            let room = (*campaign, audience, topic);
            self.joined.insert((room, Arc::clone(channel)));
            let subscription = Subscription {
                queue: self.sender.clone(),
                has_lagged: Arc::clone(&self.has_lagged),
                wants_rolls,
            };
            self.hub.with_rooms(|rooms| {
                let channels = rooms.rooms.entry(room).or_default();
                channels.entry(Arc::clone(channel)).or_default().insert(self.id, subscription);
            });
        }
    }

    /// Stops listening to a channel.
    pub(crate) fn leave(&mut self, channel: &str) {
        let id = self.id;
        let hub = self.hub.clone();
        self.joined.retain(|(room, joined)| {
            let goes = &**joined == channel;
            if goes {
                hub.with_rooms(|rooms| rooms.remove(room, joined, id));
            }
            !goes
        });
    }

    /// Waits for the next event.
    pub(crate) async fn next(&mut self) -> Option<Outgoing> {
        self.receiver.recv().await
    }

    /// Whether events had to be dropped since this was last asked; the viewer must catch up by cursor.
    pub(crate) fn take_lagged(&self) -> bool {
        let has_lagged = self.has_lagged.swap(false, Ordering::AcqRel);
        if has_lagged {
            metrics().lagged.inc();
        }
        has_lagged
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        let id = self.id;
        for (room, channel) in self.joined.drain() {
            self.hub.with_rooms(|rooms| rooms.remove(&room, &channel, id));
        }
    }
}

impl Rooms {
    fn remove(&mut self, room: &Room, channel: &Arc<str>, id: u64) {
        let Some(channels) = self.rooms.get_mut(room) else { return };
        if let Some(listeners) = channels.get_mut(channel) {
            listeners.remove(&id);
            if listeners.is_empty() {
                channels.remove(channel);
            }
        }
        if channels.is_empty() {
            self.rooms.remove(room);
        }
    }

    fn deliver(&mut self, publication: &Publication) {
        let room = (publication.campaign_id, publication.audience, publication.topic);
        let Some(channels) = self.rooms.get_mut(&room) else { return };
        let only_on_request =
            publication.audience == Audience::Stream && publication.event == "dice:roll";
        for (channel, listeners) in channels {
            let frame = frame(channel, publication);
            for subscription in listeners.values() {
                if only_on_request && !subscription.wants_rolls {
                    continue;
                }
                let outgoing = Outgoing {
                    channel: Arc::clone(channel),
                    cursor: publication.cursor,
                    frame: frame.clone(),
                };
                // A viewer that is too slow loses this event here and learns that it has to catch up.
                if subscription.queue.try_send(outgoing).is_err() {
                    subscription.has_lagged.store(true, Ordering::Release);
                }
            }
        }
    }
}

impl Publisher for Hub {
    fn publish(&self, publications: &[Publication]) {
        self.with_rooms(|rooms| publications.iter().for_each(|one| rooms.deliver(one)));
    }
}

/// Writes the frame of `/ws` around a payload that is JSON already.
pub(super) fn frame(channel: &str, publication: &Publication) -> Utf8Bytes {
    let Publication { cursor, event, payload, .. } = publication;
    // Channel names hold ids and keys only, event names are ours: neither needs escaping.
    format!(r#"{{"type":"{event}","channel":"{channel}","id":"{cursor}","payload":{payload}}}"#)
        .into()
}

#[cfg(test)]
mod tests {
    use tumulte_core::model::Timestamp;

    use super::*;

    fn publication(campaign_id: CampaignId, cursor: Cursor, event: &str) -> Publication {
        Publication {
            cursor,
            campaign_id,
            audience: Audience::Stream,
            topic: Topic::Dice,
            event: event.to_owned(),
            payload: "{}".to_owned(),
        }
    }

    fn campaign(seed: u8) -> CampaignId {
        CampaignId::from_parts(Timestamp::from_millis(1), [seed; 10])
    }

    #[tokio::test]
    async fn a_viewer_hears_its_rooms_and_no_other() {
        let hub = Hub::default();
        let mut viewer = hub.subscriber();
        let channel: Arc<str> = "streamer:k:dice".into();
        viewer.join(&channel, &[campaign(1)], Audience::Stream, Topic::Dice, false);
        hub.publish(&[
            publication(campaign(2), 1, "dice:critical"),
            publication(campaign(1), 2, "dice:roll"),
            publication(campaign(1), 3, "dice:critical"),
        ]);
        let heard = viewer.next().await.unwrap();
        assert_eq!(heard.cursor, 3);
        assert_eq!(
            heard.frame.as_str(),
            r#"{"type":"dice:critical","channel":"streamer:k:dice","id":"3","payload":{}}"#
        );
    }

    #[tokio::test]
    async fn a_slow_viewer_is_told_and_slows_nobody() {
        let hub = Hub::default();
        let mut slow = hub.subscriber();
        let channel: Arc<str> = "streamer:k:dice".into();
        slow.join(&channel, &[campaign(1)], Audience::Stream, Topic::Dice, false);
        let events = i64::try_from(QUEUE).unwrap() + 1;
        for cursor in 0..events {
            hub.publish(&[publication(campaign(1), cursor, "dice:critical")]);
        }
        assert!(slow.take_lagged());
        assert_eq!(slow.next().await.unwrap().cursor, 0);
    }

    #[tokio::test]
    async fn who_leaves_leaves_no_room_behind() {
        let hub = Hub::default();
        let mut viewer = hub.subscriber();
        let channel: Arc<str> = "streamer:k:dice".into();
        viewer.join(&channel, &[campaign(1)], Audience::Stream, Topic::Dice, false);
        viewer.leave(&channel);
        viewer.join(&channel, &[campaign(2)], Audience::Stream, Topic::Dice, false);
        drop(viewer);
        assert!(hub.with_rooms(|rooms| rooms.rooms.is_empty()));
    }
}
