//! From a raw event to what each audience sees, over the store in memory.

mod characters;
mod contract;
mod documents;
mod groups;
mod privacy;
mod refusals;
mod relayed;
mod replay;
mod rolls;
mod table;
mod updates;
mod wire;
