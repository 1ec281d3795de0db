//! A formula for rolls that came without one.

use std::fmt::Write as _;

use super::{
    lenient::number_in,
    node::{Node, Slot},
    roll::formula_text,
};
use crate::model::Number;

/// Longer formulas are cut: nobody reads on.
const MAX_LENGTH: usize = 2000;

/// The formula a roll carries, or one rebuilt from its terms.
pub(super) fn formula(node: &Node<'_>) -> String {
    shortened(match formula_text(node) {
        "" => rebuild(node),
        given => given.to_owned(),
    })
}

/// The formula, or its beginning.
pub(super) fn shortened(formula: String) -> String {
    // No letter is shorter than a byte.
    if formula.len() <= MAX_LENGTH {
        return formula;
    }
    match formula.char_indices().nth(MAX_LENGTH) {
        None => formula,
        Some((end, _)) => formula.get(..end).unwrap_or_default().to_owned(),
    }
}

/// Writes a formula from terms, as a person would: `2d20kh + 5`. Empty when there are none.
fn rebuild(node: &Node<'_>) -> String {
    let terms = if node.terms.items.is_empty() { &node.dice.items } else { &node.terms.items };
    let mut formula = String::new();
    write_all(terms, " ", &mut formula);
    formula
}

fn write_all(slots: &[Slot<'_>], between: &str, formula: &mut String) {
    for (index, slot) in slots.iter().enumerate() {
        if formula.len() > MAX_LENGTH {
            return;
        }
        if index > 0 {
            formula.push_str(between);
        }
        write_slot(slot, formula);
    }
}

fn write_slot(slot: &Slot<'_>, formula: &mut String) {
    match slot {
        Slot::Empty => {}
        Slot::Number(number) => push(formula, &Number::new(*number)),
        Slot::Text(text) => formula.push_str(text),
        Slot::Node(node) => write_node(node, formula),
    }
}

fn write_node(node: &Node<'_>, formula: &mut String) {
    if node.results.is_present && node.rare().rolls.is_present {
        formula.push('{');
        write_all(&node.rare().rolls.items, ", ", formula);
        formula.push('}');
        push_modifiers(node, formula);
    } else if node.results.is_present {
        match &node.number {
            Slot::Empty => push(formula, &node.results.items.len()),
            number => write_count(number, formula),
        }
        formula.push('d');
        write_count(&node.faces, formula);
        push_modifiers(node, formula);
    } else if let [left, right] = node.rare().operands.items.as_slice() {
        write_slot(left, formula);
        push(formula, &format_args!(" {} ", node.operator.0));
        write_slot(right, formula);
    } else if !node.rare().function.0.is_empty() {
        formula.push_str(&node.rare().function.0);
        formula.push('(');
        let rolls =
            if node.rare().rolls.items.is_empty() { &node.terms } else { &node.rare().rolls };
        write_all(&rolls.items, ", ", formula);
        formula.push(')');
    } else if let Slot::Node(inner) = &node.rare().roll {
        parenthesised(inner, formula);
    } else if let Slot::Node(inner) = &node.rare().term {
        parenthesised(inner, formula);
    } else if !node.operator.0.is_empty() {
        formula.push_str(node.operator.0.trim());
    } else if node.terms.is_present {
        write_all(&node.terms.items, " ", formula);
    } else if let Slot::Text(text) = &node.rare().term {
        formula.push_str(text);
    } else {
        write_slot(&node.number, formula);
    }
}

/// How many or how many-sided: a plain number, or a roll in parentheses.
fn write_count(slot: &Slot<'_>, formula: &mut String) {
    match slot {
        Slot::Node(node) => parenthesised(node, formula),
        Slot::Text(text) if number_in(text).is_none() => push(formula, &format_args!("({text})")),
        other => write_slot(other, formula),
    }
}

fn parenthesised(node: &Node<'_>, formula: &mut String) {
    formula.push('(');
    write_node(node, formula);
    formula.push(')');
}

fn push_modifiers(node: &Node<'_>, formula: &mut String) {
    for modifier in &node.modifiers.items {
        formula.push_str(&modifier.0);
    }
}

fn push(formula: &mut String, what: &impl core::fmt::Display) {
    // Writing to a String cannot fail.
    let _ = write!(formula, "{what}");
}
