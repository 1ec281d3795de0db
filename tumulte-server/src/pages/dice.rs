//! Dice that call by themselves: where their addresses are made.

use askama::Template;

use super::Chrome;

/// A table whose dice may have an address.
#[derive(Debug, Clone)]
pub struct DiceRow {
    /// The connection's id.
    pub id: String,
    /// The table's title.
    pub name: String,
    /// The tabletop's name.
    pub vtt: String,
    /// Whether it has an address now.
    pub has_address: bool,
}

/// The page at `/dice`.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "dice.html")]
pub struct DicePage {
    /// The frame.
    pub chrome: Chrome,
    /// Every table that is not revoked.
    pub tables: Vec<DiceRow>,
    /// The address that was made just now; it is shown once.
    pub made: Option<String>,
}
