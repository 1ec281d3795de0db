//! Pairing a world: type the code, see whose world it is, confirm.

use askama::Template;

use super::Chrome;

/// The page at `/pair`; `POST /pair` renders it again on failure.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pair.html")]
pub struct PairPage {
    /// The frame.
    pub chrome: Chrome,
    /// The code or address as it was typed or scanned.
    pub code: String,
    /// Why it led nowhere.
    pub error: Option<String>,
}

/// The answer to `POST /pair`: whose world it is, before anything is given to it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "pair_confirm.html")]
pub struct PairConfirmPage {
    /// The frame.
    pub chrome: Chrome,
    /// The code or address as it was typed, sent along to `POST /pair/confirm`.
    pub code: String,
    /// The world's title.
    pub world_name: String,
    /// The tabletop's name: `Foundry`.
    pub vtt: String,
    /// The tabletop's id of the world, to tell two of the same title apart.
    pub world_id: String,
    /// When the offer expires, RFC 3339.
    pub expires_at: String,
}
