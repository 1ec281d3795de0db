//! One channel's events on their way to all who listen to it: one task wakes, however many they are.
//!
//! What is published while the last events are still being handed out is handed out together: the busier a channel, the
//! fewer writes each of its events costs.

use std::{
    mem,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use bytes::{Bytes, BytesMut};
use tokio::sync::Notify;
use tumulte_core::sync::Cursor;

use super::{
    hub::{Hearing, Hub},
    socket::Outlet,
};

/// How many events may wait to be handed out; when more come, everyone has to catch up by cursor.
const MOST_FRAMES: usize = 4096;

/// So many are handed out in one go.
const FRAMES_AT_ONCE: usize = 256;

/// After so many viewers somebody else may have the processor.
const VIEWERS_AT_ONCE: usize = 64;

/// One event as it goes over the wire.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// Its position.
    pub(super) cursor: Cursor,
    /// The complete frame.
    pub(super) bytes: Bytes,
}

/// Several events that follow one another.
#[derive(Debug)]
struct Batch {
    frames: Vec<Frame>,
    first: Cursor,
    all: Bytes,
}

impl Batch {
    fn new(frames: Vec<Frame>) -> Option<Self> {
        let first = frames.iter().map(|frame| frame.cursor).min()?;
        let all = match frames.as_slice() {
            [only] => only.bytes.clone(),
            many => {
                let length = many.iter().map(|frame| frame.bytes.len()).sum();
                let mut all = BytesMut::with_capacity(length);
                for frame in many {
                    all.extend_from_slice(&frame.bytes);
                }
                all.freeze()
            }
        };
        Some(Self { frames, first, all })
    }
}

/// One viewer on one channel.
#[derive(Debug)]
pub(super) struct Subscription {
    outlet: Arc<Outlet>,
    place: Mutex<Place>,
    has_left: AtomicBool,
}

#[derive(Debug)]
enum Place {
    /// It is still told what it missed: what happens meanwhile is kept.
    Behind(Vec<Frame>),
    /// It knows everything up to this cursor, and hears the rest as it happens.
    Live(Cursor),
}

impl Subscription {
    /// A viewer that has not been told yet what it missed.
    pub(super) fn new(outlet: Arc<Outlet>) -> Self {
        let (place, has_left) = (Mutex::new(Place::Behind(Vec::new())), AtomicBool::new(false));
        Self { outlet, place, has_left }
    }

    /// Says what was kept after this cursor; what happens from now on is said at once.
    pub(super) fn go_live(&self, known: Cursor) {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        if let Place::Behind(kept) = mem::replace(&mut *place, Place::Live(known)) {
            self.offer_after(known, &kept);
        }
    }

    fn deliver(&self, batch: &Batch) {
        let mut place = self.place.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *place {
            Place::Live(known) if batch.first > *known => self.outlet.offer(&batch.all),
            Place::Live(known) => self.offer_after(*known, &batch.frames),
            Place::Behind(kept) if kept.len() < MOST_FRAMES => {
                kept.extend_from_slice(&batch.frames);
            }
            Place::Behind(_) => self.outlet.lag(),
        }
    }

    fn offer_after(&self, known: Cursor, frames: &[Frame]) {
        let new = frames.iter().filter(|frame| frame.cursor > known);
        new.for_each(|frame| self.outlet.offer(&frame.bytes));
    }

    fn is_there(&self) -> bool {
        !self.has_left.load(Ordering::Acquire)
    }
}

/// A channel as one kind of viewer hears it.
#[derive(Debug)]
pub(super) struct Broadcast {
    hearing: Hearing,
    news: Mutex<News>,
    has_news: Notify,
}

/// What the task takes over when it wakes.
#[derive(Debug, Default)]
struct News {
    frames: Vec<Frame>,
    joining: Vec<Arc<Subscription>>,
    has_overflowed: bool,
}

impl Broadcast {
    /// Starts handing out. It ends when nobody listens any more.
    pub(super) fn start(hub: Hub, hearing: Hearing) -> Arc<Self> {
        let (news, has_news) = (Mutex::default(), Notify::new());
        let broadcast = Arc::new(Self { hearing, news, has_news });
        tokio::spawn(Arc::clone(&broadcast).run(hub));
        broadcast
    }

    /// What is heard here.
    pub(super) const fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// Lets a viewer hear everything that is put from now on.
    pub(super) fn join(&self, subscription: Arc<Subscription>) {
        self.with_news(|news| news.joining.push(subscription));
        self.has_news.notify_one();
    }

    /// Lets a viewer hear no more.
    pub(super) fn leave(&self, subscription: &Subscription) {
        subscription.has_left.store(true, Ordering::Release);
        self.has_news.notify_one();
    }

    /// Whether somebody has joined that the task has not seen yet.
    pub(super) fn is_awaited(&self) -> bool {
        self.with_news(|news| news.joining.iter().any(|subscription| subscription.is_there()))
    }

    /// Hands an event out, soon.
    pub(super) fn put(&self, frame: Frame) {
        self.with_news(|news| {
            if news.frames.len() < MOST_FRAMES {
                news.frames.push(frame);
            } else {
                news.frames = Vec::new();
                news.has_overflowed = true;
            }
        });
        self.has_news.notify_one();
    }

    /// Lets everyone subscribe again.
    pub(super) fn reopen(&self) {
        self.with_news(|news| {
            news.frames = Vec::new();
            news.has_overflowed = true;
        });
        self.has_news.notify_one();
    }

    async fn run(self: Arc<Self>, hub: Hub) {
        let mut viewers: Vec<Arc<Subscription>> = Vec::new();
        loop {
            self.has_news.notified().await;
            let News { frames, joining, has_overflowed } = self.with_news(mem::take);
            viewers.extend(joining);
            viewers.retain(|viewer| viewer.is_there());
            if has_overflowed {
                for viewer in &viewers {
                    viewer.outlet.lag();
                }
            }
            let mut frames = frames.into_iter();
            while let Some(batch) = Batch::new(frames.by_ref().take(FRAMES_AT_ONCE).collect()) {
                for viewers in viewers.chunks(VIEWERS_AT_ONCE) {
                    for viewer in viewers {
                        viewer.deliver(&batch);
                    }
                    tokio::task::yield_now().await;
                }
            }
            if viewers.is_empty() && hub.forget(&self) {
                return;
            }
        }
    }

    fn with_news<T>(&self, act: impl FnOnce(&mut News) -> T) -> T {
        act(&mut self.news.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
