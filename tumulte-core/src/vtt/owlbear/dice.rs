//! `{dice: [Die | Dice], combination, bonus}`, dice inside dice.

use core::fmt::Write as _;

use serde_json::Value;

use crate::{
    model::{Die, Number, joined_by},
    roll::{DiceTerm, Expression, Operator, PoolEntry, Term},
    vtt::field::{faces_named, items, number, text},
};

/// The ids of all dice, in reading order.
pub(super) fn ids(roll: &Value) -> Vec<&str> {
    let mut ids = Vec::new();
    for die in entries(roll) {
        match die.get("dice") {
            Some(_) => ids.extend(self::ids(die)),
            None => ids.extend(die.get("id").and_then(text)),
        }
    }
    ids
}

fn entries(roll: &Value) -> Vec<&Value> {
    roll.get("dice").map(items).unwrap_or_default()
}

/// Tens and units: a D100 with a D10 beside it.
fn is_percentile(roll: &Value) -> bool {
    let types: Vec<_> = entries(roll).iter().filter_map(|die| text(die.get("type")?)).collect();
    matches!(types.as_slice(), ["D100", "D10"])
}

fn combination(roll: &Value) -> &str {
    roll.get("combination").and_then(text).unwrap_or("SUM")
}

fn bonus(roll: &Value) -> f64 {
    roll.get("bonus").and_then(number).unwrap_or_default()
}

/// The formula as people write it.
pub(super) fn formula(roll: &Value) -> String {
    let single = |die: &Value| {
        if die.get("dice").is_some() {
            return formula(die);
        }
        let faces = die.get("type").and_then(text).map_or(0, faces_named);
        format!("1d{faces}")
    };
    let inner: Vec<String> = entries(roll).into_iter().map(single).collect();
    let mut formula = match (combination(roll), inner.as_slice()) {
        _ if is_percentile(roll) => "1d100".to_owned(),
        (_, [only]) => only.clone(),
        ("HIGHEST", _) => format!("{{{}}}kh", joined_by(&inner, ", ")),
        ("LOWEST", _) => format!("{{{}}}kl", joined_by(&inner, ", ")),
        _ => joined_by(&inner, " + "),
    };
    let bonus = bonus(roll);
    if bonus != 0.0 {
        let sign = if bonus < 0.0 { "-" } else { "+" };
        // Writing to a String cannot fail.
        let _ = write!(formula, " {sign} {}", Number::new(bonus.abs()));
    }
    formula
}

/// The terms, and the total where the extension has one.
pub(super) fn expression(roll: &Value, value_of: &impl Fn(&str) -> Option<f64>) -> Expression {
    let term = |die: &Value| {
        if die.get("dice").is_some() {
            let inner = expression(die, value_of);
            return (inner.total, Term::Group(inner));
        }
        let die = single(die, value_of);
        (Some(die.result.value()), Term::Dice(DiceTerm::new(vec![die])))
    };
    let mut parts: Vec<(Option<f64>, Term)> = entries(roll).into_iter().map(term).collect();
    if is_percentile(roll) {
        percentile(&mut parts);
    }
    let values: Option<Vec<f64>> = parts.iter().map(|(value, _)| *value).collect();
    let combination = combination(roll);
    let mut total = values.as_ref().and_then(|values| {
        let best = |pick: fn(f64, f64) -> f64| values.iter().copied().reduce(pick);
        match combination {
            "HIGHEST" => best(f64::max),
            "LOWEST" => best(f64::min),
            "NONE" => None,
            _ => Some(values.iter().sum()),
        }
    });
    let mut terms = match total.filter(|_| matches!(combination, "HIGHEST" | "LOWEST")) {
        Some(kept) => vec![pool(parts, kept)],
        None => joined(parts),
    };
    let bonus = bonus(roll);
    if bonus != 0.0 {
        terms.extend([Term::Operator(Operator::Plus), Term::Number(bonus)]);
        total = total.map(|total| total + bonus);
    }
    Expression { terms, total, ..Expression::default() }
}

fn single(die: &Value, value_of: &impl Fn(&str) -> Option<f64>) -> Die {
    let faces = die.get("type").and_then(text).map_or(0, faces_named);
    let value = die.get("id").and_then(text).and_then(value_of).unwrap_or_default();
    // The tens of a d100 show 0 to 90, a d10 shows 0 for ten.
    let value = if faces == 10 && value == 0.0 { 10.0 } else { value };
    Die::new(faces, value)
}

fn joined(parts: Vec<(Option<f64>, Term)>) -> Vec<Term> {
    let mut terms = Vec::new();
    for (_, term) in parts {
        if !terms.is_empty() {
            terms.push(Term::Operator(Operator::Plus));
        }
        terms.push(term);
    }
    terms
}

/// Of equal ones the first stays.
fn pool(parts: Vec<(Option<f64>, Term)>, kept: f64) -> Term {
    let mut is_found = false;
    let entries = parts.into_iter().map(|(value, term)| {
        let is_kept = !is_found && value.is_some_and(|value| (value - kept).abs() < 1e-9);
        is_found |= is_kept;
        PoolEntry {
            roll: Expression { terms: vec![term], ..Expression::default() },
            active: is_kept,
            discarded: !is_kept,
            count: None,
        }
    });
    Term::Pool(entries.collect())
}

/// 00 and 0 make 100; the tens die stands for its tens, the other for its units.
fn percentile(parts: &mut [(Option<f64>, Term)]) {
    let kinds = ["tens", "units"];
    for ((value, term), kind) in parts.iter_mut().zip(kinds) {
        let Term::Dice(dice) = term else { continue };
        for die in &mut dice.dice {
            die.kind = Some(kind.to_owned());
            if kind == "units" && die.result.value() >= 10.0 {
                die.count = Some(Number::default());
                *value = Some(0.0);
            }
        }
    }
    let sum: f64 = parts.iter().filter_map(|(value, _)| *value).sum();
    if sum == 0.0
        && let Some((value, Term::Dice(dice))) = parts.first_mut()
    {
        *value = Some(100.0);
        for die in &mut dice.dice {
            die.count = Some(Number::new(100.0));
        }
    }
}
