//! A server that is alone.

use async_trait::async_trait;
use serde_json::Value;
use tumulte_core::{
    model::{ConnectionId, StreamerId},
    sync::Publication,
    vtt::VttError,
};

use super::{Fanout, Notice, Sequencer, Togetherness, Word};
use crate::overlay::Signal;

/// The fan-out of a server without others: its own viewers are all there are.
#[derive(Debug)]
pub(crate) struct Local {
    sequencer: Sequencer,
}

impl Local {
    /// Hands events to the viewers behind this sequencer.
    pub(crate) const fn new(sequencer: Sequencer) -> Self {
        Self { sequencer }
    }
}

#[async_trait]
impl Fanout for Local {
    fn publish(&self, publications: &[Publication]) {
        self.sequencer.take(publications);
    }

    fn tell(&self, _: ConnectionId, _: Word) {}

    fn announce(&self, _: Notice) {}

    fn tell_overlays(&self, _: &[StreamerId], _: Signal) {}

    async fn claim(&self, _: ConnectionId, _: Option<&str>) -> bool {
        true
    }

    async fn release(&self, _: ConnectionId) {}

    async fn ask(&self, _: ConnectionId, _: &str, _: Value) -> Result<Value, VttError> {
        Err(VttError::NotConnected)
    }

    fn look_again(&self) {
        self.sequencer.look_again();
    }

    async fn settle(&self) {
        self.sequencer.settle().await;
    }

    fn togetherness(&self) -> Togetherness {
        Togetherness::Alone
    }
}
