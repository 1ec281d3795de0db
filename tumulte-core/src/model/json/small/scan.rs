//! One pass over the bytes, with the errors of the general reader.

use std::borrow::Cow;

use super::{JsonError, real::real};

/// How deep lists and objects may lie in each other.
const MAX_DEPTH: u8 = 127;

/// JSON read from left to right.
#[derive(Debug)]
pub(super) struct Scan<'de> {
    json: &'de [u8],
    at: usize,
    depth: u8,
    /// Whether the colon between a key and its value is still to be read.
    is_behind_key: bool,
    /// Whether a field is asked for that is not there.
    is_left_out: bool,
}

/// A number as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Figure {
    Unsigned(u64),
    Signed(i64),
    Real(f64),
}

const CONTROL: &str = "control character (\\u0000-\\u001F) found while parsing a string";

pub(super) type Scanned<T> = Result<T, JsonError>;

impl<'de> Scan<'de> {
    pub(super) const fn new(json: &'de [u8]) -> Self {
        Self { json, at: 0, depth: 0, is_behind_key: false, is_left_out: false }
    }

    fn place_of(&self, end: usize) -> (usize, usize) {
        let before = self.json.get(..end).unwrap_or(self.json);
        let line = before.split(|byte| *byte == b'\n').count();
        let column = before.iter().rev().take_while(|byte| **byte != b'\n').count();
        (line, column)
    }

    /// Where it stands, in words for people.
    pub(super) fn place(&self) -> (usize, usize) {
        self.place_of(self.at)
    }

    /// An error of what was passed.
    fn passed(&self, message: &str) -> JsonError {
        let (line, column) = self.place();
        JsonError::new(message.to_owned(), line, column)
    }

    /// An error of what comes next.
    pub(super) fn coming(&self, message: &str) -> JsonError {
        let (line, column) = self.place_of(self.json.len().min(self.at + 1));
        JsonError::new(message.to_owned(), line, column)
    }

    fn peek(&self) -> Option<u8> {
        self.json.get(self.at).copied()
    }

    fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    /// The next byte that is no white space.
    pub(super) fn token(&mut self) -> Option<u8> {
        loop {
            match self.peek() {
                Some(b' ' | b'\n' | b'\t' | b'\r') => self.at += 1,
                other => return other,
            }
        }
    }

    /// The key that comes next, behind which a value begins.
    pub(super) fn key(&mut self) -> Scanned<Cow<'de, str>> {
        self.is_behind_key = true;
        self.text()
    }

    /// Whether there is no value, which only what is optional takes.
    pub(super) const fn is_left_out(&self) -> bool {
        self.is_left_out
    }

    /// The byte a value begins with.
    pub(super) fn begin(&mut self) -> Scanned<u8> {
        if self.is_left_out {
            return Err(self.coming("no value"));
        }
        if core::mem::take(&mut self.is_behind_key) {
            self.colon()?;
        }
        self.token().ok_or_else(|| self.coming("EOF while parsing a value"))
    }

    pub(super) fn end(&mut self) -> Scanned<()> {
        match self.token() {
            Some(_) => Err(self.coming("trailing characters")),
            None => Ok(()),
        }
    }

    /// Passes the rest of `null`, `true` or `false`, whose first letter comes next.
    pub(super) fn word(&mut self, word: &str) -> Scanned<()> {
        self.at += 1;
        for expected in word.bytes().skip(1) {
            match self.next() {
                Some(byte) if byte == expected => {}
                Some(_) => return Err(self.passed("expected ident")),
                None => return Err(self.passed("EOF while parsing a value")),
            }
        }
        Ok(())
    }

    /// Goes into a list or an object.
    pub(super) fn enter(&mut self) -> Scanned<()> {
        if self.depth >= MAX_DEPTH {
            return Err(self.coming("recursion limit exceeded"));
        }
        self.depth += 1;
        self.at += 1;
        Ok(())
    }

    /// Leaves it again.
    pub(super) fn leave(&mut self, closing: u8) -> Scanned<()> {
        self.depth -= 1;
        let is_list = closing == b']';
        match self.token() {
            Some(byte) if byte == closing => {
                self.at += 1;
                Ok(())
            }
            Some(b',') if is_list => {
                self.at += 1;
                let is_end = self.token() == Some(b']');
                Err(self.coming(if is_end { "trailing comma" } else { "trailing characters" }))
            }
            Some(b',') => Err(self.coming("trailing comma")),
            Some(_) => Err(self.coming("trailing characters")),
            None => Err(self.coming(cut_off(is_list))),
        }
    }

    /// Whether another item comes, or another key.
    pub(super) fn more(&mut self, closing: u8, is_first: bool) -> Scanned<bool> {
        let is_list = closing == b']';
        let mut byte = self.token();
        match byte {
            Some(byte) if byte == closing => return Ok(false),
            Some(b',') if !is_first => {
                self.at += 1;
                byte = self.token();
                match byte {
                    Some(byte) if byte == closing => return Err(self.coming("trailing comma")),
                    None => return Err(self.coming("EOF while parsing a value")),
                    Some(_) => {}
                }
            }
            Some(_) if is_first => {}
            Some(_) if is_list => return Err(self.coming("expected `,` or `]`")),
            Some(_) => return Err(self.coming("expected `,` or `}`")),
            None => return Err(self.coming(cut_off(is_list))),
        }
        if !is_list && byte != Some(b'"') {
            return Err(self.coming("key must be a string"));
        }
        Ok(true)
    }

    fn colon(&mut self) -> Scanned<()> {
        match self.token() {
            Some(b':') => {
                self.at += 1;
                Ok(())
            }
            Some(_) => Err(self.coming("expected `:`")),
            None => Err(self.coming(cut_off(false))),
        }
    }

    /// Passes a value, however deep it is.
    pub(super) fn skip(&mut self) -> Scanned<()> {
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.begin()? {
                byte @ (b'[' | b'{') => {
                    self.at += 1;
                    let closing = if byte == b'[' { b']' } else { b'}' };
                    if self.more(closing, true)? {
                        if closing == b'}' {
                            self.pass_text()?;
                            self.colon()?;
                        }
                        open.push(closing);
                        continue;
                    }
                    self.at += 1;
                }
                b'"' => self.pass_text()?,
                b'n' => self.word("null")?,
                b't' => self.word("true")?,
                b'f' => self.word("false")?,
                b'-' | b'0'..=b'9' => drop(self.number()?),
                _ => return Err(self.coming("expected value")),
            }
            loop {
                let Some(closing) = open.last().copied() else { return Ok(()) };
                if self.more(closing, false)? {
                    if closing == b'}' {
                        self.pass_text()?;
                        self.colon()?;
                    }
                    break;
                }
                self.at += 1;
                open.pop();
            }
        }
    }

    /// Passes a text without asking what it means.
    fn pass_text(&mut self) -> Scanned<()> {
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(self.passed("EOF while parsing a string")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    match self.next() {
                        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {}
                        Some(b'u') => drop(self.hexadecimal()?),
                        Some(_) => return Err(self.passed("invalid escape")),
                        None => return Err(self.passed("EOF while parsing a string")),
                    }
                }
                Some(0..0x20) => return Err(self.passed(CONTROL)),
                Some(_) => self.at += 1,
            }
        }
    }

    /// The number that comes next.
    pub(super) fn figure(&mut self) -> Scanned<Figure> {
        let (written, is_whole, is_negative) = self.number()?;
        if is_whole && let Some(number) = unsigned(written) {
            return Ok(match i64::try_from(number) {
                Ok(number) if is_negative && number > 0 => Figure::Signed(-number),
                _ if !is_negative => Figure::Unsigned(number),
                _ if number == 1 << 63 => Figure::Signed(i64::MIN),
                _ => Figure::Real(-real(written)),
            });
        }
        let number = real(written);
        if number.is_infinite() {
            return Err(self.passed("number out of range"));
        }
        Ok(Figure::Real(if is_negative { -number } else { number }))
    }

    /// The digits of the number that comes next, whether it is whole, whether it is negative.
    fn number(&mut self) -> Scanned<(&'de [u8], bool, bool)> {
        let is_negative = self.peek() == Some(b'-');
        self.at += usize::from(is_negative);
        let start = self.at;
        match self.next() {
            None => return Err(self.passed("EOF while parsing a value")),
            Some(b'0') if self.peek().is_some_and(|byte| byte.is_ascii_digit()) => {
                return Err(self.coming("invalid number"));
            }
            Some(b'0'..=b'9') => self.digits(),
            Some(_) => return Err(self.passed("invalid number")),
        }
        let whole = self.at;
        if self.peek() == Some(b'.') {
            self.at += 1;
            match self.peek() {
                Some(b'0'..=b'9') => self.digits(),
                Some(_) => return Err(self.coming("invalid number")),
                None => return Err(self.coming("EOF while parsing a value")),
            }
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            match self.next() {
                Some(b'0'..=b'9') => self.digits(),
                Some(_) => return Err(self.passed("invalid number")),
                None => return Err(self.passed("EOF while parsing a value")),
            }
        }
        let written = self.json.get(start..self.at).unwrap_or_default();
        Ok((written, whole == self.at, is_negative))
    }

    fn digits(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    /// The text that comes next, whose quotation mark is there.
    pub(super) fn text(&mut self) -> Scanned<Cow<'de, str>> {
        self.at += 1;
        let begin = self.at;
        let mut start = begin;
        let mut read: Vec<u8> = Vec::new();
        loop {
            let here = self.at;
            let byte = self.next().ok_or_else(|| self.passed("EOF while parsing a string"))?;
            match byte {
                b'"' | b'\\' => {
                    let plain = self.json.get(start..here).unwrap_or_default();
                    if byte == b'"' && read.is_empty() {
                        let text = core::str::from_utf8(plain);
                        return text.map(Cow::Borrowed).map_err(|_| self.no_text(begin));
                    }
                    read.extend_from_slice(plain);
                    if byte == b'"' {
                        let text = String::from_utf8(read);
                        return text.map(Cow::Owned).map_err(|_| self.no_text(begin));
                    }
                    let mut letter = [0; 4];
                    let meant = self.escape()?;
                    read.extend_from_slice(meant.encode_utf8(&mut letter).as_bytes());
                    start = self.at;
                }
                0..0x20 => {
                    return Err(self.passed(CONTROL));
                }
                _ => {}
            }
        }
    }

    /// The error of bytes behind `begin` that are no UTF-8.
    fn no_text(&mut self, begin: usize) -> JsonError {
        let text = core::str::from_utf8(self.json.get(begin..).unwrap_or_default());
        if let Err(error) = text {
            self.at = begin + error.valid_up_to() + 1;
        }
        self.passed("invalid unicode code point")
    }

    fn escape(&mut self) -> Scanned<char> {
        Ok(match self.next() {
            Some(byte @ (b'"' | b'\\' | b'/')) => char::from(byte),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let first = self.hexadecimal()?;
                let mut code = u32::from(first);
                if (0xDC00..0xE000).contains(&first) {
                    return Err(self.passed("lone leading surrogate in hex escape"));
                }
                if (0xD800..0xDC00).contains(&first) {
                    for expected in [b'\\', b'u'] {
                        match self.next() {
                            Some(byte) if byte == expected => {}
                            Some(_) => return Err(self.passed("unexpected end of hex escape")),
                            None => return Err(self.passed("EOF while parsing a string")),
                        }
                    }
                    let second = self.hexadecimal()?;
                    if !(0xDC00..0xE000).contains(&second) {
                        return Err(self.passed("lone leading surrogate in hex escape"));
                    }
                    code = 0x1_0000 + ((code & 0x3FF) << 10 | u32::from(second) & 0x3FF);
                }
                char::from_u32(code).ok_or_else(|| self.passed("invalid unicode code point"))?
            }
            Some(_) => return Err(self.passed("invalid escape")),
            None => return Err(self.passed("EOF while parsing a string")),
        })
    }

    fn hexadecimal(&mut self) -> Scanned<u16> {
        let Some(digits) = self.json.get(self.at..self.at + 4) else {
            self.at = self.json.len();
            return Err(self.passed("EOF while parsing a string"));
        };
        self.at += 4;
        let mut number = 0;
        for digit in digits {
            let digit = char::from(*digit).to_digit(16);
            let digit = digit.ok_or_else(|| self.passed("invalid escape"))?;
            number = number << 4 | u16::try_from(digit).unwrap_or_default();
        }
        Ok(number)
    }
}

const fn cut_off(is_list: bool) -> &'static str {
    if is_list { "EOF while parsing a list" } else { "EOF while parsing an object" }
}

fn unsigned(digits: &[u8]) -> Option<u64> {
    digits.iter().try_fold(0_u64, |number, digit| {
        number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
    })
}

/// Back and forth, for shapes that are read as lists.
#[cfg(any(test, target_family = "wasm"))]
impl Scan<'_> {
    /// Where it stands.
    pub(super) const fn here(&self) -> usize {
        self.at
    }

    /// Goes back, or on, to a value; to none where a field is not there.
    pub(super) fn turn(&mut self, place: Option<usize>) {
        self.is_left_out = place.is_none();
        self.at = place.unwrap_or(self.at);
    }

    /// Where the value begins that comes next.
    pub(super) fn value_place(&mut self) -> Scanned<usize> {
        self.begin().map(|_| self.at)
    }
}
