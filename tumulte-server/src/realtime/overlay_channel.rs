//! `streamer:{overlayKey}:overlay`: what an open overlay goes by, pushed whenever it changes.

use std::sync::Arc;

use serde_json::json;
use tumulte_core::model::StreamerId;

use crate::{
    actions,
    error::ApiError,
    overlay::{Listening, Signal},
    state::AppState,
};

/// A viewer's place on the channel; no viewer needs more than one.
#[derive(Debug)]
pub(super) struct OverlayChannel {
    channel: Arc<str>,
    overlay_key: String,
    listening: Listening,
}

impl OverlayChannel {
    /// Listens, and gives the frame that says how things are now.
    pub(super) async fn open(
        state: &AppState,
        name: &str,
        overlay_key: String,
        streamer_id: StreamerId,
    ) -> Result<(Self, String), ApiError> {
        // First listen, then look: a change in between is told twice and not missed.
        let listening = state.overlays.listen(streamer_id);
        let opened = Self { channel: name.into(), overlay_key, listening };
        let frame = opened.frame(state, Signal::Changed).await?;
        Ok((opened, frame))
    }

    /// Whether this is the channel's name.
    pub(super) fn is_called(&self, name: &str) -> bool {
        &*self.channel == name
    }

    /// The channel's name.
    pub(super) fn name(&self) -> Arc<str> {
        Arc::clone(&self.channel)
    }

    /// The frame for a signal.
    ///
    /// # Errors
    ///
    /// `channel.unknown` where the key opens nothing any more.
    pub(super) async fn frame(&self, state: &AppState, signal: Signal) -> Result<String, ApiError> {
        let (event, payload) = match signal {
            Signal::Changed => {
                let streamer_id = self.listening.streamer_id();
                let streamer = state.storage.streamer_by_key(&self.overlay_key).await?;
                streamer
                    .filter(|streamer| streamer.streamer_id == streamer_id)
                    .ok_or_else(ApiError::unknown_channel)?;
                ("overlay:state", json!(actions::overlay_state(state, streamer_id).await?))
            }
            Signal::Test(sample) => ("overlay:test", json!({ "sample": sample })),
        };
        let frame = json!({ "type": event, "channel": &*self.channel, "payload": payload });
        Ok(frame.to_string())
    }
}

/// Waits for the next signal; for ever, where there is no such channel.
pub(super) async fn next_signal(place: &mut Option<OverlayChannel>) -> Signal {
    match place {
        Some(place) => place.listening.next().await,
        None => std::future::pending().await,
    }
}
