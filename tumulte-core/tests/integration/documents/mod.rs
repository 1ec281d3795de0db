//! Actors, items and combats of Foundry.

mod corpus;
mod limits;
mod privacy;
mod vectors;
