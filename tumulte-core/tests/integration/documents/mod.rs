//! Actors, items and combats of Foundry.

mod corpus;
mod limits;
mod module;
mod privacy;
mod vectors;
