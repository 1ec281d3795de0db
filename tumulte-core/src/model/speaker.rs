//! Who rolled, as person and as character.

use serde::{Deserialize, Serialize};

/// Who a roll is said to come from, as the message names them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Speaker {
    /// The name shown at the table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// The tabletop's id of the person who rolled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
    /// The tabletop's id of the actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<String>,
    /// The tabletop's id of the token, the piece on the map.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_id: Option<String>,
}

/// The actor behind a roll, as the module prepared it beside the message.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Actor {
    /// The tabletop's id.
    pub id: String,
    /// The actor's own name.
    pub name: String,
    /// Where its portrait lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub img: Option<String>,
    /// The actor type in words of the game system: `character`, `npc` …
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Whether a player owns it; only then may a masked card name it.
    pub has_player_owner: bool,
}
