//! A `rollResults` event becomes rolls.

use serde_json::Value;

use super::node::Outcome;
use crate::{
    model::{MessageTables, Parts, Speaker, Visibility, lower_case},
    roll::{Expression, PoolEntry, Term},
    vtt::{
        MessageContext, RawMessage, Reading, VttError,
        field::{id, is_on, items, json_text, text},
        opened::{content_id, open},
        roll_list::{Draft, RollList},
    },
};

/// Reads the rolls of one event, one for each group.
///
/// Two groups of the same name with one equal d20 each are how the table shows advantage: they are
/// one roll, and the higher counts; where the name says disadvantage, the lower. The event has no
/// totals; they are the sums of its own trees. A removed roll, and other events, give none.
///
/// A roll that can't be read costs no other: it is told in [`Reading::unreadable`].
///
/// # Errors
///
/// `vtt.malformed` for what is no event; `vtt.oversized`, `vtt.too_deep`, `vtt.too_many_rolls`,
/// `roll.too_many_dice` beyond the limits.
///
/// ```
/// use tumulte_core::model::MessageTables;
/// use tumulte_core::vtt::{MessageContext, talespire::read_message};
///
/// let event = r#"{"kind": "rollResults", "payload": {"rollId": "7", "clientId": "c1", "gmOnly": false,
///     "resultsGroups": [{"name": "Rapier", "result": {"operator": "+", "operands": [
///         {"kind": "d20", "results": [20]}, {"value": 5}]}}]}}"#;
/// let rolls = read_message(event, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap().rolls;
/// assert_eq!((rolls[0].formula.as_str(), rolls[0].total), ("1d20 + 5", Some(25.into())));
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let opened = open(raw.into(), "an event of TaleSpire", |value| {
        value.get("kind").is_some() || value.get("resultsGroups").is_some()
    })?;
    let event = &*opened.value;
    if event.get("kind").and_then(Value::as_str).is_some_and(|kind| kind != "rollResults") {
        return Ok(Reading::default());
    }
    let payload = event.get("payload").unwrap_or(event);
    let message_id = payload
        .get("rollId")
        .and_then(id)
        .or(opened.id)
        .unwrap_or_else(|| content_id([json_text(payload).as_str()], context.occurrence));
    let speaker = Speaker { user_id: payload.get("clientId").and_then(id), ..Speaker::default() };
    let is_secret = payload.get("gmOnly").is_some_and(is_on);
    let seen = if is_secret { Visibility::GmOnly } else { Visibility::Public };
    let mut list =
        RollList::new(message_id, speaker, seen).at(opened.at).in_context(tables, context, event);

    let groups: Vec<Group<'_>> = payload
        .get("resultsGroups")
        .map(items)
        .unwrap_or_default()
        .into_iter()
        .map(Group::read)
        .collect();
    if let [first, second] = groups.as_slice()
        && first.is_rival_of(second)
    {
        list.push(contest(first, second))?;
        return Ok(list.finish());
    }
    for group in groups {
        match group.outcome {
            Some(outcome) => list.push(Draft {
                formula: outcome.formula,
                flavor: group.name.map(str::to_owned),
                expression: Expression {
                    terms: vec![outcome.term],
                    total: outcome.value,
                    ..Expression::default()
                },
                ..Draft::default()
            })?,
            None => list.skip("a group without a result")?,
        }
    }
    Ok(list.finish())
}

/// One group of the event.
struct Group<'e> {
    name: Option<&'e str>,
    outcome: Option<Outcome>,
}

impl<'e> Group<'e> {
    fn read(group: &'e Value) -> Self {
        Self {
            name: group.get("name").and_then(text),
            outcome: group.get("result").and_then(Outcome::of),
        }
    }

    /// Whether both are the same throw of one d20.
    fn is_rival_of(&self, other: &Self) -> bool {
        match (&self.outcome, &other.outcome) {
            (Some(mine), Some(other_one)) => {
                self.name == other.name
                    && mine.formula == other_one.formula
                    && mine.d20s == 1
                    && mine.value.is_some()
                    && other_one.value.is_some()
            }
            _ => false,
        }
    }
}

fn contest(first: &Group<'_>, second: &Group<'_>) -> Draft {
    let name = first.name.unwrap_or_default();
    let is_low = lower_case(name).has("disadv");
    let outcomes: Vec<&Outcome> =
        [first, second].into_iter().filter_map(|group| group.outcome.as_ref()).collect();
    let value = |outcome: &Outcome| outcome.value.unwrap_or_default();
    let best = outcomes
        .iter()
        .map(|outcome| value(outcome))
        .reduce(|a, b| if is_low { a.min(b) } else { a.max(b) })
        .unwrap_or_default();
    let mut is_found = false;
    let entries = outcomes.iter().map(|outcome| {
        let is_kept = !is_found && (value(outcome) - best).abs() < 1e-9;
        is_found |= is_kept;
        PoolEntry {
            roll: Expression { terms: vec![outcome.term.clone()], ..Expression::default() },
            active: is_kept,
            discarded: !is_kept,
            count: None,
        }
    });
    let terms = vec![Term::Pool(entries.collect())];
    let formula = outcomes.first().map(|outcome| outcome.formula.as_str()).unwrap_or_default();
    let (keep, mode) = if is_low { ("kl", "disadvantage") } else { ("kh", "advantage") };
    let mut draft = Draft {
        formula: format!("{{{formula}, {formula}}}{keep}"),
        flavor: Some(name).filter(|name| !name.is_empty()).map(str::to_owned),
        expression: Expression { terms, total: Some(best), ..Expression::default() },
        ..Draft::default()
    };
    draft.hints.insert("mode".to_owned(), mode.into());
    draft
}
