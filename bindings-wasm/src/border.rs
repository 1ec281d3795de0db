//! The border between the languages: two buffers in the engine's memory, and numbers.
//!
//! The script writes what a function needs into the inbox and calls it with the length; the function
//! leaves its answer in the outbox and returns that length, or for an error its length as `-1 - n`.
//! So nothing in the engine's memory belongs to an object of the script.

use std::cell::RefCell;

use serde::Serialize;
use serde_json::Value;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::error::Failure;
use crate::pack;

/// What a buffer keeps between calls; a larger one is given back.
const KEPT_BYTES: usize = 1 << 20;

thread_local! {
    static INBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTBOX: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Makes room for so many bytes and tells where they go.
#[wasm_bindgen]
pub fn inbox(bytes: usize) -> *const u8 {
    INBOX.with_borrow_mut(|inbox| {
        if inbox.len() < bytes {
            inbox.resize(bytes.next_power_of_two().max(1024), 0);
        } else if inbox.len() > KEPT_BYTES && bytes <= KEPT_BYTES {
            inbox.truncate(KEPT_BYTES);
            inbox.shrink_to_fit();
        }
        inbox.as_ptr()
    })
}

/// Tells where the last answer lies.
#[wasm_bindgen]
pub fn outbox() -> *const u8 {
    OUTBOX.with_borrow(Vec::as_ptr)
}

/// Reads the first bytes of the inbox.
pub(crate) fn with_inbox<T>(length: usize, read: impl FnOnce(&[u8]) -> T) -> T {
    INBOX.with_borrow(|inbox| read(inbox.get(..length).unwrap_or_default()))
}

/// Reads the first bytes of the inbox as text; the script's encoder writes nothing else.
pub(crate) fn with_text<T>(length: usize, read: impl FnOnce(&str) -> T) -> T {
    with_inbox(length, |bytes| read(core::str::from_utf8(bytes).unwrap_or_default()))
}

/// Leaves an answer in the outbox.
pub(crate) fn leave(mut write: impl FnMut(&mut Vec<u8>)) -> i32 {
    leave_by(&mut write)
}

/// As [`leave`], compiled once.
fn leave_by(write: &mut dyn FnMut(&mut Vec<u8>)) -> i32 {
    OUTBOX.with_borrow_mut(|outbox| {
        outbox.clear();
        outbox.shrink_to(KEPT_BYTES);
        write(outbox);
        i32::try_from(outbox.len()).unwrap_or(i32::MAX)
    })
}

/// Leaves an error in the outbox.
pub(crate) fn refuse(failure: &Failure) -> i32 {
    -1 - leave(|outbox| pack::write(failure, outbox))
}

/// Answers with a value.
pub(crate) fn answer<T: Serialize, E: Into<Failure>>(result: Result<T, E>) -> i32 {
    match result {
        Ok(value) => leave(|outbox| pack::write(&value, outbox)),
        Err(error) => refuse(&error.into()),
    }
}

/// What a function was given.
#[derive(Debug)]
pub(crate) enum Argument<'a> {
    /// Text or bytes as they are.
    Bytes(&'a [u8]),
    /// Anything else.
    Value(Value),
}

impl Argument<'_> {
    /// The text; empty for what is none.
    pub(crate) fn text(&self) -> &str {
        match self {
            Self::Bytes(bytes) => core::str::from_utf8(bytes).unwrap_or_default(),
            Self::Value(Value::String(text)) => text,
            Self::Value(_) => "",
        }
    }

    /// The text, where there is one.
    pub(crate) fn given_text(&self) -> Option<&str> {
        match self {
            Self::Value(Value::Null) => None,
            _ => Some(self.text()),
        }
    }

    /// The bytes, where there are any.
    pub(crate) const fn given_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Value(_) => None,
        }
    }

    /// The number; 0 for what is none.
    pub(crate) fn number(&self) -> f64 {
        match self {
            Self::Value(Value::Number(number)) => number.as_f64().unwrap_or_default(),
            _ => 0.0,
        }
    }

    /// The value; null for bytes.
    pub(crate) fn into_value(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::Bytes(_) => Value::Null,
        }
    }
}

/// Calls a function with what the script wrote, one argument after the other; those that are missing
/// are null.
pub(crate) fn with_arguments<const N: usize>(
    length: usize,
    mut call: impl FnMut([Argument<'_>; N]) -> i32,
) -> i32 {
    with_list_by(length, &mut |given| {
        let mut given = given.into_iter();
        call([(); N].map(|()| given.next().unwrap_or(Argument::Value(Value::Null))))
    })
}

/// Calls a function with all that the script wrote.
pub(crate) fn with_list(length: usize, mut call: impl FnMut(Vec<Argument<'_>>) -> i32) -> i32 {
    with_list_by(length, &mut call)
}

/// As [`with_list`], compiled once.
fn with_list_by(length: usize, call: &mut dyn FnMut(Vec<Argument<'_>>) -> i32) -> i32 {
    with_inbox(length, |bytes| call(pack::arguments(bytes)))
}
