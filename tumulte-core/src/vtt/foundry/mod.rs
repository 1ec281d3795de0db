//! Foundry Virtual Tabletop, generations 9 to 14.
//!
//! Messages are read by their shape, never by a version: `rolls` or `roll`, `author` or `user`,
//! texts or objects, dice inside their terms or collapsed beside them.

mod adapter;
mod envelope;
mod formula;
mod hints;
mod html;
mod lenient;
mod limit;
mod listener;
mod message;
mod node;
mod roll;
mod visibility;

pub use super::live::{HintSource, LiveConnection, LiveListener};
pub use adapter::FoundryAdapter;
pub(super) use hints::{Answers, HintPlan};
pub(super) use lenient::number_in;
pub(super) use limit::Extent;
pub use message::{parse_message, read_message};
