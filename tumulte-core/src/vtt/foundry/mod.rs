//! Foundry Virtual Tabletop, generations 9 to 14.
//!
//! Messages are read by their shape, never by a version: `rolls` or `roll`, `author` or `user`,
//! texts or objects, dice inside their terms or collapsed beside them.

mod adapter;
mod cards;
mod envelope;
mod formula;
mod hints;
mod html;
mod json;
mod kinds;
mod lenient;
mod limit;
mod listener;
mod live;
mod markup;
mod message;
mod node;
mod opened;
mod paths;
mod rendered;
mod roll;
mod visibility;

pub use adapter::{FoundryAdapter, HintSource};
pub use live::{LiveConnection, LiveListener};
pub use message::{MessageReader, parse_message, read_message};
