//! Texts in their four forms.

use super::{Read, Wrong, cursor::Cursor};

impl Cursor<'_> {
    /// A text between quotation marks, on one line.
    pub(super) fn basic(&mut self) -> Read<String> {
        self.pass(1);
        let mut text = String::new();
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.pass(1);
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => text.push(self.plain(false)?),
            }
        }
    }

    /// A text between apostrophes, on one line.
    pub(super) fn literal(&mut self) -> Read<String> {
        self.pass(1);
        let mut text = String::new();
        loop {
            if self.take("'") {
                return Ok(text);
            }
            text.push(self.plain(false)?);
        }
    }

    /// A text between three quotation marks or apostrophes.
    pub(super) fn long(&mut self, mark: &str) -> Read<String> {
        self.pass(mark.len());
        let quote = mark.get(..1).unwrap_or_default();
        let _ = self.take("\n") || self.take("\r\n");
        let mut text = String::new();
        loop {
            if self.take(mark) {
                // Up to two more belong to the text.
                for _ in 0..2 {
                    if self.take(quote) {
                        text.push_str(quote);
                    }
                }
                return Ok(text);
            }
            if quote == "\"" && self.peek() == Some(b'\\') {
                if !self.joins_lines() {
                    text.push(self.escape()?);
                }
            } else {
                text.push(self.plain(true)?);
            }
        }
    }

    /// Passes a backslash at the end of a line, and all white space behind it.
    fn joins_lines(&mut self) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default();
        let behind = rest.trim_start_matches([' ', '\t']);
        if !behind.starts_with('\n') && !behind.starts_with("\r\n") {
            return false;
        }
        let text = behind.trim_start_matches([' ', '\t', '\n', '\r']);
        self.pass(1 + rest.len() - text.len());
        true
    }

    /// A letter that stands for itself.
    fn plain(&mut self, may_end_line: bool) -> Read<char> {
        if may_end_line && (self.take("\n") || self.take("\r\n")) {
            return Ok('\n');
        }
        match self.rest().chars().next() {
            Some(letter) if letter == '\t' || !letter.is_ascii_control() => {
                self.pass(letter.len_utf8());
                Ok(letter)
            }
            _ => self.wrong("the end of the text"),
        }
    }

    fn escape(&mut self) -> Read<char> {
        let at = self.at();
        self.pass(1);
        let digits = match self.letter() {
            Some('b') => return Ok('\u{8}'),
            Some('t') => return Ok('\t'),
            Some('n') => return Ok('\n'),
            Some('f') => return Ok('\u{c}'),
            Some('r') => return Ok('\r'),
            Some('e') => return Ok('\u{1b}'),
            Some(letter @ ('"' | '\\')) => return Ok(letter),
            Some('x') => 2,
            Some('u') => 4,
            Some('U') => 8,
            _ => 0,
        };
        let code = self.rest().get(..digits).unwrap_or_default();
        let is_code = digits > 0 && code.bytes().all(|digit| digit.is_ascii_hexdigit());
        let letter = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
        match letter.filter(|_| is_code) {
            Some(letter) => {
                self.pass(digits);
                Ok(letter)
            }
            None => Err(Wrong { at, message: "found an unknown escape".to_owned() }),
        }
    }
}
