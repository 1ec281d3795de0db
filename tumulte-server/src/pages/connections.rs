//! Paired worlds.

use askama::Template;

use super::Chrome;

/// Whether a paired world is talking to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionState {
    /// Its module holds a live socket.
    Live,
    /// Paired, but nobody has the world open.
    Offline,
    /// The GM ended it.
    Revoked,
}

impl ConnectionState {
    /// The word in class names and text keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Offline => "offline",
            Self::Revoked => "revoked",
        }
    }
}

/// One paired world in a list.
#[derive(Debug, Clone)]
pub struct ConnectionRow {
    /// Our id.
    pub id: String,
    /// The tabletop's name: `Foundry`.
    pub vtt: String,
    /// The world's title.
    pub world_name: String,
    /// Whether it is talking to us.
    pub state: ConnectionState,
    /// Whether it can be let come back without a new code.
    pub can_return: bool,
    /// Whether it was let come back, and has not yet.
    pub is_readmitted: bool,
    /// The campaign it was imported as.
    pub campaign_id: Option<String>,
    /// When it was last heard of, RFC 3339.
    pub last_seen_at: Option<String>,
}

impl ConnectionRow {
    /// Whether there is a campaign still to import.
    #[must_use]
    pub fn may_import(&self) -> bool {
        self.state != ConnectionState::Revoked && self.campaign_id.is_none()
    }

    /// How it stands, as the word in class names and text keys.
    #[must_use]
    pub const fn state_word(&self) -> &'static str {
        if self.is_readmitted { "readmitted" } else { self.state.as_str() }
    }

    /// The text key of its state.
    #[must_use]
    pub fn state_key(&self) -> String {
        format!("connection.state.{}", self.state_word())
    }
}

/// The page at `/connections`.
#[derive(Debug, Clone, Template)]
#[template(path = "connections.html")]
pub struct ConnectionsPage {
    /// The frame.
    pub chrome: Chrome,
    /// Every paired world, revoked ones last.
    pub connections: Vec<ConnectionRow>,
}
