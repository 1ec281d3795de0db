//! An actor document becomes a character.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    item::belongings,
    pruned::Tree,
    sheet::Sheet,
    stats::{Parts, conditions, stats, system_of},
};
use crate::{
    model::{Character, CharacterKind, Parts as _, SystemId},
    vtt::{RawMessage, VttError, field::below},
};

/// The longest path of a primary token attribute, in bytes.
const MAX_ATTRIBUTE: usize = 128;

/// What is known about an actor besides its document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActorContext {
    system: SystemId,
    primary_attribute: Option<String>,
    is_played: Option<bool>,
}

impl ActorContext {
    /// An actor of this game system, nothing else known.
    #[must_use]
    pub fn new(system: impl Into<SystemId>) -> Self {
        Self { system: system.into(), primary_attribute: None, is_played: None }
    }

    /// What a module's event says beside its characters: `system.id` and `primaryTokenAttribute`.
    #[must_use]
    pub fn of_event(payload: &Value) -> Self {
        let word = |path: &str| below(payload, path).and_then(Value::as_str);
        Self::new(word("/system/id").unwrap_or_default())
            .with_primary_attribute(word("/primaryTokenAttribute"))
    }

    /// Adds the system's `primaryTokenAttribute`, such as `attributes.hp`: where the hit points of
    /// a system without a table are looked for first.
    #[must_use]
    pub fn with_primary_attribute(mut self, path: Option<&str>) -> Self {
        let is_plain =
            |path: &&str| !path.is_empty() && path.len() <= MAX_ATTRIBUTE && !path.has("*");
        self.primary_attribute = path.filter(is_plain).map(str::to_owned);
        self
    }

    /// Adds whether a player owns the actor. Without it the document's own `hasPlayerOwner` counts;
    /// without either nobody knows, and the character is not taken for a player's.
    #[must_use]
    pub const fn with_player_owner(mut self, is_played: Option<bool>) -> Self {
        self.is_played = is_played;
        self
    }
}

/// Reads an actor document of any generation, stored or prepared.
///
/// Where a system keeps what is in its table (`sheets/<id>.toml`); systems without one are read by
/// common shapes and the primary token attribute. Values that a system only computes at the table
/// are missing in stored documents, and so in the character. Biographies and descriptions are not
/// read.
///
/// # Errors
///
/// `vtt.malformed` for what is no JSON object with an `_id` or `id`; `vtt.oversized`,
/// `vtt.too_deep`, `vtt.too_many_entries` for what is beyond the limits.
///
/// ```
/// use tumulte_core::vtt::foundry::{ActorContext, parse_actor};
///
/// let mira = r#"{
///     "_id": "a1", "name": "Mira", "type": "character", "hasPlayerOwner": true,
///     "system": {"attributes": {"hp": {"value": 9, "max": 12, "temp": 3}, "ac": {"value": 15}}},
///     "items": [{"_id": "i1", "name": "Torch", "type": "consumable", "system": {"quantity": 3}}]
/// }"#;
/// let mira = parse_actor(mira, &ActorContext::new("dnd5e")).unwrap();
/// assert_eq!(mira.stats.number("hp"), Some(9.into()));
/// assert_eq!(mira.inventory[0].quantity, 3.into());
/// ```
pub fn parse_actor<'a>(
    raw: impl Into<RawMessage<'a>>,
    context: &ActorContext,
) -> Result<Character, VttError> {
    let sheet = Sheet::of(&context.system);
    let primary = context.primary_attribute.as_deref();
    let document = sheet.actor_mask(primary).read(raw.into())?;
    let vtt_character_id = document.first_text(&["_id", "id"]).ok_or_else(|| {
        VttError::Malformed { expected: "an actor with _id or id", found: "none".to_owned() }
    })?;
    document.bounded_list_at("effects")?;
    let items = document.bounded_list_at("items")?;
    let parts = Parts { document: &document, system: system_of(&document), items };
    let actor_type = document.text_at("type").unwrap_or_default();
    Ok(Character {
        vtt_character_id,
        name: document.first_text(&["name"]).unwrap_or_default(),
        avatar_url: document.first_text(&[
            "img",
            "prototypeToken.texture.src",
            "prototypeToken.img",
            "token.img",
        ]),
        character_type: kind(sheet, &document, actor_type, context),
        stats: stats(sheet, &parts, primary),
        conditions: conditions(sheet, &parts),
        inventory: belongings(sheet, items),
        metadata: json!({ "actorType": actor_type }),
    })
}

fn kind(
    sheet: &Sheet,
    document: &Tree<'_>,
    actor_type: &str,
    context: &ActorContext,
) -> CharacterKind {
    match context.is_played.or_else(|| document.flag_at("hasPlayerOwner")) {
        _ if !sheet.may_be_played(actor_type) => CharacterKind::Npc,
        Some(true) => CharacterKind::Pc,
        Some(false) => CharacterKind::Npc,
        // A game master's villain may be of the type that people play.
        None => CharacterKind::Other(actor_type.to_owned()),
    }
}

/// Reads what a module sends about a character: a finished [`Character`], or the actor's document
/// under `actor`.
///
/// Beside `actor` may stand `hasPlayerOwner`, and `characterType` and `avatarUrl`, which then win over
/// what the document says.
///
/// # Errors
///
/// As [`parse_actor`]; `vtt.malformed` for a character that is neither.
pub fn read_character(sent: &Value, context: &ActorContext) -> Result<Character, VttError> {
    let Some(actor) = sent.get("actor").filter(|actor| actor.is_object()) else {
        return Character::deserialize(sent).map_err(|error| VttError::Malformed {
            expected: "a character",
            found: if error.is_data() { "a field of another shape" } else { "no JSON" }.to_owned(),
        });
    };
    let is_played = sent.get("hasPlayerOwner").and_then(Value::as_bool).or(context.is_played);
    let mut character = parse_actor(actor, &context.clone().with_player_owner(is_played))?;
    let word = |key: &str| sent.get(key).and_then(Value::as_str).map(str::to_owned);
    if let Some(kind) = word("characterType") {
        character.character_type = kind.into();
    }
    if let Some(address) = word("avatarUrl") {
        character.avatar_url = Some(address);
    }
    Ok(character)
}
