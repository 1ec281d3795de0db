//! Functions of numbers.

use super::Roller;
use crate::dice::{Call, Dice, DiceProblem as Problem, Function, Node};

impl<D: Dice + ?Sized> Roller<'_, '_, D> {
    pub(super) fn call(&mut self, index: usize, call: Call) -> Result<f64, Problem> {
        let value = self.before(index);
        Ok(match call.function {
            Function::Abs => value.abs(),
            Function::Cbrt => value.cbrt(),
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
            Function::Max => self.arguments(index).fold(f64::NEG_INFINITY, f64::max),
            Function::Min => self.arguments(index).fold(f64::INFINITY, f64::min),
            Function::Hypot => self.arguments(index).map(|side| side * side).sum::<f64>().sqrt(),
            // The exponent is read first: arguments come from back to front.
            Function::Pow => self.arguments(index).fold(f64::NAN, |exponent, base| {
                if exponent.is_nan() { base } else { base.powf(exponent) }
            }),
            Function::Other(words) => {
                let name = self.formula.words(words).to_owned();
                return Err(Problem::UnknownFunction { name });
            }
        })
    }

    /// What the operands came to, from the last to the first.
    fn arguments(&self, index: usize) -> impl Iterator<Item = f64> {
        let first = self.formula.nodes.get(index).map_or(index, Node::first);
        let mut end = index;
        core::iter::from_fn(move || {
            if end <= first {
                return None;
            }
            let value = self.before(end);
            end = self.first_before(end);
            Some(value)
        })
    }
}
