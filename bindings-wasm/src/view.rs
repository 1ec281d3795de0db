//! What each audience sees.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tumulte_core::{
    model::{Character, CharacterId, Combat},
    sync::{GmRoll, RollPlace, StreamView, stream_character, stream_combat, stream_view},
    vtt::VttError,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{Argument, answer, with_arguments};
use crate::convert;
use crate::message::judged;

/// A roll for its game master: the roll, where it belongs.
#[wasm_bindgen(js_name = gmView)]
pub fn gm_view(length: usize) -> i32 {
    with_arguments(length, |[roll, place]| answer(view(roll, place)))
}

/// A roll for a stream: the roll, where it belongs.
#[wasm_bindgen(js_name = streamView)]
pub fn roll_for_stream(length: usize) -> i32 {
    with_arguments(length, |[roll, place]| {
        answer::<StreamView, VttError>(view(roll, place).map(|view| stream_view(&view)))
    })
}

/// A character for a stream: the character, its id.
#[wasm_bindgen(js_name = streamCharacter)]
pub fn character_for_stream(length: usize) -> i32 {
    with_arguments(length, |[character, id]| {
        let read = || {
            let character: Character = read(&character.into_value(), "a character")?;
            let id: Option<CharacterId> = read(&id.into_value(), "the id of a character")?;
            Ok::<_, VttError>(stream_character(id, &character))
        };
        answer(read())
    })
}

/// A combat for a stream.
#[wasm_bindgen(js_name = streamCombat)]
pub fn combat_for_stream(length: usize) -> i32 {
    with_arguments(length, |[combat]| {
        let combat = read::<Combat>(&combat.into_value(), "a combat");
        answer(combat.map(|combat| stream_combat(&combat)))
    })
}

fn view(roll: Argument<'_>, place: Argument<'_>) -> Result<GmRoll, VttError> {
    let place = match place.into_value() {
        Value::Null => RollPlace::default(),
        Value::Object(fields) => {
            let mut place = Map::new();
            // What is null is as good as absent.
            for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_null()) {
                place.insert(name, value);
            }
            read(&Value::Object(place), "the place of a roll")?
        }
        other => read(&other, "the place of a roll")?,
    };
    Ok(GmRoll::new(&judged(&roll.into_value())?, place))
}

fn read<T: DeserializeOwned>(value: &Value, expected: &'static str) -> Result<T, VttError> {
    convert::read(value).map_err(|error| VttError::Malformed { expected, found: error.to_string() })
}
