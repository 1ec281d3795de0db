//! Tables that are reached through a relay in somebody's browser tab.
//!
//! Roll20, Alchemy, D&D Beyond and the others have **no public API** for rolls: no key, no
//! address to ask, no event to subscribe to. What there is, is the page of a person who plays. A
//! relay in that tab (an extension, a userscript, a page of ours) passes on what the page hears,
//! as it is, over a [`LiveConnection`](super::LiveConnection):
//!
//! | event | payload |
//! |---|---|
//! | `relay:joined` | `{"ts"}`: the tab joined the table now; older messages are history |
//! | `relay:message` | `{"source", "id"?, "ts"?, "joinedAt"?, "raw" or "secret": true, "system": {"id"}?}` |
//! | `character:*`, `combat:*`, `inventory:*` | as from a Foundry module |
//!
//! `source` says how the relay heard it: `roll20.rtdb`, `roll20.dom`, `roll20.beacon`,
//! `roll20.mod`, `beyond20`, `ddb`, `demiplane`, `obr`, `talespire`, `fg.chatlog`, `pixels`.
//! Questions go the other way, to be acknowledged: `query:campaigns`, `query:characters`.
//!
//! Secrets should never leave the tab; what comes here nevertheless is read as hidden. A tab may
//! announce one by `"secret": true` in place of the message: somebody rolled, and nothing more.

mod adapter;
mod guard;
mod message;
mod source;
mod translator;

pub use adapter::RelayAdapter;
pub(crate) use guard::{Face, may_be_one};
pub use guard::{Guard, HISTORY_GRACE_MILLIS, TWIN_MILLIS};
pub use message::RelayMessage;
pub use source::Source;
