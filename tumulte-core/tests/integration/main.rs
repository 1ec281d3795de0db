//! Behaviour of the core, seen from outside.

mod roll_limits;
mod vtt_adapter;
mod vtt_corpus;
mod vtt_properties;
mod vtt_vectors;
