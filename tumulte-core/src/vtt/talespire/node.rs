//! The tree of results.

use core::fmt::Write as _;

use serde_json::Value;

use crate::{
    model::{Die, Number, Parts},
    roll::{DiceTerm, Expression, Operator, Term},
    vtt::field::{faces_named, items, number, text},
};

/// What a branch of the tree came to.
pub(super) struct Outcome {
    pub(super) term: Term,
    pub(super) formula: String,
    /// What it adds up to, where every part is known.
    pub(super) value: Option<f64>,
    pub(super) d20s: usize,
}

impl Outcome {
    /// Reads a branch. The message's depth was checked, so the recursion is bounded.
    pub(super) fn of(node: &Value) -> Option<Self> {
        if let Some(operands) = node.get("operands") {
            return Self::of_operation(node.get("operator")?, &items(operands));
        }
        if let Some(results) = node.get("results") {
            let faces = node.get("kind").and_then(text).map_or(0, faces_named);
            let shown: Vec<f64> = items(results).into_iter().filter_map(number).collect();
            return Some(Self {
                formula: format!("{}d{faces}", shown.len()),
                value: Some(shown.iter().sum()),
                d20s: if faces == 20 { shown.len() } else { 0 },
                term: Term::Dice(DiceTerm::new(
                    shown.into_iter().map(|result| Die::new(faces, result)).collect(),
                )),
            });
        }
        let value = number(node.get("value")?)?;
        Some(Self {
            term: Term::Number(value),
            formula: Number::new(value).to_string(),
            value: Some(value),
            d20s: 0,
        })
    }

    fn of_operation(sign: &Value, operands: &[&Value]) -> Option<Self> {
        let operator = match text(sign)? {
            "+" => Some(Operator::Plus),
            "-" => Some(Operator::Minus),
            "*" => Some(Operator::Times),
            "/" => Some(Operator::Divide),
            _ => None,
        };
        let outcomes = operands.iter().map(|node| Self::of(node)).collect::<Option<Vec<_>>>()?;
        let d20s = outcomes.iter().map(|outcome| outcome.d20s).sum();
        let mut formula = String::new();
        let mut terms = Vec::new();
        let mut value: Option<f64> = None;
        let is_single = outcomes.len() == 1;
        for (index, outcome) in outcomes.into_iter().enumerate() {
            let before = operator.filter(|_| index > 0 || is_single);
            if let Some(operator) = before {
                let space = if is_single { "" } else { " " };
                // Writing to a String cannot fail.
                let _ = write!(formula, "{space}{}{space}", operator.as_str());
                terms.push(Term::Operator(operator));
            } else if index > 0 {
                formula.push_str(" ? ");
            }
            let is_nested = outcome.formula.has(" ") && operator != Some(Operator::Plus);
            if is_nested {
                let _ = write!(formula, "({})", outcome.formula);
            } else {
                formula.push_str(&outcome.formula);
            }
            value = match (index, value, before, outcome.value?) {
                (0, _, Some(Operator::Minus), right) => Some(-right),
                (0, _, _, right) => Some(right),
                (_, Some(left), Some(Operator::Plus), right) => Some(left + right),
                (_, Some(left), Some(Operator::Minus), right) => Some(left - right),
                (_, Some(left), Some(Operator::Times), right) => Some(left * right),
                (_, Some(left), Some(Operator::Divide), right) => Some(left / right),
                _ => None,
            };
            terms.push(outcome.term);
        }
        let inner = Expression { terms, ..Expression::default() };
        let term = match operator {
            Some(_) => Term::Group(inner),
            None => Term::Unknown { class: "Operation".to_owned(), inside: inner.terms },
        };
        Some(Self { term, formula, value: value.filter(|value| value.is_finite()), d20s })
    }
}
