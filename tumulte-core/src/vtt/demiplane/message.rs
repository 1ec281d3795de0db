//! An entry of the history becomes a roll.

use std::borrow::Cow;

use serde_json::Value;

use super::dice::{formula, terms};
use crate::{
    model::{Hints, MessageTables, Speaker, Visibility, lower_case},
    roll::Expression,
    vtt::{
        MessageContext, RawMessage, Reading, VttError,
        field::{below, id, is_on, json_text, number, text, timestamp},
        opened::{content_id, open, parse},
        roll_list::{Draft, RollList},
    },
};

/// Reads the roll of one entry, or of every entry of a list or of a page's storage.
///
/// What the sheet says came out (`critical-success`, `roll-with-hope`) is the hint `outcome`, in
/// camel case as other tables spell it.
///
/// A roll that can't be read costs no other: it is told in [`Reading::unreadable`].
///
/// # Errors
///
/// `vtt.malformed` for what is no entry; `vtt.oversized`, `vtt.too_deep`, `vtt.too_many_rolls`,
/// `roll.too_many_dice` beyond the limits.
///
/// ```
/// use tumulte_core::model::MessageTables;
/// use tumulte_core::vtt::{MessageContext, demiplane::read_message};
///
/// let entry = r#"{"name": "Longsword", "type": "Attack", "result": {"total": 27,
///     "status": {"slug": "critical-success"}, "raw_dice": {"parts": [
///         {"type": "dice", "num_dice": 1, "dice_size": 20, "dice": [{"size": 20, "value": 20, "is_kept": true}]},
///         {"type": "operator", "value": "+"}, {"type": "constant", "value": 7}]}}}"#;
/// let rolls = read_message(entry, &MessageTables::new(), &MessageContext::new("pf2e")).unwrap().rolls;
/// assert_eq!(rolls[0].hints["outcome"], "criticalSuccess".into());
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let opened = open(raw.into(), "an entry of a roll history", |value| match value {
        Value::Array(entries) => entries.first().is_some_and(is_entry),
        other => is_entry(other) || stored(other).is_some(),
    })?;
    let history = &*opened.value;
    let stored = stored(history);
    let entries: Vec<&Value> = match (&stored, history) {
        (Some(entries), _) | (None, Value::Array(entries)) => entries.iter().collect(),
        (None, one) => vec![one],
    };
    let mut list = RollList::new(String::new(), Speaker::default(), Visibility::Public)
        .at(opened.at)
        .in_context(tables, context, history);
    let own_id = opened.id.filter(|_| entries.len() == 1);
    for entry in entries {
        let message_id = own_id
            .clone()
            .or_else(|| id(entry.get("id").or_else(|| entry.get("uuid"))?))
            .unwrap_or_else(|| content_id([json_text(entry).as_str()], context.occurrence));
        list.turn_to(Some(message_id), speaker(entry), Visibility::Public);
        let moment = ["timestamp", "date", "createdAt", "created_at"]
            .iter()
            .find_map(|name| timestamp(entry.get(*name)?))
            .or(opened.at);
        list = list.at(moment);
        match draft(entry) {
            Some(draft) => list.push(draft)?,
            None => list.skip("an entry without dice or total")?,
        }
    }
    Ok(list.finish())
}

/// The entries of a page's storage, `{"<character>-dice-history": "[entry]"}`, or of the event that
/// tells its change.
fn stored(value: &Value) -> Option<Vec<Value>> {
    let is_history = |key: &str| key.ends_with("-dice-history") || key.ends_with("-dicerolls");
    let fields = value.as_object()?;
    let changed = fields.get("key").and_then(text).is_some_and(is_history);
    let mut lists = fields
        .iter()
        .filter(|(key, _)| is_history(key) || (changed && *key == "newValue"))
        .map(|(_, list)| match list {
            Value::String(text) => parse(text.as_str().into()).map(Cow::into_owned).ok(),
            list => Some(list.clone()),
        })
        .peekable();
    lists.peek()?;
    let entries = lists.flatten().flat_map(|list| match list {
        Value::Array(entries) => entries,
        _ => Vec::new(),
    });
    Some(entries.collect())
}

fn is_entry(value: &Value) -> bool {
    below(value, "/result").is_some_and(Value::is_object)
}

fn speaker(entry: &Value) -> Speaker {
    let name = ["characterName", "character_name"].iter().find_map(|name| text(entry.get(*name)?));
    Speaker {
        alias: name.map(str::to_owned),
        actor_id: entry.get("characterId").and_then(id),
        ..Speaker::default()
    }
}

fn draft(entry: &Value) -> Option<Draft> {
    let result = entry.get("result")?;
    let terms = terms(result);
    let total = result.get("total").and_then(number);
    if terms.is_empty() && total.is_none() {
        return None;
    }
    Some(Draft {
        formula: formula(entry, &terms),
        expression: Expression { terms, total, ..Expression::default() },
        roll_type: entry.get("type").and_then(text).map(roll_type),
        flavor: entry.get("name").and_then(text).map(str::to_owned),
        hints: hints(entry, result),
    })
}

fn hints(entry: &Value, result: &Value) -> Hints {
    let mut hints = Hints::new();
    let slug = result.get("status").and_then(|status| text(status.get("slug").unwrap_or(status)));
    if let Some(slug) = slug {
        let slug: String = slug.chars().take(64).collect();
        hints.insert("outcome".to_owned(), camel_case(&slug).as_str().into());
    }
    if result.get("crit").is_some_and(is_on) {
        hints.insert("isCritical".to_owned(), true.into());
    }
    if let Some(origin) = entry.get("origin").and_then(text) {
        let origin: String = origin.chars().take(128).collect();
        hints.insert("origin".to_owned(), origin.as_str().into());
    }
    hints
}

/// `critical-success` is `criticalSuccess`.
fn camel_case(slug: &str) -> String {
    let mut words = slug.split(['-', '_', ' ']);
    let mut name = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name
}

/// The words of the sheets in words of the rules, as far as they are known.
fn roll_type(word: &str) -> String {
    let word = lower_case(word);
    let known = match word.as_str() {
        "to-hit" | "to hit" | "strike" => "attack",
        "saving-throw" | "saving throw" => "save",
        "ability-check" | "ability check" => "ability",
        "skill-check" | "skill check" => "skill",
        "heal" => "healing",
        other => other,
    };
    known.chars().take(64).collect()
}
