//! The overlay studio: how a streamer's overlays look and behave, with a preview.

use askama::Template;
use serde_json::Value;

use super::Chrome;
use crate::overlay::OverlaySettings;

/// One overlay's address.
#[derive(Debug, Clone)]
pub struct OverlayLink {
    /// Which view: `dice`, `combat`, `characters`, `all`.
    pub view: &'static str,
    /// The whole address for OBS.
    pub url: String,
}

/// A character that may be picked.
#[derive(Debug, Clone)]
pub struct StudioCharacter {
    /// Our id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A campaign of the visitor's that the streamer shows.
#[derive(Debug, Clone)]
pub struct StudioCampaign {
    /// Our id.
    pub id: String,
    /// Its title.
    pub name: String,
    /// Whether its overlays are all blanked.
    pub is_blank: bool,
}

/// The page at `/streamers/{id}/overlay`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "studio.html")]
pub struct StudioPage {
    /// The frame.
    pub chrome: Chrome,
    /// The streamer's id.
    pub id: String,
    /// The streamer's name.
    pub name: String,
    /// How the overlays look and behave.
    pub settings: OverlaySettings,
    /// What is put into OBS.
    pub links: Vec<OverlayLink>,
    /// Where the preview lives.
    pub preview_path: String,
    /// Whom the streamer may show.
    pub characters: Vec<StudioCharacter>,
    /// The campaigns.
    pub campaigns: Vec<StudioCampaign>,
    /// Whether the streamer's own overlays are blanked.
    pub is_blank: bool,
}

impl StudioPage {
    /// Whether a setting is this word, number or truth.
    #[must_use]
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.value(name) == value
    }

    /// A setting as the form writes it.
    #[must_use]
    pub fn value(&self, name: &str) -> String {
        match serde_json::to_value(&self.settings).unwrap_or_default().get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        }
    }

    /// How long a card lives, in seconds.
    #[must_use]
    pub fn seconds(&self) -> String {
        (f32::from(self.settings.duration_ms) / 1_000.0).to_string()
    }

    /// Whether a character is picked.
    #[must_use]
    pub fn is_chosen(&self, character: &StudioCharacter) -> bool {
        self.settings.chosen.iter().any(|id| id.to_string() == character.id)
    }
}
