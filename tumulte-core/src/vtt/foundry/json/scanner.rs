//! One pass over the bytes of a JSON document.

use std::borrow::Cow;

use super::{
    RawText,
    number::number,
    text::{first_mark, plain_bytes},
};

/// Why JSON is not read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::vtt::foundry) enum Fault {
    /// No JSON, seen at this byte.
    Malformed { at: usize },
    /// Nested deeper than allowed.
    TooDeep,
    /// More objects and lists than allowed.
    TooManyParts,
}

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

/// How large a document may be.
#[derive(Debug, Clone, Copy)]
pub(in crate::vtt::foundry) struct Limits {
    /// Levels of nesting.
    pub(in crate::vtt::foundry) depth: usize,
    /// Objects and lists.
    pub(in crate::vtt::foundry) parts: usize,
}

type Scan<T> = Result<T, Fault>;

/// Reads JSON from left to right.
///
/// With `INSIDE` it stands inside a JSON text that is itself JSON, whose quotation marks are
/// written `\"`. Any other escape of the outer text is a fault there: whoever meets one takes the
/// escapes away and starts again outside.
#[derive(Debug, Clone)]
pub(in crate::vtt::foundry) struct Scanner<'a, const INSIDE: bool> {
    text: &'a str,
    at: usize,
    depth_left: usize,
    parts_left: usize,
}

impl<'a, const INSIDE: bool> Scanner<'a, INSIDE> {
    pub(in crate::vtt::foundry) const fn new(text: &'a str, limits: Limits) -> Self {
        Self { text, at: 0, depth_left: limits.depth, parts_left: limits.parts }
    }

    /// A scanner of a JSON text's content, standing where this one stands: behind the quotation mark.
    fn inside(&self, limits: Limits) -> Scanner<'a, true> {
        Scanner { text: self.text, at: self.at, depth_left: limits.depth, parts_left: limits.parts }
    }

    /// The byte it stands at.
    pub(in crate::vtt::foundry) const fn at(&self) -> usize {
        self.at
    }

    /// What stands between a byte and here.
    pub(in crate::vtt::foundry) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// What stands between here and the end.
    pub(in crate::vtt::foundry) fn remaining(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// A fault seen right here.
    pub(in crate::vtt::foundry) const fn here(&self) -> Fault {
        Fault::Malformed { at: self.at }
    }

    const fn fault<T>(&self) -> Scan<T> {
        Err(Fault::Malformed { at: self.at })
    }

    #[inline]
    fn rest(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    /// The next byte that is no white space.
    #[inline]
    fn next_byte(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        loop {
            let byte = *bytes.get(self.at)?;
            // A text may hold no bare line end, nor may the JSON inside it.
            if byte != b' ' && (INSIDE || !matches!(byte, b'\n' | b'\t' | b'\r')) {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    /// What comes next.
    #[expect(clippy::inline_always, reason = "a few instructions, asked before every value")]
    #[inline(always)]
    pub(in crate::vtt::foundry) fn kind(&mut self) -> Scan<Kind> {
        Ok(match self.next_byte() {
            Some(b'"') if !INSIDE => Kind::Text,
            Some(b'\\') if INSIDE => Kind::Text,
            Some(b'{') => Kind::Object,
            Some(b'[') => Kind::List,
            Some(b'-' | b'0'..=b'9') => Kind::Number,
            Some(b't') => Kind::Flag(true),
            Some(b'f') => Kind::Flag(false),
            Some(b'n') => Kind::Null,
            _ => return self.fault(),
        })
    }

    /// Nothing but white space follows.
    pub(in crate::vtt::foundry) fn end(&mut self) -> Scan<()> {
        if self.next_byte().is_none() { Ok(()) } else { self.fault() }
    }

    #[inline]
    fn opening_mark(&mut self) -> Scan<()> {
        let is_mark = match self.next_byte() {
            Some(b'"') => !INSIDE,
            Some(b'\\') => INSIDE && self.text.as_bytes().get(self.at + 1) == Some(&b'"'),
            _ => false,
        };
        if !is_mark {
            return self.fault();
        }
        self.at += if INSIDE { 2 } else { 1 };
        Ok(())
    }

    /// Where a text ends whose closing mark stands at this byte.
    #[inline]
    fn end_at(&self, at: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        match bytes.get(at) {
            Some(b'"') if !INSIDE => Some(at + 1),
            Some(b'\\') if INSIDE && bytes.get(at + 1) == Some(&b'"') => Some(at + 2),
            _ => None,
        }
    }

    /// Passes over a text behind its opening mark; whether it holds escapes.
    #[inline]
    fn closing_mark(&mut self) -> Scan<bool> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        // Keys and words are short: mostly the first look finds their end.
        for _ in 0..2 {
            let Some(chunk) = bytes.get(at..).and_then(<[u8]>::first_chunk) else { break };
            let Some(offset) = first_mark(*chunk) else {
                at += 8;
                continue;
            };
            at += offset;
            if let Some(end) = self.end_at(at) {
                self.at = end;
                return Ok(false);
            }
            break;
        }
        self.far_mark(at)
    }

    /// The same for a text that is plain up to this byte.
    #[inline(never)]
    fn far_mark(&mut self, mut at: usize) -> Scan<bool> {
        let bytes = self.text.as_bytes();
        let mut has_escapes = false;
        loop {
            at += plain_bytes(bytes.get(at..).unwrap_or_default());
            if let Some(end) = self.end_at(at) {
                self.at = end;
                return Ok(has_escapes);
            }
            let written = match bytes.get(at..).unwrap_or_default() {
                [b'\\', b'\\', rest @ ..] if INSIDE => escape_inside(rest).map(|length| length + 2),
                [b'\\', b'"' | b'\\' | b'n' | b't' | b'/' | b'r' | b'b' | b'f', ..] if !INSIDE => {
                    Some(2)
                }
                [b'\\', b'u', digits @ ..] if !INSIDE && has_digits(Some(digits)) => Some(6),
                _ => None,
            };
            has_escapes = true;
            let Some(length) = written else {
                self.at = at;
                return self.fault();
            };
            at += length;
        }
    }

    /// The text that comes next, as it is written.
    pub(in crate::vtt::foundry) fn raw_text(&mut self) -> Scan<RawText<'a>> {
        self.opening_mark()?;
        let start = self.at;
        let has_escapes = self.closing_mark()?;
        let raw = self.since(start);
        let mark = if INSIDE { 2 } else { 1 };
        let raw = raw.get(..raw.len().saturating_sub(mark)).unwrap_or_default();
        Ok(RawText::new(raw, has_escapes, INSIDE))
    }

    /// The text that comes next.
    pub(in crate::vtt::foundry) fn text(&mut self) -> Scan<Cow<'a, str>> {
        let raw = self.raw_text()?;
        raw.meaning().map_or_else(|| self.fault(), Ok)
    }

    /// The number that comes next.
    pub(in crate::vtt::foundry) fn number(&mut self) -> Scan<f64> {
        self.next_byte();
        let Some((length, small)) = number(self.rest()) else { return self.fault() };
        let start = self.at;
        self.at += length;
        match small {
            Some(value) => Ok(value),
            None => match self.since(start).parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(value),
                _ => self.fault(),
            },
        }
    }

    fn word(&mut self, word: &[u8]) -> Scan<()> {
        if !self.rest().starts_with(word) {
            return self.fault();
        }
        self.at += word.len();
        Ok(())
    }

    #[inline]
    fn enter(&mut self) -> Scan<()> {
        self.depth_left = self.depth_left.checked_sub(1).ok_or(Fault::TooDeep)?;
        self.parts_left = self.parts_left.checked_sub(1).ok_or(Fault::TooManyParts)?;
        self.at += 1;
        Ok(())
    }

    #[inline]
    fn leave(&mut self) {
        self.at += 1;
        self.depth_left += 1;
    }

    /// Reads an object; each field's value must be read or passed over by what is given.
    pub(in crate::vtt::foundry) fn object(
        &mut self,
        mut field: impl FnMut(&str, &mut Self) -> Scan<()>,
    ) -> Scan<()> {
        self.members(
            |scanner| {
                let key = scanner.raw_text()?;
                if scanner.next_byte() != Some(b':') {
                    return scanner.fault();
                }
                scanner.at += 1;
                if key.has_escapes() {
                    match key.meaning() {
                        Some(key) => field(&key, scanner),
                        None => scanner.fault(),
                    }
                } else {
                    field(key.raw(), scanner)
                }
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
                if scanner.next_byte() != Some(b':') {
                    return scanner.fault();
                }
                scanner.at += 1;
                fields.push((key, scanner.value()?));
                Ok(())
            },
            b'{',
            b'}',
        )?;
        Ok(fields)
    }

    /// Reads a list; each item must be read or passed over by what is given.
    pub(in crate::vtt::foundry) fn list(
        &mut self,
        item: impl FnMut(&mut Self) -> Scan<()>,
    ) -> Scan<()> {
        self.members(item, b'[', b']')
    }

    #[inline]
    fn members(
        &mut self,
        mut member: impl FnMut(&mut Self) -> Scan<()>,
        opening: u8,
        closing: u8,
    ) -> Scan<()> {
        if self.next_byte() != Some(opening) {
            return self.fault();
        }
        self.enter()?;
        if self.next_byte() == Some(closing) {
            self.leave();
            return Ok(());
        }
        loop {
            member(self)?;
            match self.next_byte() {
                Some(b',') => self.at += 1,
                Some(byte) if byte == closing => {
                    self.leave();
                    return Ok(());
                }
                _ => return self.fault(),
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
        // One bit for each level that is open: whether it is an object. No document nests deeper
        // than the limits allow, which is far less than there are bits.
        let mut objects = 0_u128;
        let mut open = 0_u32;
        loop {
            match self.next_byte() {
                Some(b'"' | b'\\') => {
                    self.opening_mark()?;
                    self.closing_mark()?;
                }
                Some(b'-' | b'0'..=b'9') => match number(self.rest()) {
                    Some((length, _)) => self.at += length,
                    None => return self.fault(),
                },
                Some(b'{') => {
                    self.enter()?;
                    if self.next_byte() == Some(b'}') {
                        self.leave();
                    } else {
                        objects = objects << 1 | 1;
                        open += 1;
                        self.key()?;
                        continue;
                    }
                }
                Some(b'[') => {
                    self.enter()?;
                    if self.next_byte() == Some(b']') {
                        self.leave();
                    } else {
                        objects <<= 1;
                        open += 1;
                        continue;
                    }
                }
                Some(b't') => self.word(b"true")?,
                Some(b'f') => self.word(b"false")?,
                Some(b'n') => self.word(b"null")?,
                _ => return self.fault(),
            }
            loop {
                if open == 0 {
                    return Ok(());
                }
                let is_object = objects & 1 == 1;
                match self.next_byte() {
                    Some(b',') => {
                        self.at += 1;
                        if is_object {
                            self.key()?;
                        }
                        break;
                    }
                    Some(b'}') if is_object => self.leave(),
                    Some(b']') if !is_object => self.leave(),
                    _ => return self.fault(),
                }
                objects >>= 1;
                open -= 1;
            }
        }
    }

    /// Passes over a key and its colon.
    #[inline]
    fn key(&mut self) -> Scan<()> {
        self.opening_mark()?;
        self.closing_mark()?;
        if self.next_byte() != Some(b':') {
            return self.fault();
        }
        self.at += 1;
        Ok(())
    }
}

impl<'a> Scanner<'a, false> {
    /// Reads the JSON inside the text that comes next without copying it. Nothing when it can't be
    /// read in place; the text is then still to be read.
    pub(in crate::vtt::foundry) fn within<T>(
        &mut self,
        limits: Limits,
        read: impl FnOnce(&mut Scanner<'a, true>) -> Scan<T>,
    ) -> Option<T> {
        let start = self.at;
        self.opening_mark().ok()?;
        let mut inside = self.inside(limits);
        let found = read(&mut inside).ok();
        if found.is_some() && inside.next_byte() == Some(b'"') {
            self.at = inside.at + 1;
            return found;
        }
        self.at = start;
        None
    }
}

/// How many bytes an escape takes behind its backslash, where its own marks are escaped too.
fn escape_inside(rest: &[u8]) -> Option<usize> {
    match rest {
        [b'\\', b'"' | b'\\', ..] => Some(2),
        [b'n' | b't' | b'/' | b'r' | b'b' | b'f', ..] => Some(1),
        [b'u', digits @ ..] if has_digits(Some(digits)) => Some(5),
        _ => None,
    }
}

fn has_digits(rest: Option<&[u8]>) -> bool {
    rest.and_then(|rest| rest.first_chunk::<4>())
        .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}
