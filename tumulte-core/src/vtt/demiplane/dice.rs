//! The dice of an entry, in parts or in a list.

use core::fmt::Write as _;

use serde_json::Value;

use crate::{
    model::{Die, Number},
    roll::{DiceTerm, Operator, Term},
    vtt::field::{below, is_on, items, number, text, whole},
};

/// The terms in order; where the entry has none, its list of dice.
pub(super) fn terms(result: &Value) -> Vec<Term> {
    let parts = below(result, "/raw_dice/parts").map(items).unwrap_or_default();
    if !parts.is_empty() {
        return parts.into_iter().map(part).collect();
    }
    let dice = result.get("dice").map(items).unwrap_or_default();
    let dice: Vec<Die> = dice.into_iter().map(listed).collect();
    if dice.is_empty() {
        return Vec::new();
    }
    // What is added to them is not in the list, so nothing can be said about the total.
    vec![Term::Unknown { class: "Dice".to_owned(), inside: vec![Term::Dice(DiceTerm::new(dice))] }]
}

fn part(part: &Value) -> Term {
    let value = ["value", "operator", "constant", "annotation"]
        .iter()
        .find_map(|name| part.get(*name).filter(|value| !value.is_null()))
        .unwrap_or(&Value::Null);
    match part.get("type").and_then(text) {
        Some("dice") => Term::Dice(dice(part)),
        Some("operator") => match text(value) {
            Some("+") => Term::Operator(Operator::Plus),
            Some("-") => Term::Operator(Operator::Minus),
            Some("*") => Term::Operator(Operator::Times),
            Some("/") => Term::Operator(Operator::Divide),
            _ => unknown("operator"),
        },
        Some("constant") => number(value).map_or_else(|| unknown("constant"), Term::Number),
        other => unknown(other.unwrap_or("part")),
    }
}

fn unknown(class: &str) -> Term {
    Term::Unknown { class: class.chars().take(64).collect(), inside: Vec::new() }
}

fn dice(part: &Value) -> DiceTerm {
    let size = part.get("dice_size").map_or(0, whole);
    let dice = part.get("dice").map(items).unwrap_or_default();
    let dice = dice.into_iter().map(|shown| {
        let faces = match shown.get("size").map_or(0, whole) {
            0 => size,
            faces => faces,
        };
        die(shown, faces)
    });
    DiceTerm::new(dice.collect())
}

fn listed(shown: &Value) -> Die {
    let faces = shown.get("maxValue").or_else(|| shown.get("size")).map_or(0, whole);
    die(shown, faces)
}

fn die(shown: &Value, faces: u32) -> Die {
    let value = match shown {
        Value::Object(fields) => fields.get("value").and_then(number),
        other => number(other),
    };
    let mut die = Die::new(faces, value.unwrap_or_default());
    if shown.get("is_kept").is_some_and(|kept| !is_on(kept)) {
        die.active = false;
        die.discarded = true;
    }
    // `hope` and `fear` stand for something, `d20` does not.
    die.kind = shown
        .get("slug")
        .and_then(text)
        .filter(|slug| slug.len() <= 64 && !is_plain(slug))
        .map(str::to_ascii_lowercase);
    die
}

fn is_plain(slug: &str) -> bool {
    slug.strip_prefix('d').is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The formula the entry has, or one written from its terms.
pub(super) fn formula(entry: &Value, terms: &[Term]) -> String {
    let given = ["/formula", "/result/formula", "/raw", "/result/notation"];
    if let Some(formula) = given.iter().find_map(|path| text(below(entry, path)?)) {
        return formula.to_owned();
    }
    let mut formula = String::new();
    for term in terms {
        write_term(term, &mut formula);
    }
    formula.trim().to_owned()
}

fn write_term(term: &Term, formula: &mut String) {
    // Writing to a String cannot fail.
    let _ = match term {
        Term::Operator(operator) => write!(formula, " {} ", operator.as_str()),
        Term::Number(number) => write!(formula, "{}", Number::new(*number)),
        Term::Dice(dice) => {
            let faces = dice.dice.first().map_or(0, |die| die.faces);
            let kept = dice.dice.iter().filter(|die| die.active).count();
            let keep = keep(&dice.dice, kept);
            write!(formula, "{}d{faces}{keep}", dice.dice.len())
        }
        Term::Unknown { inside, .. } => {
            for term in inside {
                write_term(term, formula);
            }
            Ok(())
        }
        _ => Ok(()),
    };
}

fn keep(dice: &[Die], kept: usize) -> String {
    if kept == dice.len() {
        return String::new();
    }
    let best = |active: bool| {
        let shown = dice.iter().filter(|die| die.active == active);
        shown.map(|die| die.result.value()).fold(f64::NEG_INFINITY, f64::max)
    };
    format!("{}{kept}", if best(true) >= best(false) { "kh" } else { "kl" })
}
