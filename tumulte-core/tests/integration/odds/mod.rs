//! Odds of formulas: the same as those of all throws, the same as those of many.

mod enumerated;
mod refused;
mod sampled;
mod told;
mod vectors;
