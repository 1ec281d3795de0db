//! A chat record, as the database, the archive and Mod scripts have it, becomes a card.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::{
    card::{Card, CardRoll},
    dom,
    rolled::Rolled,
    segment,
    template::{Content, plain},
    text::{name, split_comment, words},
    tooltip,
};
use crate::{
    model::{Number, Parts, RollOrigin, Speaker, Timestamp, Visibility, json_text, read_json},
    roll::{MAX_DEPTH, RollError},
    vtt::{
        MAX_MESSAGE_ROLLS, VttError,
        extent::Extent,
        field::{field, id, is_on, number, placed_items, text},
    },
};

/// The most objects and lists one roll may consist of.
const MAX_ROLL_PARTS: usize = 32_768;

/// Reads one record. A relay's line may hold the page's HTML instead; that may be several messages.
///
/// # Errors
///
/// `vtt.too_deep`, `vtt.too_many_rolls`, `roll.too_deep`, `roll.too_many_dice`, `roll.too_many_terms`
pub(super) fn read(record: &Map<String, Value>) -> Result<Vec<Card>, VttError> {
    let get = |name: &str| record.get(name).unwrap_or(&Value::Null);
    if let Some(html) = text(get("html")) {
        return line(record, html);
    }
    let content_text = match get("content") {
        // A relay may have opened the JSON already.
        Value::Object(_) => Cow::Owned(json_text(get("content"))),
        other => Cow::Borrowed(text(other).unwrap_or_default()),
    };
    let content_text = content_text.as_ref();
    let content = Content::read(content_text);
    let template = name(get("rolltemplate")).map(|name| name.to_ascii_lowercase());
    let mut card = Card {
        speaker: speaker(record, &content, template.as_deref()),
        visibility: visibility(record),
        rolled_at: timestamp(get(".priority")),
        title: content.title(),
        mode: content.mode(),
        template,
        ..Card::default()
    };
    // Text that holds JSON is a roll's result, whatever the type says.
    let is_result = matches!(get("type").as_str(), Some("rollresult" | "gmrollresult"));
    let holds_result = content_text.starts_with('{') && content_text.has("\"rolls\"");
    if is_result || holds_result {
        card.rolls.push(result(content_text, text(get("origRoll")))?);
    } else if shows_rolls(content_text) {
        html_content(content_text, &mut card)?;
    }
    let title = text(get("title")).filter(|title| content_text.is_empty() && is_tooltip(title));
    if let Some(title) = title {
        let rolled = tooltip::read(title, "");
        card.rolls.push(CardRoll::new(RollOrigin::Inline, rolled));
        card.title = String::new();
    }
    let own = card.rolls.len();
    for (place, inline) in placed_items(get("inlinerolls")) {
        if card.rolls.len() >= MAX_MESSAGE_ROLLS {
            return Err(VttError::TooManyRolls);
        }
        let mut roll = inline_roll(inline, own + place)?;
        if let Some(place) = content.places.iter().find(|found| found.inline == place) {
            roll.key = place.key.to_ascii_lowercase();
            roll.label.clone_from(&place.label);
            roll.kind = said(&content, &place.key);
        }
        card.rolls.push(roll);
    }
    card.fields = resolved(content.fields, &card.rolls, own);
    card.raw = Value::Object(record.clone());
    Ok(vec![card])
}

/// Whether a text is an inline roll's tooltip.
pub(super) fn is_tooltip(title: &str) -> bool {
    title.has("olling ")
}

/// A relay's line: `{id, playerid, classes, by, rolltemplate, html}`.
fn line(record: &Map<String, Value>, html: &str) -> Result<Vec<Card>, VttError> {
    let get = |name: &str| record.get(name).unwrap_or(&Value::Null);
    let mut cards = dom::read(html)?;
    let is_single = cards.len() == 1;
    for card in &mut cards {
        if is_single && card.id.is_empty() {
            card.id = name(get("id")).unwrap_or_default();
        }
        let classes: Vec<&str> = match get("classes") {
            Value::String(classes) => classes.split_ascii_whitespace().collect(),
            other => {
                placed_items(other).into_iter().filter_map(|(_, class)| class.as_str()).collect()
            }
        };
        let said = dom::visibility(classes.iter().copied());
        if said.is_hidden() || visibility(record).is_hidden() {
            card.visibility = Visibility::GmOnly;
        }
        // An emote names nobody: what the relay found above it is somebody else.
        let names_nobody = classes.iter().any(|class| matches!(*class, "emote" | "desc"));
        let by = text(get("by")).map(|by| by.strip_suffix(':').unwrap_or(by).trim());
        if card.speaker.alias.is_none() && !names_nobody {
            card.speaker.alias = by.filter(|by| !by.is_empty()).map(words);
        }
        if card.speaker.user_id.is_none() {
            card.speaker.user_id = name(get("playerid"));
        }
        if card.template.is_none() {
            card.template = name(get("rolltemplate")).map(|name| name.to_ascii_lowercase());
        }
        if is_single {
            card.raw = Value::Object(record.clone());
        }
        limit(card)?;
    }
    Ok(cards)
}

/// Refuses a message with more rolls than any has.
pub(super) fn limit(card: &Card) -> Result<(), VttError> {
    if card.rolls.len() > MAX_MESSAGE_ROLLS { Err(VttError::TooManyRolls) } else { Ok(()) }
}

/// Whether a text holds HTML with rolls in it; most HTML is only layout.
fn shows_rolls(content: &str) -> bool {
    ["inlinerollresult", "didroll", "dnd-2024", "roll__"].iter().any(|name| content.has(name))
}

/// Scripts and Beacon sheets post what the log shows.
fn html_content(html: &str, card: &mut Card) -> Result<(), VttError> {
    for found in dom::read(html)? {
        let own = card.rolls.len();
        card.rolls.extend(found.rolls);
        limit(card)?;
        if card.rolls.len() > own {
            card.template = card.template.take().or(found.template);
            if card.title.is_empty() {
                card.title = found.title;
            }
            if let Some(name) = found.speaker.alias {
                card.speaker.alias = Some(name);
            }
            card.mode = found.mode;
        }
    }
    Ok(())
}

fn result(content: &str, typed: Option<&str>) -> Result<CardRoll, VttError> {
    let (formula, comment) = typed.map_or((None, None), |typed| {
        let (formula, comment) = split_comment(typed);
        (Some(formula), comment)
    });
    let mut roll = CardRoll::new(RollOrigin::Message, Ok(Rolled::default()));
    roll.rolled = match within_limits(Extent::of_text(content.as_bytes()), 0)
        .and_then(|()| {
            read_json::<Value>(content.as_bytes()).map_err(|error| {
                RollError::Malformed {
                    // The error's own words may quote the message, which must not reach a log.
                    found: format!("an error in line {}, column {}", error.line(), error.column()),
                }
            })
        })
        .and_then(|value| {
            let rolled = segment::read(&value, formula)?;
            roll.raw = value;
            Ok(rolled)
        }) {
        Ok(rolled) => {
            let comment = comment.map(words).or(rolled.comment);
            Ok(Rolled { comment, ..rolled })
        }
        Err(source @ RollError::Malformed { .. }) => Err(source),
        Err(source) => return Err(VttError::Roll { index: 0, source }),
    };
    Ok(roll)
}

fn inline_roll(inline: &Value, index: usize) -> Result<CardRoll, VttError> {
    let expression = id(field(inline, "expression"));
    let results = match inline.get("results") {
        Some(results) if results.is_object() => results,
        _ => inline,
    };
    let rolled = within_limits(Extent::of_value(results), 0)
        .and_then(|()| segment::read(results, expression.as_deref()));
    if let Err(
        source @ (RollError::TooDeep | RollError::TooManyDice | RollError::TooManyTerms { .. }),
    ) = rolled
    {
        return Err(VttError::Roll { index, source });
    }
    let mut roll = CardRoll::new(RollOrigin::Inline, rolled);
    roll.raw = inline.clone();
    Ok(roll)
}

fn within_limits(extent: Extent, around: usize) -> Result<(), RollError> {
    if extent.depth > MAX_DEPTH + around {
        return Err(RollError::TooDeep);
    }
    if extent.containers > MAX_ROLL_PARTS {
        let found = extent.containers;
        return Err(RollError::TooManyTerms { limit: MAX_ROLL_PARTS, found });
    }
    Ok(())
}

/// What another field says about a roll's kind: `{{roll01_type=attack}}`, `{{type=Save}}`.
fn said(content: &Content, key: &str) -> String {
    if key.is_empty() {
        return String::new();
    }
    let own =
        content.field(&format!("{key}_type")).or_else(|| content.field(&format!("{key}type")));
    let whole = || content.field("type").filter(|_| !key.to_ascii_lowercase().has("dmg"));
    own.or_else(whole).map(plain).unwrap_or_default()
}

/// The fields with the totals of inline rolls in their places.
fn resolved(
    fields: Vec<(String, String)>,
    rolls: &[CardRoll],
    own: usize,
) -> Vec<(String, String)> {
    let total = |inline: usize| {
        let rolled = rolls.get(own.saturating_add(inline))?.rolled.as_ref().ok()?;
        rolled.total.map(|total| Number::new(total).to_string())
    };
    fields
        .into_iter()
        .map(|(key, value)| {
            let single = value
                .strip_prefix("$[[")
                .and_then(|value| value.strip_suffix("]]"))
                .and_then(|inline| total(inline.parse().ok()?));
            (key, single.unwrap_or(value))
        })
        .collect()
}

fn speaker(record: &Map<String, Value>, content: &Content, template: Option<&str>) -> Speaker {
    let get = |name: &str| record.get(name).unwrap_or(&Value::Null);
    let of_field = |name: &str| content.field(name).map(plain).filter(|name| !name.is_empty());
    // Elsewhere `name` is what the card is called.
    let is_npc = template.is_some_and(|template| template.starts_with("npc"));
    let alias = content
        .character
        .clone()
        .or_else(|| {
            ["charname", "charactername", "character_name", "character"]
                .iter()
                .find_map(|name| of_field(name))
        })
        .or_else(|| of_field("name").filter(|_| is_npc))
        .or_else(|| name(get("who")));
    Speaker {
        alias,
        user_id: name(get("playerid")),
        actor_id: ["characterId", "characterid", "character_id"]
            .iter()
            .find_map(|field| name(get(field)))
            .or_else(|| content.owner()),
        token_id: None,
    }
}

/// Who may see a record. What can't be understood is hidden.
fn visibility(record: &Map<String, Value>) -> Visibility {
    let get = |name: &str| record.get(name).unwrap_or(&Value::Null);
    let target = get("target");
    let is_whispered = is_on(target) || is_on(get("target_name"));
    let is_secret =
        ["whisper", "secret", "hidden", "private", "isHidden"].iter().any(|name| is_on(get(name)))
            || ["whisper", "secret"].iter().any(|name| is_on(field(get("options"), name)));
    let is_known = match get("type") {
        Value::Null => true,
        Value::String(kind) => matches!(
            kind.as_str(),
            "" | "general" | "rollresult" | "emote" | "desc" | "advancedroll" | "system"
        ),
        _ => false,
    };
    if is_known && !is_whispered && !is_secret {
        return Visibility::Public;
    }
    let same = |name: &str, own: &str| {
        text(get(name)).is_some_and(|target| text(get(own)).is_some_and(|own| own == target))
    };
    let is_whisper = get("type").as_str() == Some("whisper");
    if is_whisper && !is_secret && (same("target", "playerid") || same("target_name", "who")) {
        return Visibility::SelfOnly;
    }
    Visibility::GmOnly
}

#[expect(clippy::cast_possible_truncation, reason = "casts of floats saturate")]
pub(super) fn timestamp(value: &Value) -> Option<Timestamp> {
    let millis = number(value).filter(|millis| *millis >= 1e11)?;
    Some(Timestamp::from_millis(millis as i64))
}
