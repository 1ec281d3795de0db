//! Behaviour of the core, seen from outside.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "helpers of tests may fail a test, and say aloud what they skip"
)]

mod roll_limits;
mod systems;
mod vtt_adapter;
mod vtt_corpus;
mod vtt_properties;
mod vtt_vectors;
