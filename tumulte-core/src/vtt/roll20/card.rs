//! One message, whatever way it came: who speaks, who may see it, and its rolls.

use serde_json::Value;

use super::rolled::Rolled;
use crate::{
    model::{RollOrigin, Speaker, Timestamp, Visibility},
    roll::RollError,
};

/// Which of two d20s a sheet's message means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Mode {
    /// Nothing says that there is a choice.
    #[default]
    Single,
    Advantage,
    Disadvantage,
    /// Both are shown, and nobody records which one was meant.
    Always,
}

/// One roll of a message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CardRoll {
    pub(super) origin: RollOrigin,
    pub(super) rolled: Result<Rolled, RollError>,
    /// The template's field it stands in: `r1`, `dmg1`.
    pub(super) key: String,
    /// What the card says around it: `Damage`.
    pub(super) label: String,
    /// What another field says its kind is: `roll01_type`.
    pub(super) kind: String,
    /// Whether the card shows it as the one that does not count.
    pub(super) is_discarded: bool,
    /// As the tabletop sent it, for the paths of hints.
    pub(super) raw: Value,
}

impl CardRoll {
    pub(super) fn new(origin: RollOrigin, rolled: Result<Rolled, RollError>) -> Self {
        Self {
            origin,
            rolled,
            key: String::new(),
            label: String::new(),
            kind: String::new(),
            is_discarded: false,
            raw: Value::Null,
        }
    }
}

/// One message.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Card {
    pub(super) id: String,
    pub(super) speaker: Speaker,
    pub(super) visibility: Visibility,
    pub(super) rolled_at: Option<Timestamp>,
    /// The name of the sheet's template.
    pub(super) template: Option<String>,
    /// What the card is called: `Dagger`, `Stealth`.
    pub(super) title: String,
    pub(super) mode: Mode,
    /// The template's fields in order, for the paths of hints.
    pub(super) fields: Vec<(String, String)>,
    pub(super) rolls: Vec<CardRoll>,
    /// The whole record, for the paths of hints.
    pub(super) raw: Value,
}

impl Default for Card {
    fn default() -> Self {
        Self {
            id: String::new(),
            speaker: Speaker::default(),
            visibility: Visibility::Public,
            rolled_at: None,
            template: None,
            title: String::new(),
            mode: Mode::Single,
            fields: Vec::new(),
            rolls: Vec::new(),
            raw: Value::Null,
        }
    }
}
