//! What the HTML of a message holds: inline rolls and attributes.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::{json::RawText, rendered::Rendering};
use crate::{
    model::Die,
    vtt::{
        markup::{Markup, Piece, Tag, decoded},
        seek::{Finder, memchr2_iter},
    },
};

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
    /// For each wanted attribute its first value; empty where no page was read.
    pub(super) attributes: Vec<Option<String>>,
}

/// Looks through HTML for inline rolls, for the first occurrence of each attribute, and for
/// rendered rolls where they are wanted.
///
/// Comments, quotes and entities are what a browser makes
/// of them. Attribute names must be given in lower case.
pub(super) fn scan(
    content: RawText<'_>,
    marks: &Marks,
    attributes: &[String],
    renders: bool,
) -> Findings {
    let mut findings = Findings::default();
    if !marks.are_in(content.raw(), attributes, renders) {
        return findings;
    }
    let Some(content) = content.meaning() else { return findings };
    findings.attributes = vec![None; attributes.len()];
    let hides = marks.may_hide(&content);
    let mut secret = Secret::default();
    let mut rendering = renders.then(Rendering::default);
    let mut markup = Markup::new(&content);
    while let Some(piece) = markup.next() {
        match piece {
            Piece::Open(tag) => {
                let mut seen = Seen::of(markup.attributes(), attributes, &mut findings.attributes);
                if hides || renders || seen.roll.is_some() {
                    seen.look_at_classes();
                    secret.open(tag.name, seen.hides, tag.is_self_closing);
                }
                let is_secret = secret.is_open() || seen.hides;
                if let Some(data) = seen.roll.filter(|_| seen.is_inline(tag)) {
                    let json = decoded(data);
                    let json = percent_decode_str(&json).decode_utf8().ok().map(Cow::into_owned);
                    findings.rolls.push(InlineRoll { json, is_secret });
                }
                if let Some(rendering) = &mut rendering {
                    rendering.open(tag.name, &seen.class, is_secret);
                }
            }
            Piece::Close(name) => {
                secret.close(name);
                if let Some(rendering) = &mut rendering {
                    rendering.close(name);
                }
            }
            Piece::Text(text) => {
                if let Some(rendering) = &mut rendering {
                    rendering.text(&decoded(text));
                }
            }
        }
    }
    findings.rendered = rendering.map(|rendering| rendering.rolls).unwrap_or_default();
    findings
}

/// The attribute that says who sees an element.
const VISIBILITY: &str = "data-visibility";

/// What one tag says of what stands in it.
#[derive(Default)]
struct Seen<'a> {
    written_class: &'a str,
    class: Cow<'a, str>,
    roll: Option<&'a str>,
    visibility: Option<&'a str>,
    hides: bool,
    /// Whether its classes are those of inline rolls, of old ones and of newer ones.
    is_inline_result: bool,
    is_inline_roll: bool,
}

impl<'a> Seen<'a> {
    /// Looks at a tag's attributes; of those that are wanted the first value of the page is kept.
    fn of(
        attributes: &[(&'a str, &'a str)],
        wanted: &[String],
        found: &mut [Option<String>],
    ) -> Self {
        let mut seen = Seen::default();
        let mut class = None;
        for &(name, value) in attributes {
            // All attributes looked for here have a length of their own.
            match name.len() {
                5 if class.is_none() && name.eq_ignore_ascii_case("class") => class = Some(value),
                9 if name.eq_ignore_ascii_case("data-roll") => {
                    seen.roll = seen.roll.or(Some(value));
                }
                15 if name.eq_ignore_ascii_case(VISIBILITY) => {
                    seen.visibility = seen.visibility.or(Some(value));
                }
                _ => {}
            }
            for (wanted, found) in wanted.iter().zip(found.iter_mut()) {
                // Most differ in length already.
                if wanted.len() == name.len()
                    && found.is_none()
                    && name.eq_ignore_ascii_case(wanted)
                {
                    *found = Some(decoded(value).into_owned());
                }
            }
        }
        seen.written_class = class.unwrap_or_default();
        seen
    }

    /// Tells classes apart. Few pages have any that matter, and on most of their tags none does.
    fn look_at_classes(&mut self) {
        self.class = decoded(self.written_class);
        let (mut is_secret, mut is_revealed) = (false, false);
        for class in self.class.split_ascii_whitespace() {
            match class {
                "secret" => is_secret = true,
                "revealed" => is_revealed = true,
                "gm-sensitive" => self.hides = true,
                "inline-roll" => self.is_inline_roll = true,
                "inline-result" => self.is_inline_result = true,
                _ => {}
            }
        }
        self.hides |= is_secret && !is_revealed;
        self.hides |= self.visibility.is_some_and(|to| matches!(&*decoded(to), "gm" | "owner"));
    }

    fn is_inline(&self, tag: Tag<'_>) -> bool {
        self.is_inline_result || (self.is_inline_roll && tag.name.eq_ignore_ascii_case("a"))
    }
}

/// What makes a page worth reading, prepared once.
#[derive(Debug, Clone)]
pub(super) struct Marks {
    roll: Finder<'static>,
    inline: Finder<'static>,
    rendered: Finder<'static>,
    secret: Finder<'static>,
    sensitive: Finder<'static>,
    entity: Finder<'static>,
    visibility: Rarest,
    /// Of each attribute that is looked for.
    attributes: Vec<Rarest>,
}

impl Marks {
    /// Prepares the search for these attributes, which are to be given to [`scan`] too.
    pub(super) fn new(attributes: &[String]) -> Self {
        Self {
            roll: Finder::new("data-roll"),
            inline: Finder::new("inline-r"),
            rendered: Finder::new("dice-roll"),
            secret: Finder::new("secret"),
            sensitive: Finder::new("sensitive"),
            entity: Finder::new("&#"),
            visibility: Rarest::of(VISIBILITY),
            attributes: attributes.iter().map(|name| Rarest::of(name)).collect(),
        }
    }

    /// Whether anything on the page may be meant for the game master alone. Letters may be written
    /// by number there.
    fn may_hide(&self, page: &str) -> bool {
        let bytes = page.as_bytes();
        [&self.secret, &self.sensitive, &self.entity].iter().any(|mark| mark.find(bytes).is_some())
            || self.visibility.finds(VISIBILITY, bytes)
    }

    /// Most messages have nothing; a look at the bytes is cheaper than reading the HTML. They are
    /// looked at as they are written: nobody escapes letters.
    fn are_in(&self, content: &str, attributes: &[String], renders: bool) -> bool {
        let bytes = content.as_bytes();
        let has = |mark: &Finder<'_>| mark.find(bytes).is_some();
        let mut names = self.attributes.iter().zip(attributes);
        !bytes.is_empty()
            && ((has(&self.roll) && has(&self.inline))
                || (renders && has(&self.rendered))
                || names.any(|(rarest, name)| rarest.finds(name, bytes)))
    }
}

/// The rarest letter of a name, and its place there. A name is looked for by it: all attributes begin
/// like a third of the words do.
#[derive(Debug, Clone, Copy)]
struct Rarest {
    letter: u8,
    place: usize,
}

impl Rarest {
    fn of(name: &str) -> Self {
        const COMMON: &[u8] = b"etaoinsrhdlucm-fywgpbvkxqjz";
        let rarity =
            |letter: u8| COMMON.iter().position(|common| *common == letter).unwrap_or(COMMON.len());
        let rarest = name.bytes().enumerate().max_by_key(|(_, letter)| rarity(*letter));
        let (place, letter) = rarest.unwrap_or_default();
        Self { letter, place }
    }

    /// Whether the name stands anywhere, in whatever case.
    fn finds(self, name: &str, bytes: &[u8]) -> bool {
        let (lower, upper) = (self.letter.to_ascii_lowercase(), self.letter.to_ascii_uppercase());
        let mut starts =
            memchr2_iter(lower, upper, bytes).filter_map(|at| at.checked_sub(self.place));
        !name.is_empty()
            && starts.any(|at| {
                let here = bytes.get(at..at + name.len());
                here.is_some_and(|here| here.eq_ignore_ascii_case(name.as_bytes()))
            })
    }
}

/// The element only the game master sees, while it is open.
///
/// One that is never closed hides the rest of the message: better too much than too little.
#[derive(Debug, Default)]
struct Secret {
    element: String,
    depth: usize,
}

impl Secret {
    const fn is_open(&self) -> bool {
        self.depth > 0
    }

    fn open(&mut self, name: &str, hides: bool, self_closing: bool) {
        let is_void = ["br", "hr", "img", "input", "link", "meta"]
            .iter()
            .any(|void| name.eq_ignore_ascii_case(void));
        if is_void || self_closing {
            return;
        }
        if self.is_open() {
            self.depth += usize::from(self.element.eq_ignore_ascii_case(name));
        } else if hides {
            name.clone_into(&mut self.element);
            self.depth = 1;
        }
    }

    fn close(&mut self, name: &str) {
        if self.is_open() && self.element.eq_ignore_ascii_case(name) {
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
        let found = scan(RawText::plain(html), &Marks::new(&names), &names, false).attributes;
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
        let rolls = scan(RawText::plain(html), &Marks::new(&[]), &[], false).rolls;
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
        let secrets: Vec<bool> = scan(RawText::plain(&html), &Marks::new(&[]), &[], false)
            .rolls
            .iter()
            .map(|roll| roll.is_secret)
            .collect();
        assert_eq!(secrets, [false, true, true, false, false, true]);
    }

    #[test]
    fn nothing_shows_what_is_secret_however_that_is_written() {
        let roll = "<a class='inline-roll' data-roll='%7B%7D'>1</a>";
        for hiding in
            ["class='&#115;ecret'", "class='gm-sensitive'", "DATA-Visibility=gm", "class=secret"]
        {
            let html = format!("<div {hiding}>{roll}</div>");
            let rolls = scan(RawText::plain(&html), &Marks::new(&[]), &[], false).rolls;
            assert!(rolls[0].is_secret, "{html}");
        }
    }
}
