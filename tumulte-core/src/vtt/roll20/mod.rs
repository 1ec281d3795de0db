//! Roll20: records of its database, of Mod scripts and of the archive, and what its chat log shows.
//!
//! Messages are read by their shape. What Roll20 colours is no critical: it marks the highest face of
//! any die. Only dice, thresholds and kinds of rolls are read here; the rules judge.

mod archive;
mod beacon;
mod card;
mod dom;
mod hints;
mod html;
mod kind;
mod math;
mod message;
mod modifier;
mod notation;
mod open;
mod push_key;
mod record;
mod rolled;
mod segment;
mod sheet;
mod template;
mod text;
mod tooltip;

pub use archive::{Archive, archive};
pub use message::read_message;
