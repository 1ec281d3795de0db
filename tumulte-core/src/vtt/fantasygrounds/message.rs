//! Lines of the chat log become rolls.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    dice::Thrown,
    label::{dropped, has, outcome, parts_by_type, roll_type, visibility},
    line::{Line, answered_total, lines},
};
use crate::{
    model::{Map, MessageTables, Parts, Speaker, Timestamp, Visibility, read_json},
    vtt::{
        MAX_MESSAGE_BYTES, MessageContext, RawMessage, Reading, VttError,
        extent::Extent,
        field::{id, timestamp},
        opened::content_id,
        raw::Form,
        roll_list::{Draft, RollList},
    },
};

/// Reads the rolls of a line, of several, or of a whole log.
///
/// A line that answers an attack (`Attack [25] -> [at Goblin] [CRITICAL HIT]`) tells what the table
/// made of the attack before it: the roll gets the hint `outcome`. Lines without dice give no roll.
///
/// # Errors
///
/// `vtt.malformed` for JSON that holds no text; `vtt.oversized`, `vtt.too_deep`,
/// `vtt.too_many_rolls`, `roll.too_many_dice` beyond the limits.
///
/// ```
/// use tumulte_core::model::{MessageTables, Visibility};
/// use tumulte_core::vtt::{MessageContext, fantasygrounds::read_message};
///
/// let line = r##"<font color="#FDFDFD">Mira: [TOWER] [SAVE] Wisdom</font> [d20+3 = 23]<br />"##;
/// let rolls = read_message(line, &MessageTables::new(), &MessageContext::new("dnd5e")).unwrap().rolls;
/// assert_eq!(rolls[0].dice[0].result, 20.into());
/// assert_eq!(rolls[0].visibility, Visibility::Blind);
/// ```
pub fn read_message<'a>(
    raw: impl Into<RawMessage<'a>>,
    tables: &MessageTables,
    context: &MessageContext,
) -> Result<Reading, VttError> {
    let text = open(raw.into())?;
    let mut log = Log {
        list: RollList::new(
            text.id.clone().unwrap_or_default(),
            Speaker::default(),
            Visibility::Public,
        )
        .at(text.at)
        .in_context(tables, context, &Value::Null),
        has_own_id: text.id.is_some(),
        occurrence: context.occurrence,
        seen: Map::new(),
        pending: None,
    };
    for line in lines(&text.html) {
        log.line(line)?;
    }
    log.flush()?;
    Ok(log.list.finish())
}

/// Text of the log, and what its envelope said.
struct Text<'a> {
    html: Cow<'a, str>,
    id: Option<String>,
    at: Option<Timestamp>,
}

fn open(raw: RawMessage<'_>) -> Result<Text<'_>, VttError> {
    let plain = |html| Text { html, id: None, at: None };
    match raw.form() {
        Form::Bytes(bytes) => {
            if bytes.len() > MAX_MESSAGE_BYTES {
                return Err(VttError::Oversized { found: bytes.len(), limit: MAX_MESSAGE_BYTES });
            }
            // An envelope is JSON; a line of the log may look like its beginning, yet is none.
            if matches!(bytes.trim_ascii_start().first(), Some(b'{' | b'"'))
                && Extent::of_text(bytes).check().is_ok()
                && let Ok(value) = read_json::<Value>(bytes)
            {
                let text = in_envelope(&value).ok_or_else(no_text)?;
                return Ok(Text { html: Cow::Owned(text.html.into_owned()), ..text });
            }
            Ok(plain(String::from_utf8_lossy(bytes)))
        }
        Form::Value(value) => {
            Extent::of_value(value).check()?;
            in_envelope(value).ok_or_else(no_text)
        }
    }
}

fn no_text() -> VttError {
    VttError::Malformed { expected: "lines of a chat log", found: "no text".to_owned() }
}

fn in_envelope(value: &Value) -> Option<Text<'_>> {
    let text = match value {
        Value::String(text) => text,
        Value::Object(fields) => fields.get("raw")?.as_str()?,
        _ => return None,
    };
    Some(Text {
        html: Cow::Borrowed(text),
        id: value.get("id").and_then(id),
        at: value.get("ts").and_then(timestamp),
    })
}

/// A roll whose answer may still follow.
struct Pending {
    line: Line,
    thrown: Thrown,
    answer: Option<&'static str>,
}

struct Log {
    list: RollList,
    has_own_id: bool,
    occurrence: u32,
    /// How often each line with dice was seen.
    seen: Map<String, u32>,
    pending: Option<Pending>,
}

impl Log {
    fn line(&mut self, line: Line) -> Result<(), VttError> {
        if let Some(total) = line.dice.is_none().then(|| answered_total(&line.said)).flatten() {
            if let Some(pending) = &mut self.pending
                && roll_type(&pending.line.said) == Some("attack")
                && (pending.thrown.total() - total).abs() < 1e-9
            {
                pending.answer = pending.answer.or_else(|| outcome(&line.said));
            }
            return Ok(());
        }
        let dice = line.dice.as_deref().unwrap_or_default();
        let Some(thrown) = Thrown::read(dice, dropped(&line.said)) else { return Ok(()) };
        self.flush()?;
        self.pending = Some(Pending { line, thrown, answer: None });
        Ok(())
    }

    fn flush(&mut self) -> Result<(), VttError> {
        let Some(Pending { line, thrown, answer }) = self.pending.take() else { return Ok(()) };
        let said = line.said.as_str();
        // Of a long text without a colon nobody knows who says it.
        let (name, flavor) = match said.split_once(':') {
            Some((name, flavor)) if !name.has("[") => (Some(name.trim()), flavor.trim()),
            _ => (None, said),
        };
        let speaker = Speaker {
            alias: name.filter(|name| !name.is_empty()).map(str::to_owned),
            ..Speaker::default()
        };
        let id = if self.has_own_id { None } else { Some(self.id_of(&line)) };
        self.list.turn_to(id, speaker, visibility(said));

        let outcome = outcome(flavor).or(answer);
        let roll_type = roll_type(flavor);
        let by_parts = if thrown.is_known(outcome) {
            None
        } else {
            thrown.expression_by_parts(parts_by_type(flavor))
        };
        let expression = by_parts.unwrap_or_else(|| thrown.expression(outcome));
        let mut draft = Draft {
            formula: thrown.formula(),
            expression,
            roll_type: roll_type.map(str::to_owned),
            flavor: (!flavor.is_empty()).then(|| flavor.to_owned()),
            ..Draft::default()
        };
        let mut hint = |name: &str, value| draft.hints.insert(name.to_owned(), value);
        if let Some(outcome) = outcome {
            hint("outcome", outcome.into());
        }
        // The table calls a 19 a critical hit where the threshold is 19.
        let natural = thrown.natural(outcome).filter(|_| roll_type == Some("attack"));
        match (outcome, natural) {
            (Some("criticalSuccess"), Some(natural)) if natural < 20.0 => {
                hint("critAt", natural.into());
            }
            (Some("criticalFailure"), Some(natural)) if natural > 1.0 => {
                hint("fumbleAt", natural.into());
            }
            _ => {}
        }
        match (has(flavor, "ADV"), has(flavor, "DIS")) {
            (true, false) => _ = hint("mode", "advantage".into()),
            (false, true) => _ = hint("mode", "disadvantage".into()),
            _ => {}
        }
        if has(flavor, "CRITICAL") {
            hint("isCritical", true.into());
        }
        self.list.push(draft)
    }

    fn id_of(&mut self, line: &Line) -> String {
        let dice = line.dice.as_deref().unwrap_or_default();
        let id = content_id([line.said.as_str(), dice], 0);
        let seen = self.seen.entry(id).or_default();
        let occurrence = self.occurrence.saturating_add(*seen);
        *seen += 1;
        content_id([line.said.as_str(), dice], occurrence)
    }
}
