//! Characters as the tabletop knows them.

use serde::{Deserialize, Serialize};

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
    /// Hit points, armour class and the like, by name; free-form until a system maps them.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub stats: serde_json::Value,
    /// What it carries; free-form until a system maps it.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub inventory: serde_json::Value,
    /// Anything else the module sends along.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub metadata: serde_json::Value,
}
