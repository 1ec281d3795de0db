//! The tags of a page, passed by in one go.
//!
//! Cards are kilobytes of HTML of which a class or an attribute is wanted. Comments, quotes and
//! broken tags are what the HTML standard makes of them, and so are characters by number or name;
//! of the names only those of HTML 4 and of the keyboard are known.

mod entity;
mod meaning;

use std::borrow::Cow;

use super::seek::{memchr, memmem};

pub(super) use meaning::{decoded, decoded_text};

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Open(Tag<'a>),
    /// The name of a closing tag.
    Close(&'a str),
    Text(&'a str),
}

/// An opening tag; its attributes are with the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) is_self_closing: bool,
}

impl Tag<'_> {
    pub(super) const fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// Walks a page from left to right.
#[derive(Debug, Clone)]
pub(super) struct Markup<'a> {
    rest: &'a str,
    /// Those of the tag last read, each value as it is written. They must be read to find the tag's
    /// end, so nobody reads them twice.
    attributes: Vec<(&'a str, &'a str)>,
}

impl<'a> Markup<'a> {
    pub(super) const fn new(page: &'a str) -> Self {
        Self { rest: page, attributes: Vec::new() }
    }

    /// The attributes of the tag last read, in order, each value as it is written.
    pub(super) fn attributes(&self) -> &[(&'a str, &'a str)] {
        &self.attributes
    }

    /// What the first attribute of this name means, of the tag last read.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let (_, value) =
            self.attributes.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(decoded(value))
    }

    fn advance(&mut self, bytes: usize) -> &'a str {
        let (before, after) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = after;
        before
    }

    /// Passes over what is no content: everything up to and with the mark, or to the end.
    fn skip_to(&mut self, mark: &str) {
        let end = memmem(self.rest.as_bytes(), mark.as_bytes());
        self.advance(end.map_or(self.rest.len(), |at| at + mark.len()));
    }

    fn comment(&mut self) {
        // `<!-->` and `<!--->` are over at once.
        for abrupt in ["<!-->", "<!--->"] {
            if self.rest.starts_with(abrupt) {
                self.advance(abrupt.len());
                return;
            }
        }
        self.advance("<!--".len());
        let bytes = self.rest.as_bytes();
        let ends = [("-->", 3), ("--!>", 4)]
            .map(|(mark, length)| memmem(bytes, mark.as_bytes()).map(|at| at + length));
        self.advance(ends.into_iter().flatten().min().unwrap_or(bytes.len()));
    }

    /// A tag behind its `<` or `</`; nothing when it never ends.
    fn tag(&mut self) -> Option<Tag<'a>> {
        let ends = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xC | b'/' | b'>');
        let named = self.rest.bytes().position(|byte| ends(&byte))?;
        let name = self.advance(named);
        self.attributes.clear();
        let mut attributes = Attributes { page: self.rest, at: 0 };
        self.attributes.extend(&mut attributes);
        let (end, is_self_closing) = attributes.end()?;
        self.advance(end);
        Some(Tag { name, is_self_closing })
    }
}

impl<'a> Iterator for Markup<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let bytes = self.rest.as_bytes();
            match bytes {
                [] => return None,
                [b'<', letter, ..] if letter.is_ascii_alphabetic() => {
                    self.advance(1);
                    let tag = self.tag();
                    if tag.is_none() {
                        self.rest = "";
                    }
                    return tag.map(Piece::Open);
                }
                [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => {
                    self.advance(2);
                    let tag = self.tag();
                    if tag.is_none() {
                        self.rest = "";
                    }
                    return tag.map(|tag| Piece::Close(tag.name));
                }
                [b'<', b'!', b'-', b'-', ..] => self.comment(),
                [b'<', b'/', b'>', ..] => {
                    self.advance(3);
                }
                [b'<', b'!' | b'?', ..] | [b'<', b'/', _, ..] => self.skip_to(">"),
                [first, after @ ..] => {
                    let text = memchr(b'<', after).map_or(bytes.len(), |at| at + 1);
                    debug_assert!(*first != b'<' || text > 0);
                    return Some(Piece::Text(self.advance(text)));
                }
            }
        }
    }
}

/// The attributes of one tag.
#[derive(Debug)]
struct Attributes<'a> {
    page: &'a str,
    at: usize,
}

impl Attributes<'_> {
    /// The place behind the tag's end, and whether the tag closes itself.
    fn end(&self) -> Option<(usize, bool)> {
        let bytes = self.page.as_bytes();
        let end = behind_space(bytes, self.at);
        match bytes.get(end..)? {
            [b'/', b'>', ..] => Some((end + 2, true)),
            [b'>', ..] => Some((end + 1, false)),
            _ => None,
        }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        let bytes = self.page.as_bytes();
        self.at = behind_space(bytes, self.at);
        // A slash that ends no tag is nothing.
        while bytes.get(self.at) == Some(&b'/') && bytes.get(self.at + 1) != Some(&b'>') {
            self.at = behind_space(bytes, self.at + 1);
        }
        if matches!(bytes.get(self.at)?, b'>' | b'/') {
            return None;
        }
        // An equals sign in front belongs to the name.
        let named = self.at + 1;
        let ends = |byte| is_space(byte) || matches!(byte, b'/' | b'>' | b'=');
        let named = named + length(bytes, named, ends);
        let name = self.page.get(self.at..named)?;
        self.at = behind_space(bytes, named);
        if bytes.get(self.at) != Some(&b'=') {
            return Some((name, ""));
        }
        let start = behind_space(bytes, self.at + 1);
        if let Some(quote @ (b'"' | b'\'')) = bytes.get(start) {
            let value = self.page.get(start + 1..)?;
            let Some(length) = memchr(*quote, value.as_bytes()) else {
                self.at = bytes.len();
                return None;
            };
            self.at = start + length + 2;
            return Some((name, value.get(..length)?));
        }
        self.at = start + length(bytes, start, |byte| is_space(byte) || byte == b'>');
        Some((name, self.page.get(start..self.at)?))
    }
}

const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xC)
}

#[inline]
fn behind_space(bytes: &[u8], at: usize) -> usize {
    at + length(bytes, at, |byte| !is_space(byte))
}

/// How many bytes from here on come before one that ends them.
#[inline]
fn length(bytes: &[u8], at: usize, ends: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    rest.iter().position(|byte| ends(*byte)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use html5gum::{Token, Tokenizer};
    use proptest::prelude::*;

    use super::*;

    /// Names of tags and the attributes of the opening ones, by two readers.
    type Seen = Vec<(String, Vec<(String, String)>)>;

    fn ours(page: &str) -> Seen {
        let mut markup = Markup::new(page);
        let mut seen = Vec::new();
        while let Some(piece) = markup.next() {
            match piece {
                Piece::Open(tag) => {
                    let mut attributes: Vec<(String, String)> = Vec::new();
                    for (name, value) in markup.attributes() {
                        let name = name.to_ascii_lowercase();
                        if attributes.iter().all(|(known, _)| *known != name) {
                            attributes.push((name, decoded(value).into_owned()));
                        }
                    }
                    attributes.sort();
                    let name = format!("{}{}", tag.name, tag.is_self_closing);
                    seen.push((name.to_ascii_lowercase(), attributes));
                }
                Piece::Close(name) => {
                    seen.push((format!("/{}", name.to_ascii_lowercase()), Vec::new()));
                }
                Piece::Text(_) => {}
            }
        }
        seen
    }

    fn standard(page: &str) -> Seen {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let pieces = Tokenizer::new(page).flatten().filter_map(|token| match token {
            Token::StartTag(tag) => {
                let attributes = tag.attributes.iter();
                let attributes = attributes.map(|(name, value)| (text(name), text(value)));
                let name = format!("{}{}", text(&tag.name), tag.self_closing);
                Some((name, attributes.collect()))
            }
            Token::EndTag(tag) => Some((format!("/{}", text(&tag.name)), Vec::new())),
            _ => None,
        });
        pieces.collect()
    }

    /// The text of a page, with a bar for each tag.
    fn our_text(page: &str) -> String {
        Markup::new(page)
            .map(|piece| match piece {
                Piece::Text(text) => decoded_text(text),
                Piece::Open(_) | Piece::Close(_) => Cow::Borrowed("|"),
            })
            .collect()
    }

    fn standard_text(page: &str) -> String {
        let tokens = Tokenizer::new(page).flatten();
        tokens
            .map(|token| match token {
                Token::String(text) => String::from_utf8_lossy(&text).into_owned(),
                Token::StartTag(_) | Token::EndTag(_) => "|".to_owned(),
                _ => String::new(),
            })
            .collect()
    }

    #[test]
    fn tags_end_where_the_standard_ends_them() {
        for page in [
            "<a b=c d='e' f>x</a >",
            "<a/b=c/><br/>",
            "<!-- <a> --><b><!--> <i><!---><u>",
            "<a b=\"<c>\" b=2 =d>",
            "</><a></ x><b><? c><i",
            "<a b='never",
            "<a b = c / d>",
            "<a b=&amp;&quot; c=&notit; d=&#x41;>",
        ] {
            assert_eq!(ours(page), standard(page), "{page}");
        }
    }

    #[test]
    fn every_name_means_what_the_standard_says() {
        for name in entity::names() {
            let page = format!("&{name};");
            assert_eq!(our_text(&page), standard_text(&page), "{page}");
            let page = format!("&{name}, <a b='&{name} &{name}x'>");
            assert_eq!(our_text(&page), standard_text(&page), "{page}");
            assert_eq!(ours(&page), standard(&page), "{page}");
        }
    }

    proptest! {
        #[test]
        fn any_page_has_the_tags_the_standard_gives_it(
            parts in prop::collection::vec(prop::sample::select(vec![
                "<", ">", "/", "=", "\"", "'", " ", "a", "B", "<a ", "</a>", "<!--", "-->", "--!>", "-",
                "!", "?", "class", "data-roll=\"", "x\"", "&amp;", "&quot;", "&copy", "&#39;", "&", ";", "é", "\n",
                "\r", "\r\n", "&hellip;", "&not", "zz;", "&#", "x2014", "&#150", "8", "&lbrack;", "![CDATA[", "!doctype ",
            ]), 0..24),
        ) {
            let page = parts.concat();
            prop_assert_eq!(ours(&page), standard(&page), "{}", page);
            prop_assert_eq!(our_text(&page), standard_text(&page), "{}", page);
        }
    }
}
