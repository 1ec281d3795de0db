//! A reader and a writer that are compiled once.

mod deserializer;
mod error;
mod plain;
mod real;
mod scan;
mod shape;
#[cfg(test)]
mod tests;
mod writer;

pub use error::JsonError;
pub(crate) use plain::plain_json;
pub(crate) use real::parse_real;
pub use writer::json_text;

use serde::de::{DeserializeOwned, DeserializeSeed};

use core::marker::PhantomData;

use scan::Scan;

/// Reads a value of the library's types from JSON.
///
/// # Errors
///
/// What is no JSON, or of another shape.
pub fn read_json<T: DeserializeOwned>(json: &[u8]) -> Result<T, JsonError> {
    read_seed(PhantomData::<T>, json)
}

/// Reads what a seed makes of JSON.
pub(crate) fn read_seed<'de, S: DeserializeSeed<'de>>(
    seed: S,
    json: &'de [u8],
) -> Result<S::Value, JsonError> {
    let mut scan = Scan::new(json);
    let read = seed.deserialize(&mut scan)?;
    scan.end().map(|()| read)
}
