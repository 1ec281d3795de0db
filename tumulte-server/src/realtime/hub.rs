//! Serialises each event once per channel and hands it to everyone who listens.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;
use tumulte_core::{
    model::CampaignId,
    sync::{Audience, Cursor, Publication, Publisher, Topic},
};

use super::{
    broadcast::{Broadcast, Frame, Subscription},
    socket::{Outlet, text_frame},
};

type Room = (CampaignId, Audience, Topic);

/// What a viewer hears on one channel. Viewers who hear the same share their frames.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Hearing {
    /// The channel's name.
    pub(super) channel: Arc<str>,
    /// Of which campaigns.
    pub(super) campaigns: Arc<[CampaignId]>,
    /// As whom.
    pub(super) audience: Audience,
    /// What about.
    pub(super) topic: Topic,
    /// Every public roll, not criticals and masks alone.
    pub(super) wants_rolls: bool,
}

impl Hearing {
    fn rooms(&self) -> impl Iterator<Item = Room> {
        self.campaigns.iter().map(|campaign| (*campaign, self.audience, self.topic))
    }

    fn hears(&self, publication: &Publication) -> bool {
        let is_only_on_request =
            publication.audience == Audience::Stream && publication.event == "dice:roll";
        self.wants_rolls || !is_only_on_request
    }
}

#[derive(Debug, Default)]
struct Rooms {
    broadcasts: HashMap<Hearing, Arc<Broadcast>>,
    by_room: HashMap<Room, Vec<Arc<Broadcast>>>,
}

/// The place where events meet viewers. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hub {
    rooms: Arc<Mutex<Rooms>>,
    reopened: Arc<AtomicU64>,
}

/// One viewer's place in the rooms, which it leaves when dropped.
#[derive(Debug)]
pub(crate) struct Subscriber {
    hub: Hub,
    outlet: Arc<Outlet>,
    joined: Vec<(Arc<Broadcast>, Arc<Subscription>)>,
}

impl Hub {
    /// Lets a viewer in; it listens to nothing yet.
    #[must_use]
    pub(crate) fn subscriber(&self, outlet: Arc<Outlet>) -> Subscriber {
        Subscriber { hub: self.clone(), outlet, joined: Vec::new() }
    }

    /// Lets everyone who listens to a channel of this beginning subscribe again: what they may hear has changed.
    pub(crate) fn reopen(&self, beginning: &str) {
        self.with_rooms(|rooms| {
            // While the rooms are locked: whoever joins either sees it or is in them already.
            self.reopened.fetch_add(1, Ordering::Relaxed);
            let changed = rooms.broadcasts.values();
            changed
                .filter(|broadcast| broadcast.hearing().channel.starts_with(beginning))
                .for_each(|broadcast| broadcast.reopen());
        });
    }

    /// How often channels were reopened: who looked up what it may hear before the last time looks again after joining.
    #[must_use]
    pub(crate) fn times_reopened(&self) -> u64 {
        self.with_rooms(|_| self.reopened.load(Ordering::Relaxed))
    }

    /// The keys by which overlays listen, with the campaigns they hear of.
    #[must_use]
    pub(crate) fn heard_by_overlays(&self) -> Vec<(String, Arc<[CampaignId]>)> {
        let key_of =
            |channel: &str| Some(channel.strip_prefix("streamer:")?.split_once(':')?.0.to_owned());
        self.with_rooms(|rooms| {
            let hearings = rooms.broadcasts.keys();
            hearings
                .filter_map(|hearing| {
                    Some((key_of(&hearing.channel)?, Arc::clone(&hearing.campaigns)))
                })
                .collect()
        })
    }

    /// Forgets a broadcast that nobody listens to; false where somebody has come meanwhile.
    pub(super) fn forget(&self, broadcast: &Arc<Broadcast>) -> bool {
        self.with_rooms(|rooms| {
            if broadcast.is_awaited() {
                return false;
            }
            rooms.broadcasts.remove(broadcast.hearing());
            for room in broadcast.hearing().rooms() {
                if let Some(broadcasts) = rooms.by_room.get_mut(&room) {
                    broadcasts.retain(|other| !Arc::ptr_eq(other, broadcast));
                    if broadcasts.is_empty() {
                        rooms.by_room.remove(&room);
                    }
                }
            }
            true
        })
    }

    fn join(&self, hearing: Hearing, subscription: &Arc<Subscription>) -> Arc<Broadcast> {
        self.with_rooms(|rooms| {
            let broadcast = rooms.broadcasts.entry(hearing).or_insert_with_key(|hearing| {
                let broadcast = Broadcast::start(self.clone(), hearing.clone());
                for room in hearing.rooms() {
                    rooms.by_room.entry(room).or_default().push(Arc::clone(&broadcast));
                }
                broadcast
            });
            // While the rooms are locked: a broadcast that somebody has joined is not forgotten.
            broadcast.join(Arc::clone(subscription));
            Arc::clone(broadcast)
        })
    }

    fn with_rooms<T>(&self, act: impl FnOnce(&mut Rooms) -> T) -> T {
        act(&mut self.rooms.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Subscriber {
    /// Starts to listen. `wants_rolls` asks for every public roll, not criticals and masks alone. What happens from now on
    /// is kept until [`go_live`](Self::go_live).
    pub(crate) fn join(
        &mut self,
        channel: &Arc<str>,
        campaigns: &[CampaignId],
        audience: Audience,
        topic: Topic,
        wants_rolls: bool,
    ) {
        let mut campaigns = campaigns.to_vec();
        campaigns.sort_unstable();
        campaigns.dedup();
        let (channel, campaigns) = (Arc::clone(channel), campaigns.into());
        let hearing = Hearing { channel, campaigns, audience, topic, wants_rolls };
        let subscription = Arc::new(Subscription::new(Arc::clone(&self.outlet)));
        let broadcast = self.hub.join(hearing, &subscription);
        self.joined.push((broadcast, subscription));
    }

    /// Says what happened on a channel after this cursor since it was joined, and from now on at once.
    pub(crate) fn go_live(&self, channel: &str, known: Cursor) {
        for (broadcast, subscription) in &self.joined {
            if &*broadcast.hearing().channel == channel {
                subscription.go_live(known);
            }
        }
    }

    /// Whether it listens to this channel.
    #[must_use]
    pub(crate) fn listens_to(&self, channel: &str) -> bool {
        self.channels().any(|joined| &**joined == channel)
    }

    /// The channels it listens to.
    pub(crate) fn channels(&self) -> impl ExactSizeIterator<Item = &Arc<str>> {
        self.joined.iter().map(|(broadcast, _)| &broadcast.hearing().channel)
    }

    /// Stops listening to a channel.
    pub(crate) fn leave(&mut self, channel: &str) {
        self.joined.retain(|(broadcast, subscription)| {
            let stays = &*broadcast.hearing().channel != channel;
            if !stays {
                broadcast.leave(subscription);
            }
            stays
        });
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        for (broadcast, subscription) in self.joined.drain(..) {
            broadcast.leave(&subscription);
        }
    }
}

impl Publisher for Hub {
    fn publish(&self, publications: &[Publication]) {
        self.with_rooms(|rooms| {
            for publication in publications {
                let Publication { campaign_id, audience, topic, cursor, .. } = publication;
                let room = (*campaign_id, *audience, *topic);
                for broadcast in rooms.by_room.get(&room).into_iter().flatten() {
                    if broadcast.hearing().hears(publication) {
                        let bytes = frame(&broadcast.hearing().channel, publication);
                        broadcast.put(Frame { cursor: *cursor, bytes });
                    }
                }
            }
        });
    }
}

/// Writes the frame of `/ws` around a payload that is JSON already.
pub(super) fn frame(channel: &str, publication: &Publication) -> Bytes {
    let Publication { cursor, event, payload, .. } = publication;
    // Channel names hold ids and keys only, event names are ours: neither needs escaping.
    let head = format!(r#"{{"type":"{event}","channel":"{channel}","id":"{cursor}","payload":"#);
    text_frame(&[&head, payload, "}"])
}

#[cfg(test)]
mod tests;
