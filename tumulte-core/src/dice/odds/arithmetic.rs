use super::super::{Dialect, Function, Operator};
use super::obstacle::Obstacle;

pub(super) fn binary(
    operator: Operator,
    left: f64,
    right: f64,
    dialect: Dialect,
) -> Result<f64, Obstacle> {
    let is_avrae = dialect == Dialect::Avrae;
    let value = match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide | Operator::FloorDivide | Operator::Remainder if right == 0.0 => {
            return Err(Obstacle::DivisionByZero);
        }
        Operator::Divide => left / right,
        Operator::FloorDivide => (left / right).floor(),
        Operator::Remainder if is_avrae => left - right * (left / right).floor(),
        Operator::Remainder => left % right,
        Operator::Power => left.powf(right),
        Operator::Compare(comparison) => f64::from(u8::from(comparison.holds(left, right))),
        Operator::Differ => f64::from(u8::from(left != right)),
    };
    Ok(value)
}

pub(super) fn call(function: Function, arguments: &[f64]) -> Result<f64, Obstacle> {
    let first = arguments.first().copied().unwrap_or_default();
    Ok(match function {
        Function::Abs => first.abs(),
        Function::Ceil => first.ceil(),
        Function::Floor => first.floor(),
        Function::Round => (first + 0.5).floor(),
        Function::Sign => {
            if first == 0.0 {
                0.0
            } else {
                first.signum()
            }
        }
        Function::Sqrt => first.sqrt(),
        Function::Trunc => first.trunc(),
        Function::Pow => first.powf(arguments.get(1).copied().unwrap_or_default()),
        _ => return Err(Obstacle::Unresolved),
    })
}
