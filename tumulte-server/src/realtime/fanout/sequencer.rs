//! Hands events to this server's viewers in order, and reads from the database what did not come by itself.

use std::{
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use tokio::{
    sync::Notify,
    time::{MissedTickBehavior, interval, sleep},
};
use tokio_util::sync::CancellationToken;
use tumulte_core::sync::{Publication, Publisher as _, StoreError};

use super::order::Order;
use crate::{
    metrics::metrics,
    realtime::{Hub, trace},
    storage::Storage,
};

/// How long a missing event may still be on its way before the database is asked for it.
const GRACE: Duration = Duration::from_millis(10);

/// How often the database is asked whether there is something nobody was told of: while the other servers can't be
/// heard, and otherwise each so many times.
const LOOK: Duration = Duration::from_secs(1);
const CALM: u32 = 5;

/// How many events one step reads.
const PAGE: u32 = 500;

/// The one door to this server's viewers. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Sequencer(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    order: Mutex<Order>,
    hub: Hub,
    storage: Storage,
    missing: Notify,
    is_doubtful: AtomicBool,
    is_cut_off: AtomicBool,
}

impl Sequencer {
    /// Begins with what is stored from now on.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub(crate) async fn start(
        hub: Hub,
        storage: Storage,
        stopping: CancellationToken,
    ) -> Result<Self, StoreError> {
        let position = storage.newest_cursor().await?;
        let sequencer = Self(Arc::new(Shared {
            order: Mutex::new(Order::new(position)),
            hub,
            storage,
            missing: Notify::new(),
            is_doubtful: AtomicBool::new(false),
            is_cut_off: AtomicBool::new(false),
        }));
        tokio::spawn(sequencer.clone().run(stopping));
        Ok(sequencer)
    }

    /// Takes events in the order of their cursors, from wherever they come; what is known is let go.
    pub(crate) fn take(&self, events: &[Publication]) {
        let mut order = self.order();
        // Handed on before anybody else may take the next ones.
        self.show(&order.add(events));
        if order.is_behind() {
            self.0.missing.notify_one();
        }
    }

    /// Reads everything that is stored and was not handed on yet.
    ///
    /// # Errors
    ///
    /// The database does not answer.
    pub(crate) async fn catch_up(&self) -> Result<(), StoreError> {
        loop {
            let gap = self.order().gap();
            let events = self.0.storage.events_of_all_after(gap.after, PAGE).await?;
            let is_all = events.len() < PAGE as usize;
            let mut order = self.order();
            let turn = order.read(gap, events, is_all);
            if !turn.is_empty() {
                metrics().caught_up.inc_by(turn.len() as u64);
                self.show(&turn);
            }
            if is_all && !order.is_behind() {
                return Ok(());
            }
        }
    }

    /// Looks into the database soon.
    pub(crate) fn look_again(&self) {
        self.0.is_doubtful.store(true, Ordering::Relaxed);
        self.0.missing.notify_one();
    }

    /// While the other servers can't be heard, the database is looked into more often.
    pub(super) fn set_cut_off(&self, is_cut_off: bool) {
        self.0.is_cut_off.store(is_cut_off, Ordering::Relaxed);
        self.look_again();
    }

    /// Reads what is missing, if the database still answers.
    pub(crate) async fn settle(&self) {
        if let Err(error) = self.catch_up().await {
            complain(&error);
        }
    }

    async fn run(self, stopping: CancellationToken) {
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut calm = 0;
        let mut is_failing = false;
        loop {
            tokio::select! {
                () = stopping.cancelled() => return,
                () = self.0.missing.notified() => {
                    sleep(GRACE).await;
                    let is_doubtful = self.0.is_doubtful.swap(false, Ordering::Relaxed);
                    if !is_doubtful && !self.order().is_behind() {
                        continue;
                    }
                }
                _ = look.tick() => {
                    calm += 1;
                    let is_cut_off = self.0.is_cut_off.load(Ordering::Relaxed);
                    if calm < CALM && !is_cut_off && !is_failing && !self.order().is_behind() {
                        continue;
                    }
                }
            }
            calm = 0;
            let caught_up = self.catch_up().await;
            if let Err(error) = &caught_up
                && !is_failing
            {
                complain(error);
            }
            is_failing = caught_up.is_err();
        }
    }

    fn show(&self, turn: &[Publication]) {
        trace::published(turn);
        self.0.hub.publish(turn);
    }

    fn order(&self) -> MutexGuard<'_, Order> {
        self.0.order.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn complain(error: &StoreError) {
    let error: &dyn std::error::Error = error;
    tracing::warn!(error, "what viewers have not seen yet can't be read, which is tried again");
}
