//! From evaluated terms to dice and a checked total.
//!
//! A tabletop sends a roll as terms that were already evaluated: dice with their faces, numbers,
//! operators, nested rolls. [`evaluate`] reads them in order, marks what became of every die, adds
//! up what counts and compares it with the total the tabletop gave. It knows no tabletop's JSON and
//! judges nothing.
//!
//! ```
//! use tumulte_core::model::{Die, TotalCheck};
//! use tumulte_core::roll::{evaluate, DiceTerm, Expression, Operator, Term};
//!
//! let attack = Expression {
//!     terms: vec![
//!         Term::Dice(DiceTerm::new(vec![Die::new(20, 14)])),
//!         Term::Operator(Operator::Plus),
//!         Term::Number(5.0),
//!     ],
//!     total: Some(19.0),
//!     ..Expression::default()
//! };
//! let evaluation = evaluate(attack).unwrap();
//! assert_eq!(evaluation.dice.len(), 1);
//! assert_eq!(evaluation.total_check, TotalCheck::Agrees);
//! ```

mod collect;
mod error;
mod evaluate;
mod function;
mod term;
mod value;

pub use error::RollError;
pub use evaluate::{Evaluation, MAX_DEPTH, MAX_DICE, evaluate};
pub use term::{DiceTerm, Expression, Margin, Operator, PoolEntry, Term};
