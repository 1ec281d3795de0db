//! Characters and combats as the tabletop stores them, as JSON text.

use napi_derive::napi;
use tumulte_core::{
    model::VttKind,
    vtt::{RawMessage, read_character, read_combat},
};

use crate::convert::json_of;
use crate::error::{Failure, failure};

/// Reads a character that is JSON text.
#[napi]
pub fn character_of_text(vtt: String, raw: String, system: String) -> Result<String, Failure> {
    character(vtt, RawMessage::Text(&raw), &system)
}

/// Reads a character that is bytes.
#[napi]
pub fn character_of_bytes(vtt: String, raw: &[u8], system: String) -> Result<String, Failure> {
    character(vtt, RawMessage::Bytes(raw), &system)
}

/// Reads a combat that is JSON text.
#[napi]
pub fn combat_of_text(vtt: String, raw: String) -> Result<String, Failure> {
    combat(vtt, RawMessage::Text(&raw))
}

/// Reads a combat that is bytes.
#[napi]
pub fn combat_of_bytes(vtt: String, raw: &[u8]) -> Result<String, Failure> {
    combat(vtt, RawMessage::Bytes(raw))
}

fn character(vtt: String, raw: RawMessage<'_>, system: &str) -> Result<String, Failure> {
    let character = read_character(&VttKind::from(vtt), raw, &system.into());
    character.map(|character| json_of(&character)).map_err(failure)
}

fn combat(vtt: String, raw: RawMessage<'_>) -> Result<String, Failure> {
    read_combat(&VttKind::from(vtt), raw).map(|combat| json_of(&combat)).map_err(failure)
}
