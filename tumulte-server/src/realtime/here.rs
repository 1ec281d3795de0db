//! Everybody who is connected to this server, and what is done with them at a word of any server.

use serde::{Deserialize, Serialize};
use tumulte_core::{model::StreamerId, sync::StoreError};

use super::{Hub, Presence, SignIns, SignedOut};
use crate::{
    overlay::{Controls, Signal},
    platform,
    storage::Storage,
};

/// What every server has to act on, whichever learns of it first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase")]
pub(crate) enum Notice {
    /// What the overlays of this key may hear has changed: they subscribe again.
    Reopened {
        /// Whose they are.
        streamer_id: StreamerId,
        /// The key they listen by.
        overlay_key: String,
    },
    /// Somebody is signed in no more.
    SignedOut(SignedOut),
}

/// This server's tables, viewers and overlays. Cloning shares it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Here {
    /// Where events meet viewers.
    pub hub: Hub,
    /// The tables.
    pub presence: Presence,
    /// Reaches overlays that are open.
    pub overlays: Controls,
    /// Who is signed in behind open connections.
    pub sign_ins: SignIns,
}

impl Here {
    /// Acts on a notice.
    pub(crate) fn act(&self, notice: &Notice) {
        match notice {
            Notice::Reopened { streamer_id, overlay_key } => {
                self.hub.reopen(&overlay_channels(overlay_key));
                self.overlays.tell([*streamer_id], Signal::Changed);
            }
            Notice::SignedOut(over) => self.sign_ins.end(over),
        }
    }

    /// Acts on what may have been said while nobody could hear it, by what the database says.
    ///
    /// # Errors
    ///
    /// The database does not answer; nothing is ended for want of it.
    pub(crate) async fn catch_up(&self, storage: &Storage) -> Result<(), StoreError> {
        let sessions = self.sign_ins.sessions();
        let going_on = storage.sessions_going_on(&sessions, platform::now()).await?;
        for session in sessions.into_iter().filter(|session| !going_on.contains(session)) {
            self.sign_ins.end(&SignedOut::One { session });
        }
        let heard = self.hub.heard_by_overlays();
        let keys: Vec<_> = heard.iter().map(|(key, _)| key.as_str()).collect();
        let shown = storage.campaigns_by_overlay_key(&keys).await?;
        for (key, campaigns) in &heard {
            let is_so = shown.get(key).is_some_and(|shown| shown[..] == campaigns[..]);
            if !is_so {
                self.hub.reopen(&overlay_channels(key));
            }
        }
        // Settings may have changed, or the panic key been pressed.
        self.overlays.tell_all(Signal::Changed);
        Ok(())
    }
}

/// How the names of an overlay's channels begin.
fn overlay_channels(overlay_key: &str) -> String {
    format!("streamer:{overlay_key}:")
}
