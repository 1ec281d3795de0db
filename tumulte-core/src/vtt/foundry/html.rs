//! What the HTML of a message holds: inline rolls and attributes.

use html5gum::{Token, Tokenizer};
use memchr::memmem;
use percent_encoding::percent_decode_str;

use super::{json::RawText, rendered::Rendering};
use crate::model::Die;

/// An inline roll as it stands in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InlineRoll {
    /// The roll's JSON; none when the attribute was no encoded UTF-8.
    pub(super) json: Option<String>,
    /// Whether it stands where only the game master looks.
    pub(super) is_secret: bool,
}

/// A roll as a browser shows it, in the mark-up Foundry renders rolls with.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct RenderedRoll {
    pub(super) formula: String,
    pub(super) total: Option<f64>,
    /// One list for each of the formula's dice.
    pub(super) dice: Vec<Vec<Die>>,
    /// Whether it stands where only the game master looks.
    pub(super) is_secret: bool,
}

/// What was found in a message's content.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Findings {
    pub(super) rolls: Vec<InlineRoll>,
    pub(super) rendered: Vec<RenderedRoll>,
    /// For each wanted attribute its first value.
    pub(super) attributes: Vec<Option<String>>,
}

/// Looks through HTML for inline rolls, for the first occurrence of each attribute, and for
/// rendered rolls where they are wanted.
///
/// The tokenizer follows the HTML standard: comments, quotes and entities are what a browser makes
/// of them. Attribute names must be given in lower case.
pub(super) fn scan(content: RawText<'_>, attributes: &[String], renders: bool) -> Findings {
    let mut findings = Findings { attributes: vec![None; attributes.len()], ..Findings::default() };
    if !is_worth_it(content.raw(), attributes, renders) {
        return findings;
    }
    let Some(content) = content.meaning() else { return findings };
    let mut secret = Secret::default();
    let mut rendering = renders.then(Rendering::default);
    for Ok(token) in Tokenizer::new(&*content) {
        match token {
            Token::StartTag(tag) => {
                let text = |name: &str| {
                    let value = tag.attributes.get(name.as_bytes())?;
                    Some(String::from_utf8_lossy(value))
                };
                for (name, found) in attributes.iter().zip(&mut findings.attributes) {
                    if found.is_none() {
                        *found = text(name).map(std::borrow::Cow::into_owned);
                    }
                }
                let class = text("class").unwrap_or_default();
                let has_class = |name: &str| class.split_ascii_whitespace().any(|one| one == name);
                let hides = (has_class("secret") && !has_class("revealed"))
                    || has_class("gm-sensitive")
                    || text("data-visibility").is_some_and(|to| matches!(&*to, "gm" | "owner"));
                secret.open(&tag.name, hides, tag.self_closing);
                let is_inline = (*tag.name == b"a".as_slice() && has_class("inline-roll"))
                    || has_class("inline-result");
                if is_inline {
                    findings.rolls.extend(text("data-roll").map(|data| InlineRoll {
                        json: percent_decode_str(&data).decode_utf8().ok().map(Into::into),
                        is_secret: secret.is_open() || hides,
                    }));
                }
                if let Some(rendering) = &mut rendering {
                    rendering.open(&tag.name, &class, secret.is_open() || hides);
                }
            }
            Token::EndTag(tag) => {
                secret.close(&tag.name);
                if let Some(rendering) = &mut rendering {
                    rendering.close(&tag.name);
                }
            }
            Token::String(text) => {
                if let Some(rendering) = &mut rendering {
                    rendering.text(&String::from_utf8_lossy(&text));
                }
            }
            _ => {}
        }
    }
    findings.rendered = rendering.map(|rendering| rendering.rolls).unwrap_or_default();
    findings
}

/// Most messages have nothing; a look at the bytes is cheaper than reading the HTML. The text is
/// looked at as it is written: a `\u` may hide anything.
fn is_worth_it(content: &str, attributes: &[String], renders: bool) -> bool {
    let has = |what: &str| memmem::find(content.as_bytes(), what.as_bytes()).is_some();
    !content.is_empty()
        && ((has("data-roll") && has("inline-r"))
            || (renders && has("dice-roll"))
            || has("\\u")
            || attributes.iter().any(|name| {
                let (name, content) = (name.as_bytes(), content.as_bytes());
                !name.is_empty()
                    && content.windows(name.len()).any(|at| at.eq_ignore_ascii_case(name))
            }))
}

/// The element only the game master sees, while it is open.
///
/// One that is never closed hides the rest of the message: better too much than too little.
#[derive(Debug, Default)]
struct Secret {
    element: Vec<u8>,
    depth: usize,
}

impl Secret {
    const fn is_open(&self) -> bool {
        self.depth > 0
    }

    fn open(&mut self, name: &[u8], hides: bool, self_closing: bool) {
        let is_void = matches!(name, b"br" | b"hr" | b"img" | b"input" | b"link" | b"meta");
        if is_void || self_closing {
            return;
        }
        if self.is_open() {
            self.depth += usize::from(self.element == name);
        } else if hides {
            self.element = name.to_vec();
            self.depth = 1;
        }
    }

    fn close(&mut self, name: &[u8]) {
        if self.is_open() && self.element == name {
            self.depth -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_found_whatever_their_quotes_and_case() {
        let html = "<div DATA-Level='2' data-name=\"a &amp; b\"><p data-level=3 data-bare>";
        let names = ["data-level", "data-name", "data-bare", "data-none"].map(str::to_owned);
        let found = scan(RawText::of(html), &names, false).attributes;
        assert_eq!(found[0].as_deref(), Some("2"));
        assert_eq!(found[1].as_deref(), Some("a & b"));
        assert_eq!(found[2].as_deref(), Some(""));
        assert_eq!(found[3], None);
    }

    #[test]
    fn only_anchors_of_inline_rolls_count() {
        let html = "<!-- <a class='inline-roll' data-roll='%7B%7D'> -->\
                    <b class='inline-roll' data-roll='%7B%7D'></b>\
                    <a class='inline-roll-not' data-roll='%7B%7D'></a>\
                    <a class='inline-roll' data-formula='1d6'></a>\
                    <a class='x inline-roll y' data-roll='%7B%22total%22%3A3%7D'>3</a>";
        let rolls = scan(RawText::of(html), &[], false).rolls;
        assert_eq!(rolls.len(), 1);
        assert_eq!(rolls[0].json.as_deref(), Some(r#"{"total":3}"#));
        assert!(!rolls[0].is_secret);
    }

    #[test]
    fn rolls_inside_a_secret_section_are_secret() {
        let roll = "<a class='inline-roll' data-roll='%7B%7D'>1</a>";
        let html = format!(
            "{roll}<section class='secret'><section>{roll}</section>{roll}</section>{roll}\
             <section class='secret revealed'>{roll}</section><span data-visibility='gm'>{roll}"
        );
        let secrets: Vec<bool> =
            scan(RawText::of(&html), &[], false).rolls.iter().map(|roll| roll.is_secret).collect();
        assert_eq!(secrets, [false, true, true, false, false, true]);
    }
}
