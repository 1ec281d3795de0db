//! A tree to its value.

use core::cmp::Ordering;

use super::{Arithmetic, Comparison, Constant, Function, Link, Node};
use crate::systems::value::Value;

pub(super) fn evaluate<'a>(node: &'a Node, slots: &[Value<'a>]) -> Value<'a> {
    match node {
        Node::Missing => Value::Missing,
        Node::Bool(switch) => Value::Bool(*switch),
        Node::Number(number) => Value::Number(*number),
        Node::Text(text) => Value::Text(text),
        Node::Slot(slot) => slots.get(*slot).copied().unwrap_or(Value::Missing),
        Node::Not(operand) => evaluate(operand, slots).truth().map(|truth| !truth).into(),
        Node::Negate(operand) => {
            number(operand, slots).map_or(Value::Missing, |n| Value::Number(-n))
        }
        Node::Arithmetic(operator, left, right) => {
            arithmetic(*operator, number(left, slots), number(right, slots))
        }
        Node::Chain(first, links) => chain(first, links, slots).into(),
        Node::And(_) => truth(node, slots).into(),
        Node::Or(all) => decide(all.iter().map(|one| truth(one, slots)), true).into(),
        Node::If { test, yes, no } => match evaluate(test, slots).truth() {
            Some(true) => evaluate(yes, slots),
            Some(false) => evaluate(no, slots),
            None => Value::Missing,
        },
        Node::Call(function, arguments) => call(*function, arguments, slots),
    }
}

/// The same, at once for names and constants: most operands are.
#[inline]
fn operand<'a>(node: &'a Node, slots: &[Value<'a>]) -> Value<'a> {
    match node {
        Node::Slot(slot) => slots.get(*slot).copied().unwrap_or(Value::Missing),
        Node::Number(number) => Value::Number(*number),
        Node::Text(text) => Value::Text(text),
        _ => evaluate(node, slots),
    }
}

fn number(node: &Node, slots: &[Value<'_>]) -> Option<f64> {
    evaluate(node, slots).as_number()
}

/// Whether a test holds, at once for comparisons.
#[inline]
pub(super) fn truth(node: &Node, slots: &[Value<'_>]) -> Option<bool> {
    match node {
        Node::Chain(first, links) => chain(first, links, slots),
        Node::And(all) => decide(all.iter().map(|one| truth(one, slots)), false),
        _ => evaluate(node, slots).truth(),
    }
}

/// `and` is decided by the first false, `or` by the first true; a missing operand leaves it open.
fn decide(tests: impl Iterator<Item = Option<bool>>, decisive: bool) -> Option<bool> {
    let mut open = false;
    for test in tests {
        match test {
            Some(truth) if truth == decisive => return Some(decisive),
            Some(_) => {}
            None => open = true,
        }
    }
    if open { None } else { Some(!decisive) }
}

fn chain<'a>(first: &'a Node, links: &'a [Link], slots: &[Value<'a>]) -> Option<bool> {
    let mut left = operand(first, slots);
    // Nearly every chain has one link.
    if let [Link::Compare(comparison, right)] = links {
        return compare(*comparison, left, operand(right, slots));
    }
    let tests = links.iter().map(|link| match link {
        Link::Compare(comparison, right) => {
            let right = evaluate(right, slots);
            let truth = compare(*comparison, left, right);
            left = right;
            truth
        }
        Link::In { list, negated } => {
            let found = decide(list.iter().map(|item| left.equals(evaluate(item, slots))), true);
            found.map(|found| found != *negated)
        }
        Link::Is { what, negated } => {
            let is = match (left, what) {
                (Value::Missing, Constant::None) => true,
                (Value::Bool(found), Constant::Bool(wanted)) => found == *wanted,
                _ => false,
            };
            Some(is != *negated)
        }
    });
    decide(tests, false)
}

fn compare(comparison: Comparison, left: Value<'_>, right: Value<'_>) -> Option<bool> {
    Some(match comparison {
        Comparison::Equal => left.equals(right)?,
        Comparison::Unequal => !left.equals(right)?,
        Comparison::Less => left.order(right)? == Ordering::Less,
        Comparison::LessOrEqual => left.order(right)? != Ordering::Greater,
        Comparison::Greater => left.order(right)? == Ordering::Greater,
        Comparison::GreaterOrEqual => left.order(right)? != Ordering::Less,
    })
}

/// Division by zero is missing, as is whatever grows beyond a finite number.
fn arithmetic<'a>(operator: Arithmetic, left: Option<f64>, right: Option<f64>) -> Value<'a> {
    let (Some(left), Some(right)) = (left, right) else { return Value::Missing };
    Value::number(match operator {
        Arithmetic::Add => left + right,
        Arithmetic::Subtract => left - right,
        Arithmetic::Multiply => left * right,
        Arithmetic::Divide => left / right,
        Arithmetic::FloorDivide => (left / right).floor(),
        // The sign of the divisor, as a clock has it: -1 % 12 is 11.
        Arithmetic::Remainder => left - right * (left / right).floor(),
    })
}

fn call<'a>(function: Function, arguments: &[Node], slots: &[Value<'_>]) -> Value<'a> {
    let mut numbers = arguments.iter().map(|argument| number(argument, slots));
    let Some(Some(first)) = numbers.next() else { return Value::Missing };
    Value::number(match function {
        Function::Abs => first.abs(),
        Function::Floor => first.floor(),
        Function::Ceil => first.ceil(),
        // Halves go up, as rule books round.
        Function::Round => (first + 0.5).floor(),
        Function::Min | Function::Max => {
            let mut best = first;
            for number in numbers {
                let Some(number) = number else { return Value::Missing };
                best = if function == Function::Min { best.min(number) } else { best.max(number) };
            }
            best
        }
    })
}
