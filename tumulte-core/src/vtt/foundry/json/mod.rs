//! JSON read in one pass over its bytes: what nobody asks for is checked and passed over.
//!
//! Chat messages are mostly text nobody needs, and their rolls are JSON inside a JSON text. The
//! [`Scanner`] borrows what it can, builds no tree, and reads a roll in place, without taking its
//! backslashes away first. It takes what `serde_json` takes and refuses what that refuses.

mod each;
mod marks;
#[cfg(target_family = "wasm")]
mod never_within;
mod number;
mod scanner;
#[cfg(test)]
mod tests;
mod text;
mod walk;
#[cfg(not(target_family = "wasm"))]
mod within;

pub(super) use scanner::{Kind, Scanner};
pub(super) use text::RawText;
pub(super) use walk::{Fault, Limits};
