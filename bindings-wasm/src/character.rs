//! Characters and combats.

use tumulte_core::vtt::{read_character, read_combat};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{answer, with_arguments};
use crate::convert::raw;
use crate::message::kind;

/// Reads a character: of a tabletop, the document, the game system.
#[wasm_bindgen(js_name = parseCharacter)]
pub fn parse_character(length: usize) -> i32 {
    with_arguments(length, |[vtt, document, system]| {
        answer(read_character(&kind(&vtt), raw(&document), &system.text().into()))
    })
}

/// Reads a combat: of a tabletop, the document.
#[wasm_bindgen(js_name = parseCombat)]
pub fn parse_combat(length: usize) -> i32 {
    with_arguments(length, |[vtt, document]| answer(read_combat(&kind(&vtt), raw(&document))))
}
