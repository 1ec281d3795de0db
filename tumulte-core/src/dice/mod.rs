//! Dice notation: read, print, roll.

mod arithmetic;
mod dialect;
mod error;
mod formula;
mod limits;
mod modifier;
mod modifier_text;
mod node;
mod odds;
mod parser;
mod print;
mod result;
mod rolled;
mod roller;
mod source;

pub use dialect::{Dialect, UnknownDialect};
pub use error::{DiceError, DiceProblem};
pub use formula::Formula;
pub use limits::Limits;
pub use modifier::{Burst, Modifier, Pick, Test};
pub use node::{
    Amount, Call, Comparison, DiceTerm, Faces, Function, Kind, Label, Node, Operator, PoolTerm,
    Reference, Sigil, Span, Words,
};
pub use odds::{Exactness, Odds, Rarity, Side};
pub use result::RollResult;
pub use rolled::RolledDie;
pub use source::{Dice, DieKind, GivenFaces, SeededDice};
