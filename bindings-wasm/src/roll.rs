//! Formulas are rolled.

use core::cell::RefCell;

use serde::Serialize;
use tumulte_core::{
    dice::{Dice, DiceError, Formula},
    model::{Die, Number},
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{Argument, answer, leave, refuse, with_arguments, with_list, with_text};
use crate::convert::{Noted, dialect, with_dice};
use crate::error::Failure;
use crate::pack;

thread_local! {
    static FACES: RefCell<Vec<i32>> = const { RefCell::new(Vec::new()) };
}

/// Rolls the formula in the inbox and returns its total; the faces lie where [`faces`] says.
///
/// What is no number is refused, and the outbox says why.
#[wasm_bindgen]
pub fn roll(length: usize, dialect_place: u32, is_seeded: bool, low: u32, high: u32) -> f64 {
    with_text(length, |text| {
        let dialect = dialect(dialect_place);
        with_dice(is_seeded, low, high, |dice| {
            let formula = Formula::parse(text, dialect)?;
            FACES.with_borrow_mut(|faces| {
                formula.roll::<dyn Dice>(&mut Noted::new(dice, faces)).map(|rolled| rolled.total())
            })
        })
        .unwrap_or_else(|error| {
            refuse(&Failure::of_formula(error, text));
            f64::NAN
        })
    })
}

/// Where the faces of the last roll lie.
#[wasm_bindgen]
pub fn faces() -> *const i32 {
    FACES.with_borrow(|faces| faces.as_ptr())
}

/// How many faces the last roll had.
#[wasm_bindgen]
pub fn faces_count() -> usize {
    FACES.with_borrow(Vec::len)
}

/// Rolls every formula of a list, by one source of dice.
#[wasm_bindgen(js_name = rollMany)]
pub fn roll_many(length: usize, dialect_place: u32, is_seeded: bool, low: u32, high: u32) -> i32 {
    let dialect = dialect(dialect_place);
    with_list(length, |formulas| {
        leave(|outbox| {
            with_dice(is_seeded, low, high, |dice| {
                for formula in &formulas {
                    let text = formula.text();
                    let rolled = Formula::parse(text, dialect).and_then(|formula| {
                        let mut faces = Vec::new();
                        let mut dice = Noted::new(dice, &mut faces);
                        let total = formula.roll::<dyn Dice>(&mut dice)?.total();
                        Ok(Faces { total, faces })
                    });
                    match rolled {
                        Ok(rolled) => pack::write(&rolled, outbox),
                        Err(error) => pack::write(&Failure::of_formula(error, text), outbox),
                    }
                }
            });
        })
    })
}

/// What a roll of many keeps.
#[derive(Serialize)]
struct Faces {
    total: f64,
    faces: Vec<i32>,
}

/// A rolled formula as JSON has it.
#[derive(Serialize)]
struct Rolled {
    formula: String,
    dialect: &'static str,
    total: Number,
    dice: Vec<Die>,
    text: String,
}

/// Everything about a roll: of a formula, its dialect, the faces.
#[wasm_bindgen]
pub fn rolled(length: usize) -> i32 {
    with_arguments(length, |[text, dialect_place, faces]| {
        answer(given(text.text(), &dialect_place, faces))
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "casts of floats saturate"
)]
fn given(text: &str, place: &Argument<'_>, faces: Argument<'_>) -> Result<Rolled, Failure> {
    let dialect = dialect(place.number() as u32);
    let faces = faces.into_value();
    let faces = faces.as_array().map(Vec::as_slice).unwrap_or_default();
    let faces: Vec<i32> =
        faces.iter().map(|face| face.as_f64().unwrap_or_default() as i32).collect();
    let refused = |error: DiceError| Failure::of_formula(error, text);
    let formula = Formula::parse(text, dialect).map_err(refused)?;
    let rolled = formula.roll_given(&faces).map_err(refused)?;
    Ok(Rolled {
        formula: formula.to_string(),
        dialect: dialect.as_str(),
        total: Number::new(rolled.total()),
        dice: rolled.to_dice(),
        text: rolled.to_string(),
    })
}
