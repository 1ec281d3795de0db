//! Functions of numbers.

use super::Roller;
use crate::dice::{Call, Dice, DiceProblem as Problem, Function, Node, arithmetic};

impl<D: Dice + ?Sized> Roller<'_, '_, D> {
    pub(super) fn call(&mut self, index: usize, call: Call) -> Result<f64, Problem> {
        let Function::Other(words) = call.function else {
            return Ok(arithmetic::call(call.function, self.before(index), self.arguments(index)));
        };
        let name = self.formula.words(words).to_owned();
        Err(Problem::UnknownFunction { name })
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
