//! .

pub mod pages;
