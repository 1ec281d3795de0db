//! Formulas are read, and their odds worked out.

use core::fmt::Write as _;

use serde::Serialize;
use tumulte_core::{
    dice::{DiceError, Exactness, Formula, Odds, Rarity, Side},
    model::Visibility,
};
use wasm_bindgen::prelude::wasm_bindgen;

use crate::border::{answer, leave, refuse, with_text};
use crate::convert::{dialect, with_dice};
use crate::error::Failure;
use crate::kept::Kept;
use crate::pack;

thread_local! {
    static ODDS: Kept<Odds> = const { Kept::new() };
}

#[derive(Serialize)]
struct Read<'f> {
    formula: String,
    visibility: Option<Visibility>,
    comment: Option<&'f str>,
}

/// Reads the formula in the inbox.
#[wasm_bindgen]
pub fn formula(length: usize, dialect_place: u32) -> i32 {
    with_text(length, |text| match Formula::parse(text, dialect(dialect_place)) {
        Ok(read) => leave(|outbox| {
            let (visibility, comment) = (read.visibility(), read.comment());
            pack::write(&Read { formula: read.to_string(), visibility, comment }, outbox);
        }),
        Err(error) => refuse(&Failure::of_formula(error, text)),
    })
}

/// Works out the odds of the formula in the inbox and returns the number they are kept under; 0 when
/// they are refused.
#[wasm_bindgen]
pub fn odds(length: usize, dialect_place: u32) -> u32 {
    with_text(length, |text| {
        keep(text, Formula::parse(text, dialect(dialect_place)).and_then(|formula| formula.odds()))
    })
}

/// As [`odds`], by so many throws.
#[wasm_bindgen(js_name = approximateOdds)]
pub fn approximate_odds(
    length: usize,
    dialect_place: u32,
    throws: u32,
    low: u32,
    high: u32,
) -> u32 {
    with_text(length, |text| {
        let odds = Formula::parse(text, dialect(dialect_place)).and_then(|formula| {
            with_dice(true, low, high, |dice| formula.approximate_odds(dice, throws))
        });
        keep(text, odds)
    })
}

fn keep(text: &str, odds: Result<Odds, DiceError>) -> u32 {
    match odds {
        Ok(odds) => ODDS.with(|kept| kept.keep(odds)),
        Err(error) => {
            refuse(&Failure::of_formula(error, text));
            0
        }
    }
}

/// One number of the odds: a probability of a total, or a figure; what is no number is gone.
#[wasm_bindgen(js_name = oddsNumber)]
pub fn odds_number(number: u32, figure: u32, total: f64) -> f64 {
    let Some(odds) = ODDS.with(|kept| kept.get(number)) else { return f64::NAN };
    match figure {
        0 => odds.p(total),
        1 => odds.p_at_least(total),
        2 => odds.p_at_most(total),
        3 => odds.percentile(total),
        4 => odds.mean(),
        5 => odds.variance(),
        6 => odds.deviation(),
        7 => odds.min(),
        8 => odds.max(),
        _ => f64::from(match odds.exactness() {
            Exactness::Exact => 0_u8,
            Exactness::Rounded { .. } => 1,
            Exactness::Bounded { .. } => 2,
            _ => 3,
        }),
    }
}

/// Each total with its probability.
#[wasm_bindgen(js_name = oddsDistribution)]
pub fn odds_distribution(number: u32) -> i32 {
    let odds = ODDS.with(|kept| kept.get(number));
    let pairs: Vec<(f64, f64)> = odds.map(|odds| odds.iter().collect()).unwrap_or_default();
    leave(|outbox| pack::write(&pairs, outbox))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rare {
    exactly: f64,
    at_least_as_extreme: f64,
    side: &'static str,
    one_in: f64,
    text: String,
}

impl From<Rarity> for Rare {
    fn from(rarity: Rarity) -> Self {
        let mut text = String::new();
        // Writing to a String cannot fail.
        let _ = write!(text, "{rarity}");
        Self {
            exactly: rarity.exactly(),
            at_least_as_extreme: rarity.at_least_as_extreme(),
            side: match rarity.side() {
                Side::High => "high",
                Side::Low => "low",
            },
            one_in: rarity.one_in(),
            text,
        }
    }
}

/// How rare a total is by the odds kept under a number.
#[wasm_bindgen(js_name = oddsRarity)]
pub fn odds_rarity(number: u32, total: f64) -> i32 {
    let rarity = ODDS.with(|kept| kept.get(number)).map(|odds| Rare::from(odds.rarity(total)));
    answer::<_, DiceError>(Ok(rarity))
}
