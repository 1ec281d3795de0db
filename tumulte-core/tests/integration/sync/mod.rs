//! From a raw event to what each audience sees, over the store in memory.

mod characters;
mod combats;
mod contract;
mod documents;
mod groups;
mod inventory;
mod privacy;
mod refusals;
mod relayed;
mod relayed_twice;
mod replay;
mod rolls;
mod rules;
mod table;
mod updates;
mod wire;
