//! An entry of the game log as the page shows it.

use super::{kind::roll_type, message::explained};
use crate::{
    model::{MessageTables, Speaker, Visibility},
    roll::{Expression, Term},
    vtt::{
        MessageContext, Reading, VttError,
        field::{number, text},
        notation::{Keep, Part, parts},
        opened::{Opened, content_id},
        roll_list::{Draft, RollList},
    },
};

pub(super) fn read(
    opened: &Opened<'_>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let entry = &*opened.value;
    let field = |name: &str| entry.get(name).and_then(text).unwrap_or_default();
    let (sender, title, time) = (field("sender"), field("title"), field("time"));
    let (formula, shown) = (field("rollType"), field("rollLong"));
    let total = entry.get("rollShort").and_then(number);
    let message_id = opened.id.clone().unwrap_or_else(|| {
        let total = field("rollShort");
        content_id([sender, time, title, formula, shown, total], context.occurrence)
    });
    let speaker = Speaker {
        alias: Some(sender).filter(|sender| !sender.is_empty()).map(str::to_owned),
        ..Speaker::default()
    };
    let mut list = RollList::new(message_id, speaker, Visibility::Public)
        .at(opened.at)
        .in_context(tables, context, entry);

    let mode = Some(field("rollVantage")).filter(|mode| mode.ends_with("advantage"));
    let (action, word) = title.rsplit_once(':').unwrap_or((title, ""));
    let values = values(shown);
    let expression = explained(|keeps| Expression {
        terms: terms(formula, &values, mode, keeps),
        total,
        ..Expression::default()
    });
    if expression.terms.is_empty() && total.is_none() {
        list.skip("an entry without dice or total")?;
        return Ok(list.finish());
    }
    let mut draft = Draft {
        formula: formula.to_owned(),
        expression,
        roll_type: roll_type(word, action),
        flavor: Some(title).filter(|title| !title.is_empty()).map(str::to_owned),
        ..Draft::default()
    };
    if let Some(mode) = mode {
        draft.hints.insert("mode".to_owned(), mode.into());
    }
    // The page's clock without its zone: no moment, but nothing to throw away either.
    if !time.is_empty() {
        draft.hints.insert("localTime".to_owned(), time.into());
    }
    list.push(draft)?;
    Ok(list.finish())
}

/// Every number of a shown breakdown: `(1, 15) + 2` is 1, 15, 2.
fn values(shown: &str) -> Vec<f64> {
    let numbers = parts(shown).into_iter().filter_map(|part| match part {
        Part::Number(number) => Some(number),
        _ => None,
    });
    numbers.collect()
}

/// The formula's terms with the values they showed.
///
/// An entry whose notation is missing has no dice: a bare `3 + 4` says nothing about faces.
fn terms(formula: &str, values: &[f64], mode: Option<&str>, keeps: bool) -> Vec<Term> {
    let mut left = values.iter().copied();
    let mut terms = Vec::new();
    for part in parts(formula) {
        terms.push(match part {
            Part::Operator(operator) => Term::Operator(operator),
            Part::Number(number) => {
                // The breakdown repeats constants where they stand.
                left.next();
                Term::Number(number)
            }
            Part::Throw(mut throw) => {
                let is_plain = throw.keep.is_none();
                if let Some(mode) = mode.filter(|_| is_plain && throw.faces == 20) {
                    throw.keep = Some(kept_by(mode));
                }
                throw.keep = throw.keep.filter(|_| keeps);
                let shown: Vec<f64> = left.by_ref().take(throw.count as usize).collect();
                if shown.len() < throw.count as usize {
                    let inside = vec![Term::Dice(throw.shown(shown))];
                    Term::Unknown { class: "Throw".to_owned(), inside }
                } else {
                    Term::Dice(throw.shown(shown))
                }
            }
            Part::Strange => Term::Unknown { class: "Notation".to_owned(), inside: Vec::new() },
        });
    }
    terms
}

/// Which of two dice a mode keeps.
fn kept_by(mode: &str) -> Keep {
    if mode.eq_ignore_ascii_case("disadvantage") { Keep::Lowest(1) } else { Keep::Highest(1) }
}
