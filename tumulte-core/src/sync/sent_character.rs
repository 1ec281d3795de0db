//! A character as an event brings it: finished, or the tabletop's own document.

use serde_json::Value;

use super::{SyncError, envelope};
use crate::{
    model::{Character, SystemRef, VttKind},
    vtt::foundry::{ActorContext, read_character},
};

/// Reads a character. Only Foundry's documents are known; everybody else sends finished ones.
pub(super) fn read(
    vtt: &VttKind,
    sent: Value,
    system: Option<&SystemRef>,
    primary_attribute: Option<&str>,
) -> Result<Character, SyncError> {
    let character = read_unchecked(vtt, sent, system, primary_attribute)?;
    envelope::check_id("character", &character.vtt_character_id)?;
    Ok(character)
}

fn read_unchecked(
    vtt: &VttKind,
    sent: Value,
    system: Option<&SystemRef>,
    primary_attribute: Option<&str>,
) -> Result<Character, SyncError> {
    let is_document = *vtt == VttKind::Foundry && sent.get("actor").is_some_and(Value::is_object);
    if !is_document {
        return serde_json::from_value(sent)
            .map_err(|error| SyncError::Malformed(error.to_string()));
    }
    let system = system.map_or("", |system| system.id.as_str());
    let context = ActorContext::new(system).with_primary_attribute(primary_attribute);
    Ok(read_character(&sent, &context)?)
}
