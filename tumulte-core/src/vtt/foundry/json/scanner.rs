//! One pass over the bytes of a JSON document.

use std::borrow::Cow;

use super::{
    RawText,
    number::number,
    walk::{
        Fault, Left, Limits, Scan, colon, far_closing, mark, near_closing, opening, skip, token,
    },
};
use crate::model::parse_real;

/// What begins where the scanner stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::vtt::foundry) enum Kind {
    Object,
    List,
    Text,
    Number,
    Flag(bool),
    Null,
}

/// Reads JSON from left to right.
///
/// With `INSIDE` it stands inside a JSON text that is itself JSON, whose quotation marks are
/// written `\"`. Any other escape of the outer text is a fault there: whoever meets one takes the
/// escapes away and starts again outside.
#[derive(Debug, Clone)]
pub(in crate::vtt::foundry) struct Scanner<'a, const INSIDE: bool> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) left: Left,
}

impl<'a, const INSIDE: bool> Scanner<'a, INSIDE> {
    pub(in crate::vtt::foundry) const fn new(text: &'a str, limits: Limits) -> Self {
        Self { text, at: 0, left: Left::of(limits) }
    }

    /// The byte it stands at.
    pub(in crate::vtt::foundry) const fn at(&self) -> usize {
        self.at
    }

    /// What stands between a byte and here.
    pub(in crate::vtt::foundry) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// A fault seen right here.
    pub(in crate::vtt::foundry) const fn here(&self) -> Fault {
        Fault::Malformed { at: self.at }
    }

    const fn fault<T>(&self) -> Scan<T> {
        Err(Fault::Malformed { at: self.at })
    }

    /// The next byte that is no white space, 0 where there is none.
    #[expect(clippy::inline_always, reason = "one comparison, asked before every token")]
    #[inline(always)]
    pub(super) fn next_byte(&mut self) -> u8 {
        let (at, byte) = token::<INSIDE>(self.text.as_bytes(), self.at);
        self.at = at;
        byte
    }

    /// What comes next.
    #[expect(clippy::inline_always, reason = "a few instructions, asked before every value")]
    #[inline(always)]
    pub(in crate::vtt::foundry) fn kind(&mut self) -> Scan<Kind> {
        Ok(match self.next_byte() {
            b'"' if !INSIDE => Kind::Text,
            b'\\' if INSIDE => Kind::Text,
            b'{' => Kind::Object,
            b'[' => Kind::List,
            b'-' | b'0'..=b'9' => Kind::Number,
            b't' => Kind::Flag(true),
            b'f' => Kind::Flag(false),
            b'n' => Kind::Null,
            _ => return self.fault(),
        })
    }

    /// Nothing but white space follows.
    pub(in crate::vtt::foundry) fn end(&mut self) -> Scan<()> {
        self.next_byte();
        if self.at == self.text.len() { Ok(()) } else { self.fault() }
    }

    /// The text that comes next, as it is written.
    pub(in crate::vtt::foundry) fn raw_text(&mut self) -> Scan<RawText<'a>> {
        self.next_text()
    }

    /// The text that comes next.
    pub(in crate::vtt::foundry) fn text(&mut self) -> Scan<Cow<'a, str>> {
        let raw = self.next_text()?;
        raw.meaning().map_or_else(|| self.fault(), Ok)
    }

    #[expect(clippy::inline_always, reason = "most of what is read are short texts")]
    #[inline(always)]
    fn next_text(&mut self) -> Scan<RawText<'a>> {
        let bytes = self.text.as_bytes();
        let start = opening::<INSIDE>(bytes, self.at)?;
        if let Some(end) = near_closing::<INSIDE>(bytes, start) {
            self.at = end + mark(INSIDE);
            return Ok(RawText::plain(self.text.get(start..end).unwrap_or_default()));
        }
        let end = far_closing::<INSIDE>(bytes, start)?;
        self.at = end + mark(INSIDE);
        Ok(RawText::new(self.text.get(start..end).unwrap_or_default(), INSIDE))
    }

    /// The number that comes next.
    pub(in crate::vtt::foundry) fn number(&mut self) -> Scan<f64> {
        self.next_byte();
        let start = self.at;
        let Some((end, small)) = number(self.text.as_bytes(), start) else { return self.fault() };
        self.at = end;
        match small {
            Some(value) => Ok(value),
            None => match parse_real(self.since(start)) {
                Some(value) if value.is_finite() => Ok(value),
                _ => self.fault(),
            },
        }
    }

    /// Reads an object by what reads or passes over each field's value.
    pub(super) fn object_by(
        &mut self,
        mut field: impl FnMut(&str, &mut Self) -> Scan<()>,
    ) -> Scan<()> {
        self.members(
            |scanner| {
                let key = scanner.next_text()?;
                scanner.at = colon::<INSIDE>(scanner.text.as_bytes(), scanner.at)?;
                let meaning;
                let key = if key.has_escapes() {
                    meaning = key.meaning().ok_or_else(|| scanner.here())?;
                    &*meaning
                } else {
                    key.raw()
                };
                field(key, scanner)
            },
            b'{',
            b'}',
        )
    }

    /// The fields of an object, each with its JSON.
    pub(in crate::vtt::foundry) fn fields(&mut self) -> Scan<Vec<(Cow<'a, str>, &'a str)>> {
        let mut fields = Vec::new();
        self.members(
            |scanner| {
                let key = scanner.text()?;
                scanner.at = colon::<INSIDE>(scanner.text.as_bytes(), scanner.at)?;
                fields.push((key, scanner.value()?));
                Ok(())
            },
            b'{',
            b'}',
        )?;
        Ok(fields)
    }

    /// Reads a list by what reads or passes over each item.
    pub(super) fn list_by(&mut self, item: impl FnMut(&mut Self) -> Scan<()>) -> Scan<()> {
        self.members(item, b'[', b']')
    }

    #[inline]
    fn members(
        &mut self,
        mut member: impl FnMut(&mut Self) -> Scan<()>,
        opening: u8,
        closing: u8,
    ) -> Scan<()> {
        if self.next_byte() != opening {
            return self.fault();
        }
        self.left.enter()?;
        self.at += 1;
        if self.next_byte() == closing {
            self.left.leave();
            self.at += 1;
            return Ok(());
        }
        loop {
            member(self)?;
            let byte = self.next_byte();
            if byte != b',' && byte != closing {
                return self.fault();
            }
            self.at += 1;
            if byte == closing {
                self.left.leave();
                return Ok(());
            }
        }
    }

    /// The JSON of whatever comes next.
    pub(in crate::vtt::foundry) fn value(&mut self) -> Scan<&'a str> {
        self.next_byte();
        let start = self.at;
        self.skip()?;
        Ok(self.since(start))
    }

    /// Passes over whatever comes next.
    pub(in crate::vtt::foundry) fn skip(&mut self) -> Scan<()> {
        self.at = skip::<INSIDE>(self.text.as_bytes(), self.at, &mut self.left)?;
        Ok(())
    }
}
