//! .
pub mod rehearsal;
