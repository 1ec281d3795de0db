//! Who fights, in which order, and whose turn it is.

use serde::{Deserialize, Serialize};

use super::Number;

/// What happened to a combat.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum CombatChange {
    /// It began: `combat:start`.
    Started,
    /// The turn passed on: `combat:turn`.
    Turn,
    /// A new round began: `combat:round`.
    Round,
    /// Anything else about it changed: `combat:update`.
    Updated,
    /// It is over: `combat:end`.
    Ended,
    /// Another event of a tabletop, by its name.
    Other(String),
}

impl CombatChange {
    /// The event's name on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Started => "combat:start",
            Self::Turn => "combat:turn",
            Self::Round => "combat:round",
            Self::Updated => "combat:update",
            Self::Ended => "combat:end",
            Self::Other(name) => name,
        }
    }
}

impl From<String> for CombatChange {
    fn from(name: String) -> Self {
        let known = [Self::Started, Self::Turn, Self::Round, Self::Updated, Self::Ended];
        known.into_iter().find(|change| change.as_str() == name).unwrap_or(Self::Other(name))
    }
}

impl From<CombatChange> for String {
    fn from(change: CombatChange) -> Self {
        change.as_str().to_owned()
    }
}

/// Whose side a token is on, as its ring shows at the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Nobody but the game master may know.
    Secret,
    /// An enemy.
    Hostile,
    /// Neither.
    Neutral,
    /// A friend.
    Friendly,
}

/// A combat as its game master sees it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Combat {
    /// The tabletop's id.
    pub vtt_combat_id: String,
    /// The round; 0 before it begins.
    pub round: u32,
    /// The place in [`combatants`](Self::combatants) whose turn it is, once it began.
    #[serde(default)]
    pub turn: Option<u32>,
    /// Whether it began.
    pub started: bool,
    /// Everybody in it, in the order of their turns.
    #[serde(default)]
    pub combatants: Vec<Combatant>,
    /// The id of the combatant whose turn it is.
    #[serde(default)]
    pub current: Option<String>,
}

/// Somebody in a combat, as the game master sees them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "independent marks, as the tabletop has them")]
#[serde(rename_all = "camelCase")]
pub struct Combatant {
    /// The tabletop's id of the place in the order.
    pub id: String,
    /// The name in the order; empty where no document told it.
    #[serde(default)]
    pub name: String,
    /// The picture in the order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub img: Option<String>,
    /// The tabletop's id of the actor.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_id: Option<String>,
    /// The tabletop's id of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_id: Option<String>,
    /// What they rolled; none until they did.
    #[serde(default)]
    pub initiative: Option<Number>,
    /// Out of the fight.
    #[serde(default)]
    pub is_defeated: bool,
    /// Hidden from the players: in the order, on the map, or by a secret disposition.
    #[serde(default)]
    pub is_hidden: bool,
    /// Played by a player.
    #[serde(default)]
    pub is_player: bool,
    /// Whether everybody at the table may read the name beneath the token.
    #[serde(default)]
    pub is_name_public: bool,
    /// Whose side they are on, where the token is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disposition: Option<Disposition>,
}
