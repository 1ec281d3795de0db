//! Numbers and bytes to what core takes.

use core::cell::RefCell;

use tumulte_core::dice::{Dialect, Dice, DieKind, GivenFaces, SeededDice};

use crate::border::with_inbox;

thread_local! {
    static RANDOM: RefCell<Option<SeededDice>> = const { RefCell::new(None) };
}

/// Gives the dice that fall without a seed the 32 random bytes in the inbox.
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn shuffle() {
    let key = with_inbox(32, |bytes| <[u8; 32]>::try_from(bytes).ok());
    RANDOM.set(key.map(SeededDice::from_key));
}

/// A dialect by its place among all of them.
pub(crate) fn dialect(place: u32) -> Dialect {
    Dialect::ALL.get(place as usize).copied().unwrap_or_default()
}

/// Dice that write down what they show, in the order in which they are thrown.
pub(crate) struct Noted<'d> {
    dice: &'d mut dyn Dice,
    faces: &'d mut Vec<i32>,
}

impl<'d> Noted<'d> {
    pub(crate) fn new(dice: &'d mut dyn Dice, faces: &'d mut Vec<i32>) -> Self {
        faces.clear();
        Self { dice, faces }
    }
}

impl Dice for Noted<'_> {
    fn face(&mut self, faces: u32) -> Option<u32> {
        self.dice.face(faces)
    }

    fn result(&mut self, kind: DieKind) -> Option<i32> {
        let result = self.dice.result(kind)?;
        self.faces.push(result);
        Some(result)
    }
}

/// Calls with dice of a seed, else with those that were shuffled.
pub(crate) fn with_dice<T>(
    is_seeded: bool,
    low: u32,
    high: u32,
    call: impl FnOnce(&mut dyn Dice) -> T,
) -> T {
    if is_seeded {
        return call(&mut SeededDice::new(u64::from(high) << 32 | u64::from(low)));
    }
    RANDOM.with_borrow_mut(|dice| match dice {
        Some(dice) => call(dice),
        // No face rather than one that can be foreseen.
        None => call(&mut GivenFaces::new(&[])),
    })
}

#[cfg(feature = "full")]
pub(crate) use full::{actor, json, key, moment, random, raw, read};

#[cfg(feature = "full")]
mod full {
    use serde::de::DeserializeOwned;
    use serde_json::Value;
    use tumulte_core::{
        model::{Actor, JsonError, Timestamp, json_text, read_json},
        pairing::PairingError,
        vtt::{RawMessage, VttError, read_actor},
    };

    use crate::border::Argument;

    /// A moment from `Date.now()`.
    #[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
    pub(crate) fn moment(now_ms: &Argument<'_>) -> Timestamp {
        Timestamp::from_millis(now_ms.number() as i64)
    }

    /// A message as text or bytes, or as the value it was on the way.
    pub(crate) fn raw<'a>(given: &'a Argument<'_>) -> RawMessage<'a> {
        match given {
            Argument::Bytes(bytes) => RawMessage::from(*bytes),
            Argument::Value(value) => RawMessage::from(value),
        }
    }

    /// A value as JSON.
    pub(crate) fn json(value: &Value) -> Vec<u8> {
        json_text(value).into_bytes()
    }

    /// Reads a value in the one way in which everything is read, which keeps the engine small.
    ///
    /// # Errors
    ///
    /// What is wrong with its shape.
    pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> Result<T, JsonError> {
        read_json(&json(value))
    }

    /// The actor beside a message.
    pub(crate) fn actor(given: Argument<'_>) -> Result<Option<Actor>, VttError> {
        let value = given.into_value();
        if value.is_null() {
            return Ok(None);
        }
        read_actor(&json(&value)).map(Some)
    }

    /// Exactly as many random bytes as are needed.
    pub(crate) fn random<const N: usize>(given: &Argument<'_>) -> Result<[u8; N], PairingError> {
        let bytes = given.given_bytes().unwrap_or_default();
        bytes.try_into().map_err(|_| {
            PairingError::Malformed(format!("expected {N} random bytes, found {}", bytes.len()))
        })
    }

    /// The number something is kept under; 0 for what is none.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "casts of floats saturate"
    )]
    pub(crate) fn key(given: &Argument<'_>) -> u32 {
        given.number() as u32
    }
}
