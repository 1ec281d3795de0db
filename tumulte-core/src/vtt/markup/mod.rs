//! The tags of a page, passed by in one go.
//!
//! Cards are kilobytes of HTML of which a class or an attribute is wanted. Comments, quotes and
//! broken tags are what the HTML standard makes of them, and so are characters by number or name;
//! of the names only those of HTML 4 and of the keyboard are known.

mod entity;
mod meaning;

use std::borrow::Cow;

use memchr::{memchr, memmem};

pub(super) use meaning::{decoded, decoded_text};

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    Open(Tag<'a>),
    /// The name of a closing tag.
    Close(&'a str),
    Text(&'a str),
}

/// An opening tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    attributes: &'a str,
    pub(super) is_self_closing: bool,
}

impl<'a> Tag<'a> {
    /// Its attributes in order, each value as it is written.
    pub(super) const fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.attributes }
    }

    /// What its first attribute of this name means.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        let mut attributes = self.attributes();
        let (_, value) = attributes.find(|(known, _)| known.eq_ignore_ascii_case(name))?;
        Some(decoded(value))
    }

    pub(super) const fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

/// Walks a page from left to right.
#[derive(Debug, Clone)]
pub(super) struct Markup<'a> {
    rest: &'a str,
}

impl<'a> Markup<'a> {
    pub(super) const fn new(page: &'a str) -> Self {
        Self { rest: page }
    }

    fn advance(&mut self, bytes: usize) -> &'a str {
        let (before, after) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = after;
        before
    }

    /// Passes over what is no content: everything up to and with the mark, or to the end.
    fn skip_to(&mut self, mark: &str) {
        let end = memmem::find(self.rest.as_bytes(), mark.as_bytes());
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
            .map(|(mark, length)| memmem::find(bytes, mark.as_bytes()).map(|at| at + length));
        self.advance(ends.into_iter().flatten().min().unwrap_or(bytes.len()));
    }

    /// A tag behind its `<` or `</`; nothing when it never ends.
    fn tag(&mut self) -> Option<Tag<'a>> {
        let bytes = self.rest.as_bytes();
        let ends = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xC | b'/' | b'>');
        let named = bytes.iter().position(ends)?;
        let mut attributes = Attributes { rest: self.rest.get(named..)? };
        let start = attributes.rest.len();
        while attributes.next().is_some() {}
        let (end, is_self_closing) = attributes.end()?;
        let name = self.advance(named);
        let length = start - end.len();
        let attributes = self.advance(length);
        Some(Tag { name, attributes, is_self_closing })
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
#[derive(Debug, Clone)]
pub(super) struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Attributes<'a> {
    fn take(&mut self, bytes: usize) -> &'a str {
        let (before, after) = self.rest.split_at_checked(bytes).unwrap_or((self.rest, ""));
        self.rest = after;
        before
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{c}']);
    }

    /// What stands behind the tag's end, and whether the tag closes itself.
    fn end(mut self) -> Option<(&'a str, bool)> {
        self.skip_space();
        let is_self_closing = self.rest.starts_with("/>");
        let end = if is_self_closing { 2 } else { 1 };
        let closes = is_self_closing || self.rest.starts_with('>');
        closes.then(|| self.rest.get(end..)).flatten().map(|rest| (rest, is_self_closing))
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<(&'a str, &'a str)> {
        loop {
            self.skip_space();
            // A slash that ends no tag is nothing.
            if !self.rest.starts_with('/') || self.rest.starts_with("/>") {
                break;
            }
            self.take(1);
        }
        if self.rest.is_empty() || self.rest.starts_with(['>', '/']) {
            return None;
        }
        let ends =
            |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xC | b'/' | b'>' | b'=');
        let bytes = self.rest.as_bytes();
        // An equals sign in front belongs to the name.
        let named = bytes.iter().skip(1).position(ends).map_or(bytes.len(), |at| at + 1);
        let name = self.take(named);
        self.skip_space();
        if !self.rest.starts_with('=') {
            return Some((name, ""));
        }
        self.take(1);
        self.skip_space();
        if let Some(quote @ (b'"' | b'\'')) = self.rest.bytes().next() {
            self.take(1);
            let Some(length) = memchr(quote, self.rest.as_bytes()) else {
                self.rest = "";
                return None;
            };
            let value = self.take(length);
            self.take(1);
            return Some((name, value));
        }
        let ends = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0xC | b'>');
        let length = self.rest.bytes().position(|byte| ends(&byte)).unwrap_or(self.rest.len());
        Some((name, self.take(length)))
    }
}

#[cfg(test)]
mod tests {
    use html5gum::{Token, Tokenizer};
    use proptest::prelude::*;

    use super::*;

    /// Names of tags and the attributes of the opening ones, by two readers.
    type Seen = Vec<(String, Vec<(String, String)>)>;

    fn ours(page: &str) -> Seen {
        let pieces = Markup::new(page).filter_map(|piece| match piece {
            Piece::Open(tag) => {
                let mut attributes: Vec<(String, String)> = Vec::new();
                for (name, value) in tag.attributes() {
                    let name = name.to_ascii_lowercase();
                    if attributes.iter().all(|(known, _)| *known != name) {
                        attributes.push((name, decoded(value).into_owned()));
                    }
                }
                attributes.sort();
                Some((format!("{}{}", tag.name, tag.is_self_closing), attributes))
            }
            Piece::Close(name) => Some((format!("/{name}"), Vec::new())),
            Piece::Text(_) => None,
        });
        pieces.map(|(name, list)| (name.to_ascii_lowercase(), list)).collect()
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
