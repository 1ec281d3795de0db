//! Characters as the tabletop knows them.

use serde::{Deserialize, Serialize};

use super::{InventoryItem, Stats, inventory};

/// Whose side of the screen a character is on.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum CharacterKind {
    /// Played by a player; a stream may name it.
    Pc,
    /// Played by the game master.
    Npc,
    /// Anything else a tabletop lists among its actors.
    Other(String),
}

impl CharacterKind {
    /// The word on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Pc => "pc",
            Self::Npc => "npc",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for CharacterKind {
    fn from(name: String) -> Self {
        match name.as_str() {
            "pc" => Self::Pc,
            "npc" => Self::Npc,
            _ => Self::Other(name),
        }
    }
}

impl From<CharacterKind> for String {
    fn from(kind: CharacterKind) -> Self {
        kind.as_str().to_owned()
    }
}

/// A character as the tabletop sends it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Character {
    /// The tabletop's id of the actor.
    pub vtt_character_id: String,
    /// Its name.
    pub name: String,
    /// Where its portrait lies.
    #[serde(default)]
    pub avatar_url: Option<String>,
    /// Player character or not.
    pub character_type: CharacterKind,
    /// Hit points, armour class and the like, by name.
    #[serde(default)]
    pub stats: Stats,
    /// What it suffers or enjoys right now, in words of the game system: `prone`, `dying` …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub conditions: Vec<String>,
    /// What it carries.
    #[serde(default, deserialize_with = "inventory::lenient")]
    pub inventory: Vec<InventoryItem>,
    /// Anything else the module sends along.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub metadata: serde_json::Value,
}
