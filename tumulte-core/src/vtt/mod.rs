//! Tabletops: adapters that talk to them and readers of their messages.
//!
//! [`VttAdapter`] is the role every tabletop's adapter plays, [`AdapterRegistry`] makes them by
//! name. [`read_message`] turns one raw message into rolls; it judges nothing.

mod adapter;
pub mod alchemy;
pub mod beyond20;
mod credentials;
pub mod ddb;
pub mod demiplane;
pub mod document;
mod error;
mod event;
mod extent;
pub mod fantasygrounds;
mod field;
pub mod foundry;
mod live;
mod markup;
mod notation;
mod opened;
pub mod owlbear;
pub mod pixels;
mod raw;
mod reader;
mod registry;
pub mod relay;
pub mod roll20;
mod roll_list;
mod seek;
pub mod talespire;

pub use adapter::{SubscriptionId, VttAdapter};
pub use credentials::{Credentials, Secret};
pub use error::{
    MAX_DOCUMENT_BYTES, MAX_DOCUMENT_ENTRIES, MAX_MESSAGE_BYTES, MAX_MESSAGE_DEPTH,
    MAX_MESSAGE_ROLLS, VttError,
};
pub use event::{VttEvent, VttEventHandler};
pub use live::{LiveConnection, LiveListener, TableSource};
pub use raw::{MessageContext, RawMessage, Reading};
pub use reader::{read_actor, read_character, read_combat, read_message};
pub use registry::{AdapterRegistry, AdapterSettings};
