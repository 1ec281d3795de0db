//! Whole-story tests of Tumulte and the chores of its repository (`cargo xtask help`).
//!
//! What tests in Rust share is here: [`postgres`] starts a PostgreSQL of their own.

pub mod postgres;
