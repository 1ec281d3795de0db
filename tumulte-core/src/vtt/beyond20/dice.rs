//! One ROLL of a message: its parts, its formula, its total.

use serde_json::Value;

use crate::{
    model::{Die, Number},
    roll::{DiceTerm, Expression, Operator, Term},
    vtt::{
        field::{is_on, items, json_text, number, text, whole},
        notation::{Part, Throw, parts},
    },
};

/// The formula, as the message says it.
pub(super) fn formula(roll: &Value) -> String {
    match roll {
        Value::Object(fields) => {
            fields.get("formula").and_then(text).unwrap_or_default().to_owned()
        }
        Value::String(text) => text.trim().to_owned(),
        Value::Number(_) => json_text(roll),
        _ => String::new(),
    }
}

/// The terms and the total.
pub(super) fn expression(roll: &Value) -> Expression {
    let Value::Object(fields) = roll else {
        let total = number(roll);
        return Expression {
            terms: total.map(Term::Number).into_iter().collect(),
            total,
            ..Expression::default()
        };
    };
    let formula = formula(roll);
    // A sender that leaves the faces out still writes the formula.
    let mut throws = parts(&formula).into_iter().filter_map(|part| match part {
        Part::Throw(throw) => Some(throw),
        _ => None,
    });
    let terms = fields.get("parts").map(items).unwrap_or_default();
    Expression {
        terms: terms.into_iter().map(|part| term(part, &mut throws)).collect(),
        total: fields.get("total").and_then(number),
        ..Expression::default()
    }
}

fn term(part: &Value, throws: &mut impl Iterator<Item = Throw>) -> Term {
    match part {
        Value::Object(_) => Term::Dice(dice(part, throws.next())),
        Value::String(sign) => match sign.trim() {
            "+" => Term::Operator(Operator::Plus),
            "-" => Term::Operator(Operator::Minus),
            "*" => Term::Operator(Operator::Times),
            "/" => Term::Operator(Operator::Divide),
            other => crate::vtt::field::number_in(other).map_or_else(unknown, Term::Number),
        },
        Value::Number(_) => number(part).map_or_else(unknown, Term::Number),
        _ => unknown(),
    }
}

fn unknown() -> Term {
    Term::Unknown { class: "Part".to_owned(), inside: Vec::new() }
}

fn dice(part: &Value, throw: Option<Throw>) -> DiceTerm {
    let faces = match part.get("faces").map_or(0, whole) {
        0 => throw.map_or(0, |throw| throw.faces),
        faces => faces,
    };
    let modifiers = part.get("modifiers").and_then(text).unwrap_or_default();
    let at_least = modifiers.strip_prefix("min").and_then(crate::vtt::field::number_in);
    let shown = part.get("rolls").map(items).unwrap_or_default();
    let dice = shown.into_iter().map(|shown| {
        let result = match shown {
            Value::Object(fields) => fields.get("roll").and_then(number),
            other => number(other),
        };
        let mut die = Die::new(faces, result.unwrap_or_default());
        if shown.get("discarded").is_some_and(is_on) {
            die.active = false;
            // `ro<=2` rolls again, `kh` and `kl` drop.
            die.rerolled = modifiers.starts_with('r');
            die.discarded = !die.rerolled;
        }
        die.value = at_least.filter(|least| die.result.value() < *least).map(Number::new);
        die
    });
    DiceTerm::new(dice.collect())
}
