//! Foundry Virtual Tabletop, generations 9 to 14.
//!
//! Messages are read by their shape, never by a version: `rolls` or `roll`, `author` or `user`,
//! texts or objects, dice inside their terms or collapsed beside them.

mod actor;
mod adapter;
mod cards;
mod combat;
mod envelope;
mod event;
mod formula;
mod hints;
mod html;
mod item;
mod json;
mod kinds;
mod lenient;
mod limit;
mod listener;
mod message;
mod node;
mod opened;
mod paths;
mod pruned;
mod rendered;
mod roll;
mod sheet;
mod spot;
mod stats;
mod visibility;
mod wrapper;

pub use actor::{ActorContext, parse_actor, read_character};
pub use adapter::FoundryAdapter;
pub use combat::{parse_combat, parse_combat_event};
pub(crate) use event::fields;
pub use item::{parse_belonging, parse_item};
pub use message::{MessageReader, read_message};
pub use sheet::sheets_json;
pub(super) use wrapper::wrapped;
