//! One campaign: its live feed, its streamers, its characters.

use askama::Template;

use super::{Chrome, RollRow};

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
    /// Its streamers.
    pub streamers: Vec<StreamerRow>,
    /// The latest rolls, newest first.
    pub rolls: Vec<RollRow>,
    /// Whether its overlays are all blanked.
    pub is_blank: bool,
    /// The character whose rolls are shown; empty for everybody's.
    pub character: String,
    /// Which rolls are shown: `critical`, `secret`, empty for all.
    pub show: String,
    /// The address of the rolls before these, if there may be any.
    pub older: Option<String>,
    /// Whether these are not the newest: nothing live is shown.
    pub is_past: bool,
    /// The channel's cursor when `rolls` was read: the live feed goes on from there.
    pub feed_cursor: Option<String>,
}

impl CampaignPage {
    /// What the feed can be narrowed to.
    pub const SHOWN: [&'static str; 3] = ["", "critical", "secret"];

    /// The text key of one of those.
    #[must_use]
    pub fn shown_key(&self, show: &str) -> String {
        format!("feed.show.{}", if show.is_empty() { "all" } else { show })
    }

    /// The words that lead to every character.
    #[must_use]
    pub fn all_characters(&self) -> String {
        self.chrome.count("characters.all", &self.characters.len())
    }

    /// The characters that players play.
    pub fn players(&self) -> impl Iterator<Item = &CharacterRow> {
        self.characters.iter().filter(|character| character.is_player)
    }

    /// The empty row the live feed copies.
    #[must_use]
    pub fn blank_roll(&self) -> RollRow {
        RollRow::default()
    }
}

/// The page at `/campaigns/{id}/characters`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "characters.html")]
pub struct CharactersPage {
    /// The frame.
    pub chrome: Chrome,
    /// The campaign's id.
    pub id: String,
    /// When it was last synchronised, RFC 3339.
    pub synced_at: Option<String>,
    /// Its characters, players' first.
    pub characters: Vec<CharacterRow>,
    /// Its streamers.
    pub streamers: Vec<StreamerRow>,
}

/// Whether a portrait's address works from outside the tabletop.
#[must_use]
pub(crate) fn is_reachable(url: &str) -> bool {
    ["https://", "http://", "data:image/"].iter().any(|start| url.starts_with(start))
}

/// The first letter of a name, as a capital.
pub(super) fn initial(name: &str) -> String {
    name.trim().chars().next().map_or_else(String::new, |letter| letter.to_uppercase().collect())
}
