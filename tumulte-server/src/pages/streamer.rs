//! What a streamer with an account sees, and the door they come in by.

use askama::Template;

use super::{Chrome, OverlayAddress};

/// The page at `/streamer`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "streamer.html")]
pub struct StreamerPage {
    /// The frame.
    pub chrome: Chrome,
    /// The streamer's own overlay.
    pub overlay: OverlayAddress,
    /// The campaigns they stream, or ask to stream.
    pub campaigns: Vec<StreamedCard>,
}

impl StreamerPage {
    /// With the news that the overlay has another link now.
    #[must_use]
    pub fn with_new_link(mut self) -> Self {
        let notice = self.chrome.say("streaming.rotated").to_owned();
        self.chrome = self.chrome.with_notice(notice);
        self
    }

    /// With the news that an invitation to this campaign was accepted.
    #[must_use]
    pub fn with_accepted(mut self, campaign_id: &str) -> Self {
        if let Some(campaign) = self.campaigns.iter().find(|campaign| campaign.id == campaign_id) {
            let name = campaign.name.as_str();
            let notice = if campaign.is_pending {
                self.chrome.with("join.asked", "name", name)
            } else {
                self.chrome.with("join.joined", "name", name)
            };
            self.chrome = self.chrome.with_notice(notice);
        }
        self
    }
}

/// A campaign as its streamer sees it.
#[derive(Debug, Clone, Default)]
pub struct StreamedCard {
    /// Its id.
    pub id: String,
    /// Its title.
    pub name: String,
    /// Whose it is.
    pub game_master: String,
    /// Whether the game master has yet to agree.
    pub is_pending: bool,
    /// The character the streamer shows.
    pub character: Option<String>,
}

/// The page at `/join/{token}`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "join.html")]
pub struct JoinPage {
    /// The frame.
    pub chrome: Chrome,
    /// The unguessable part of the link.
    pub token: String,
    /// The campaign's title.
    pub campaign: String,
    /// Whose it is.
    pub game_master: String,
    /// Whether the game master agrees to each who comes.
    pub needs_approval: bool,
}
