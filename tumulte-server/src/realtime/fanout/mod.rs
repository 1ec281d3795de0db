//! How what one server does reaches the viewers and tables of all of them.
//!
//! [`Local`] is for a server that is alone; [`Redis`] shares with every server of the same database and Redis. Behind
//! both stands a [`Sequencer`]: whatever was stored where, and whatever got lost on the way, a viewer is told every
//! cursor once and in order.

mod local;
mod order;
mod redis;
mod sequencer;

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use serde_json::Value;
use tumulte_core::{
    model::{ConnectionId, StreamerId},
    sync::{Publication, Publisher},
    vtt::VttError,
};

pub use self::redis::{InvalidAuthority, InvalidRedisUrl, RedisUrl};
pub(crate) use self::{
    local::Local,
    redis::{Redis, RedisLink},
    sequencer::Sequencer,
};

use super::Notice;
use crate::overlay::Signal;

/// What is said to a table, wherever it is connected.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Word {
    /// Its connection is revoked; it is cut off.
    Revoked {
        /// Why, in words.
        reason: String,
    },
    /// An event of the server's.
    Event {
        /// Its name.
        name: String,
        /// What it says.
        payload: Value,
    },
}

/// How a server stands with the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Togetherness {
    /// There are none.
    Alone,
    /// They hear each other.
    Connected,
    /// They don't; each serves its own tables and reads from the database what the others stored.
    Cut,
}

/// The way to the other servers. Nothing here blocks for long, and nothing fails for want of them.
#[async_trait]
pub(crate) trait Fanout: fmt::Debug + Send + Sync {
    /// Hands committed events to the viewers of every server.
    fn publish(&self, publications: &[Publication]);

    /// Says something to a table that may be connected to another server; this one has said it to its own.
    fn tell(&self, connection_id: ConnectionId, word: Word);

    /// Tells the other servers what they have to act on; this one has acted.
    fn announce(&self, notice: Notice);

    /// Tells open overlays that are connected to other servers; this one has told its own.
    fn tell_overlays(&self, streamers: &[StreamerId], signal: Signal);

    /// Takes the one seat of a world for a table of this server; false when another server's table has it.
    async fn claim(&self, connection_id: ConnectionId, tab: Option<&str>) -> bool;

    /// Gives the seat up.
    async fn release(&self, connection_id: ConnectionId);

    /// Asks a table that is connected to another server.
    ///
    /// # Errors
    ///
    /// [`VttError::NotConnected`] when none has it, [`VttError::Timeout`].
    async fn ask(
        &self,
        connection_id: ConnectionId,
        event: &str,
        payload: Value,
    ) -> Result<Value, VttError>;

    /// Looks into the database soon: something may have been stored that nobody was told of.
    fn look_again(&self);

    /// Waits until what was published has left this server.
    async fn settle(&self);

    /// How this server stands with the others.
    fn togetherness(&self) -> Togetherness;
}

/// The fan-out as core's sync service sees it. Cloning shares it.
#[derive(Debug, Clone)]
pub(crate) struct Everybody(pub Arc<dyn Fanout>);

impl Publisher for Everybody {
    fn publish(&self, publications: &[Publication]) {
        self.0.publish(publications);
    }
}
