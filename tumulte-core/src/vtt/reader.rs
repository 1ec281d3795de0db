//! The reader of each tabletop's messages.

use super::{
    MessageContext, RawMessage, Reading, VttError, alchemy, beyond20, ddb, demiplane,
    fantasygrounds, foundry, owlbear, pixels, roll20, talespire,
};
use crate::model::{Actor, Character, Combat, MessageTables, SystemId, VttKind, read_json};

/// The tabletops whose messages can be read.
const READERS: [&str; 10] = [
    "alchemy",
    "beyond20",
    "ddb",
    "demiplane",
    "fantasygrounds",
    "foundry",
    "owlbear",
    "pixels",
    "roll20",
    "talespire",
];

/// Reads the rolls of one message of any tabletop. It judges nothing.
///
/// A roll that can't be read costs no other: it is told in [`Reading::unreadable`]. A message
/// without rolls gives an empty [`Reading`].
///
/// # Errors
///
/// `vtt.unknown_provider` for a tabletop without a reader, else as the tabletop's own reader, such
/// as [`foundry::read_message`].
///
/// ```
/// use tumulte_core::model::{MessageTables, VttKind};
/// use tumulte_core::vtt::{MessageContext, read_message};
///
/// let die = r#"{"pixelName": "Ember", "pixelId": 7, "faceValue": 20, "dieType": "d20", "rollState": "rolled"}"#;
/// let (tables, context) = (MessageTables::new(), MessageContext::new("dnd5e"));
/// let rolls = read_message(&VttKind::Pixels, die, &tables, &context)?.into_rolls()?;
/// assert_eq!(rolls[0].total, Some(20.into()));
/// # Ok::<(), tumulte_core::vtt::VttError>(())
/// ```
pub fn read_message<'a>(
    vtt: &VttKind,
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    match vtt {
        VttKind::Foundry => foundry::read_message(raw, tables, context),
        VttKind::Alchemy => alchemy::read_message(raw, tables, context),
        VttKind::Beyond20 => beyond20::read_message(raw, tables, context),
        VttKind::Ddb => ddb::read_message(raw, tables, context),
        VttKind::Roll20 => roll20::read_message(raw, tables, context),
        VttKind::FantasyGrounds => fantasygrounds::read_message(raw, tables, context),
        VttKind::TaleSpire => talespire::read_message(raw, tables, context),
        VttKind::Owlbear => owlbear::read_message(raw, tables, context),
        VttKind::Demiplane => demiplane::read_message(raw, tables, context),
        VttKind::Pixels => pixels::read_message(raw, tables, context),
        other => Err(VttError::unknown_provider(other.as_str(), READERS.iter().copied())),
    }
}

/// Reads a character as its tabletop stores it: a Foundry actor document, an Alchemy export.
///
/// # Errors
///
/// `vtt.unknown_provider` for a tabletop whose characters can't be read, else as
/// [`foundry::parse_actor`] and [`alchemy::read_character`].
///
/// ```
/// use tumulte_core::{model::VttKind, vtt::read_character};
///
/// let actor = r#"{"_id": "a1", "name": "Mira", "type": "character",
///     "system": {"attributes": {"hp": {"value": 9, "max": 12}}}}"#;
/// let mira = read_character(&VttKind::Foundry, actor, &"dnd5e".into())?;
/// assert_eq!(mira.name, "Mira");
/// # Ok::<(), tumulte_core::vtt::VttError>(())
/// ```
pub fn read_character<'a>(
    vtt: &VttKind,
    raw: impl Into<RawMessage<'a>>,
    system: &SystemId,
) -> Result<Character, VttError> {
    match vtt {
        VttKind::Foundry => foundry::parse_actor(raw, &foundry::ActorContext::new(system.clone())),
        VttKind::Alchemy => alchemy::read_character(raw),
        other => Err(VttError::unknown_provider(other.as_str(), ["alchemy", "foundry"])),
    }
}

/// Reads a combat as its tabletop stores it: a Foundry combat document.
///
/// # Errors
///
/// `vtt.unknown_provider` for a tabletop whose combats can't be read, else as
/// [`foundry::parse_combat`].
///
/// ```
/// use tumulte_core::{model::VttKind, vtt::read_combat};
///
/// let combat = r#"{"_id": "c1", "round": 2, "turn": 0, "combatants": [{"_id": "a", "name": "Mira"}]}"#;
/// assert_eq!(read_combat(&VttKind::Foundry, combat)?.round, 2);
/// # Ok::<(), tumulte_core::vtt::VttError>(())
/// ```
pub fn read_combat<'a>(vtt: &VttKind, raw: impl Into<RawMessage<'a>>) -> Result<Combat, VttError> {
    match vtt {
        VttKind::Foundry => foundry::parse_combat(raw),
        other => Err(VttError::unknown_provider(other.as_str(), ["foundry"])),
    }
}

/// Reads the actor that a caller hands over beside a message.
///
/// # Errors
///
/// `vtt.malformed` for what is no JSON object, or has a field of the wrong type.
pub fn read_actor(json: &[u8]) -> Result<Actor, VttError> {
    // A list would pass for a struct whose fields all have defaults.
    if !json.trim_ascii_start().starts_with(b"{") {
        return Err(VttError::Malformed { expected: "an actor", found: "no object".to_owned() });
    }
    read_json(json).map_err(|error| VttError::Malformed {
        expected: "an actor",
        // The error's own words may quote a name, which must not reach a log.
        found: format!("an error in line {}, column {}", error.line(), error.column()),
    })
}
