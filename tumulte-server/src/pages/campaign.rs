//! One campaign: its live feed, its streamers, its characters.

use askama::Template;

use super::{Chrome, MembersPanel, RollRow};

/// One character and who shows it.
#[derive(Debug, Clone)]
pub struct CharacterRow {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its portrait, where the address works from outside the tabletop.
    pub avatar_url: Option<String>,
    /// Whether a player plays it.
    pub is_player: bool,
    /// The streamer it is assigned to.
    pub streamer_id: Option<String>,
}

impl CharacterRow {
    /// Whether it is assigned to this streamer.
    #[must_use]
    pub fn is_shown_by(&self, streamer: &StreamerRow) -> bool {
        self.streamer_id.as_deref() == Some(streamer.id.as_str())
    }

    /// The letter that stands for it where there is no portrait.
    #[must_use]
    pub fn initial(&self) -> String {
        initial(&self.name)
    }
}

/// One streamer of a campaign.
#[derive(Debug, Clone)]
pub struct StreamerRow {
    /// Our id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// The whole address for OBS.
    pub overlay_url: String,
    /// The same page as a path of ours, for the preview.
    pub overlay_path: String,
}

/// The page at `/campaigns/{id}`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "campaign.html")]
pub struct CampaignPage {
    /// The frame.
    pub chrome: Chrome,
    /// Our id.
    pub id: String,
    /// Its title.
    pub name: String,
    /// The game system's id or name, once known.
    pub system: Option<String>,
    /// Whether its world is talking to us.
    pub is_live: bool,
    /// When it was last synchronised, RFC 3339.
    pub synced_at: Option<String>,
    /// Its characters, players' first.
    pub characters: Vec<CharacterRow>,
    /// Who streams it, and its invitations.
    pub members: MembersPanel,
    /// Its streamers.
    pub streamers: Vec<StreamerRow>,
    /// The latest rolls, newest first.
    pub rolls: Vec<RollRow>,
    /// The channel's cursor when `rolls` was read: the live feed goes on from there.
    pub feed_cursor: Option<String>,
}

impl CampaignPage {
    /// The empty row the live feed copies.
    #[must_use]
    pub fn blank_roll(&self) -> RollRow {
        RollRow::default()
    }
}

/// The first letter of a name, as a capital.
pub(super) fn initial(name: &str) -> String {
    name.trim().chars().next().map_or_else(String::new, |letter| letter.to_uppercase().collect())
}
