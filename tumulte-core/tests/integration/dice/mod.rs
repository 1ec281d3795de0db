//! Dice formulas: what they mean, what is refused, what nothing gets past.

mod corpus;
mod limits;
mod properties;
mod recomputed;
mod vectors;
