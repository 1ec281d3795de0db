//! What each audience may see, as JSON text.

use napi_derive::napi;
use tumulte_core::{
    model::{Character, CharacterId, Combat},
    sync::{
        GmRoll, JudgedRoll, RollPlace, StreamView, stream_character, stream_combat, stream_view,
    },
};

use crate::convert::{json_of, read};
use crate::error::Failure;

/// Everything about a roll, for its game master.
#[napi]
pub fn gm_view(roll: String, place: Option<String>) -> Result<String, Failure> {
    Ok(json_of(&view(&roll, place.as_deref())?))
}

/// What a stream may see of a roll.
#[napi(js_name = "streamView")]
pub fn view_of_stream(roll: String, place: Option<String>) -> Result<String, Failure> {
    Ok(match stream_view(&view(&roll, place.as_deref())?) {
        StreamView::Open(open) => json_of(&open),
        StreamView::Masked(masked) => json_of(&masked),
    })
}

fn view(roll: &str, place: Option<&str>) -> Result<GmRoll, Failure> {
    let judged: JudgedRoll = read(roll, "a judged roll")?;
    let place: Option<RollPlace> =
        place.map(|place| read(place, "the place of a roll")).transpose()?;
    Ok(GmRoll::new(&judged, place.unwrap_or_default()))
}

/// A character as streams see it; `null` for whoever is not played by a player.
#[napi(js_name = "streamCharacter")]
pub fn character_of_stream(character: String, id: Option<String>) -> Result<String, Failure> {
    let character: Character = read(&character, "a character")?;
    let id: Option<CharacterId> =
        id.map(|id| read(&json_of(&id), "the id of a character")).transpose()?;
    Ok(json_of(&stream_character(id, &character)))
}

/// A combat as streams see it.
#[napi(js_name = "streamCombat")]
pub fn combat_of_stream(combat: String) -> Result<String, Failure> {
    let combat: Combat = read(&combat, "a combat")?;
    Ok(json_of(&stream_combat(&combat)))
}
