//! Behaviour of the core, seen from outside.

mod vtt_corpus;
