//! Values as bytes: what JSON can say, without being text.
//!
//! A sign, then what belongs to it: a number of 4 or 8 bytes, a length of 4 and as many bytes, the
//! items of a list or the keys and values of a map up to their end. Numbers stand lowest byte first.

mod read;
mod write;

pub(crate) use read::arguments;
pub(crate) use write::{frame, write};

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const INTEGER: u8 = 3;
const FLOAT: u8 = 4;
const TEXT: u8 = 5;
const LIST: u8 = 6;
const MAP: u8 = 7;
const END: u8 = 8;
const BYTES: u8 = 9;
