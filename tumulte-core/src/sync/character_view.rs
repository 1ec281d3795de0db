//! A character as streams see it: a player's sheet without what the players must not know.

use serde::Serialize;

use crate::model::{
    Character, CharacterId, CharacterKind, Gauge, InventoryItem, Map, Number, Stat, StatValue,
    gathered,
};

/// A stat as a stream sees it: a bare value or a gauge, nothing free-form.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
enum StreamStat {
    Plain(StatValue),
    Gauge(Gauge),
}

/// A belonging as a stream sees it. An unidentified one goes by what the players call it and shows no
/// picture; hidden ones, and unidentified ones without such a name, have no [`StreamItem`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamItem {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    quantity: Number,
    #[serde(skip_serializing_if = "Option::is_none")]
    equipped: Option<bool>,
    identified: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    img: Option<String>,
}

impl StreamItem {
    pub(super) fn of(item: &InventoryItem) -> Option<Self> {
        if item.hidden {
            return None;
        }
        let (name, kind, img) = if item.identified {
            (item.name.clone(), item.kind.clone(), item.img.clone())
        } else {
            // The item type stays away, too: a potion and a poison differ in it.
            (item.unidentified_name.clone()?, None, None)
        };
        let InventoryItem { quantity, equipped, identified, .. } = *item;
        Some(Self { name, kind, quantity, equipped, identified, img })
    }
}

/// A player character as streams see it. It can only be made by [`stream_character`].
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamCharacter {
    id: Option<CharacterId>,
    name: String,
    avatar_url: Option<String>,
    stats: Map<String, StreamStat>,
    conditions: Vec<String>,
    inventory: Vec<StreamItem>,
}

impl StreamCharacter {
    /// What it carries that may be seen.
    pub(super) fn into_inventory(self) -> Vec<StreamItem> {
        self.inventory
    }
}

/// Makes the stream's view of a character; none for whoever is not played by a player.
///
/// Free-form stats and metadata stay with the game master.
#[must_use]
pub fn stream_character(id: Option<CharacterId>, character: &Character) -> Option<StreamCharacter> {
    if character.character_type != CharacterKind::Pc {
        return None;
    }
    let stats = character.stats.iter().filter_map(|(name, stat)| {
        let stat = match stat {
            Stat::Plain(value) => StreamStat::Plain(value.clone()),
            Stat::Gauge(gauge) => StreamStat::Gauge(gauge.clone()),
            Stat::Other(_) => return None,
        };
        Some((name.to_owned(), stat))
    });
    Some(StreamCharacter {
        id,
        name: character.name.clone(),
        avatar_url: character.avatar_url.clone(),
        stats: gathered(stats),
        conditions: character.conditions.clone(),
        inventory: character.inventory.iter().filter_map(StreamItem::of).collect(),
    })
}
