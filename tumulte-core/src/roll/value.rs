//! What terms add up to.

use super::{DiceTerm, Expression, Margin, Operator, PoolEntry, RollError, Term, function};
use crate::model::{Die, remainder};

/// Why an expression has no value.
pub(super) enum NoValue {
    /// A term of this class has none.
    Unknown(String),
    /// Nested beyond the limit.
    TooDeep,
}

impl NoValue {
    fn unknown(class: &str) -> Self {
        Self::Unknown(class.to_owned())
    }
}

impl From<RollError> for NoValue {
    fn from(_: RollError) -> Self {
        Self::TooDeep
    }
}

/// Adds up terms; with `doubling`, dice marked as doubled count twice.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arithmetic {
    pub(super) doubling: bool,
    pub(super) depth: usize,
}

impl Arithmetic {
    fn deeper(self) -> Result<Self, NoValue> {
        let depth = super::evaluate::deeper(self.depth)?;
        Ok(Self { depth, ..self })
    }

    /// The value of a whole expression. One without terms has the total it was given.
    pub(super) fn expression(self, expression: &Expression) -> Result<f64, NoValue> {
        if expression.terms.is_empty() {
            return expression.total.ok_or_else(|| NoValue::unknown("Roll"));
        }
        self.terms(&expression.terms)
    }

    /// Operands and operators; `* / %` bind tighter than `+ -`, signs may lead or repeat.
    fn terms(self, terms: &[Term]) -> Result<f64, NoValue> {
        let mut sum = 0.0;
        let mut product: Option<f64> = None;
        let mut pending: Option<Operator> = None;
        let mut sign = 1.0;
        for term in terms {
            if let Term::Operator(operator) = term {
                match (product, pending, operator) {
                    (Some(_), None, _) => pending = Some(*operator),
                    (_, _, Operator::Plus) => {}
                    (_, _, Operator::Minus) => sign = -sign,
                    _ => return Err(NoValue::unknown("OperatorTerm")),
                }
                continue;
            }
            let value = sign * self.operand(term)?;
            sign = 1.0;
            product = Some(match (product, pending.take()) {
                (None, _) => value,
                (Some(left), Some(Operator::Plus)) => {
                    sum += left;
                    value
                }
                (Some(left), Some(Operator::Minus)) => {
                    sum += left;
                    -value
                }
                (Some(left), Some(Operator::Times)) => left * value,
                (Some(left), Some(Operator::Divide)) => left / value,
                (Some(left), Some(Operator::Remainder)) => remainder(left, value),
                (Some(_), None) => return Err(NoValue::unknown("OperatorTerm")),
            });
        }
        let total = sum + product.unwrap_or(0.0);
        if total.is_finite() { Ok(total) } else { Err(NoValue::unknown("OperatorTerm")) }
    }

    fn operand(self, term: &Term) -> Result<f64, NoValue> {
        match term {
            Term::Dice(dice) => Ok(self.dice(dice)),
            Term::Number(value) => Ok(*value),
            Term::Group(inner) => self.deeper()?.expression(inner),
            Term::Function { name, arguments, result } => self.function(name, arguments, *result),
            Term::Pool(entries) => self.pool(entries),
            Term::Unknown { class, .. } => Err(NoValue::unknown(class)),
            Term::Operator(_) => Err(NoValue::unknown("OperatorTerm")),
        }
    }

    fn dice(self, term: &DiceTerm) -> f64 {
        let sum: f64 = term.dice.iter().map(contribution).sum();
        let sum = if self.doubling { sum + term.doubled } else { sum };
        match term.margin {
            None => sum,
            Some(Margin::Over(target)) => sum - target,
            Some(Margin::Under(target)) => target - sum,
        }
    }

    fn function(
        self,
        name: &str,
        arguments: &[Expression],
        result: Option<f64>,
    ) -> Result<f64, NoValue> {
        let inner = self.deeper()?;
        let mut values = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match inner.expression(argument) {
                Ok(value) => values.push(value),
                Err(NoValue::Unknown(class)) => return result.ok_or(NoValue::Unknown(class)),
                Err(NoValue::TooDeep) => return Err(NoValue::TooDeep),
            }
        }
        function::call(name, &values).or(result).ok_or_else(|| NoValue::unknown("FunctionTerm"))
    }

    fn pool(self, entries: &[PoolEntry]) -> Result<f64, NoValue> {
        let inner = self.deeper()?;
        let mut sum = 0.0;
        for entry in entries.iter().filter(|entry| entry.active) {
            sum += match entry.count {
                Some(count) => count,
                None => inner.expression(&entry.roll)?,
            };
        }
        Ok(sum)
    }
}

/// What one die adds: nothing when inactive, else its count, its clamped value, or its face.
pub(super) fn contribution(die: &Die) -> f64 {
    if die.active { die.count.unwrap_or_else(|| die.effective()).value() } else { 0.0 }
}
