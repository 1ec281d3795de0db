//! Whole-story tests of Tumulte and the chores of its repository (`cargo xtask help`).
//!
//! What tests in Rust share is here: [`postgres`] and [`redis`] start servers of their own, with a [`certificate`] where
//! they shall be spoken to over TLS.

pub mod certificate;
mod keeper;
pub mod postgres;
pub mod redis;
