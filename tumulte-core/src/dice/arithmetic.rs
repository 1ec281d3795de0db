//! What operators and functions make of numbers.

use super::{Dialect, DiceProblem as Problem, Function, Operator};
use crate::model::{cube_root, remainder};

/// Two numbers joined.
pub(super) fn binary(
    operator: Operator,
    left: f64,
    right: f64,
    dialect: Dialect,
) -> Result<f64, Problem> {
    let truth = |holds: bool| f64::from(u8::from(holds));
    Ok(match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Power => left.powf(right),
        Operator::Compare(comparison) => truth(comparison.holds(left, right)),
        #[expect(clippy::float_cmp, reason = "dice are whole numbers, and players mean exactly")]
        Operator::Differ => truth(left != right),
        Operator::Divide | Operator::FloorDivide | Operator::Remainder if right == 0.0 => {
            return Err(Problem::DivisionByZero);
        }
        Operator::Divide => left / right,
        Operator::FloorDivide => (left / right).floor(),
        Operator::Remainder if dialect == Dialect::Avrae => left - right * (left / right).floor(),
        Operator::Remainder => remainder(left, right),
    })
}

/// A function of its arguments, which come from the last to the first; `value` is the last.
///
/// No number for a function that only its game system knows.
pub(super) fn call(
    function: Function,
    value: f64,
    mut arguments: impl Iterator<Item = f64>,
) -> f64 {
    match function {
        Function::Abs => value.abs(),
        Function::Cbrt => cube_root(value),
        Function::Ceil => value.ceil(),
        Function::Exp => value.exp(),
        Function::Floor => value.floor(),
        Function::Ln => value.ln(),
        Function::Log10 => value.log10(),
        Function::Log2 => value.log2(),
        // As JavaScript does: halves go up, also below zero.
        Function::Round => (value + 0.5).floor(),
        Function::Sign if value == 0.0 => 0.0,
        Function::Sign => value.signum(),
        Function::Sqrt => value.sqrt(),
        Function::Trunc => value.trunc(),
        Function::Max => arguments.fold(f64::NEG_INFINITY, f64::max),
        Function::Min => arguments.fold(f64::INFINITY, f64::min),
        Function::Hypot => arguments.map(|side| side * side).sum::<f64>().sqrt(),
        Function::Pow => {
            let exponent = arguments.next().unwrap_or(f64::NAN);
            arguments.next().unwrap_or(f64::NAN).powf(exponent)
        }
        Function::Other(_) => f64::NAN,
    }
}
