//! A place in a text of TOML.

use super::{MAX_DEPTH, Read, Wrong};

#[derive(Debug)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

/// One part of a key, and where it begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) name: String,
    pub(super) at: usize,
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, at }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// The next letter, passed.
    pub(super) fn letter(&mut self) -> Option<char> {
        let letter = self.rest().chars().next()?;
        self.at += letter.len_utf8();
        Some(letter)
    }

    /// Passes so many bytes and gives them.
    pub(super) fn pass(&mut self, bytes: usize) -> &'t str {
        let passed = self.rest().get(..bytes).unwrap_or_default();
        self.at += passed.len();
        passed
    }

    /// Passes this if it comes next.
    pub(super) fn take(&mut self, expected: &str) -> bool {
        let is_next = self.rest().starts_with(expected);
        if is_next {
            self.at += expected.len();
        }
        is_next
    }

    pub(super) fn wrong<T>(&self, expected: &str) -> Read<T> {
        let found = match self.rest().chars().next() {
            None => "the end".to_owned(),
            Some('\n' | '\r') => "the end of the line".to_owned(),
            Some(letter) => format!("`{letter}`"),
        };
        Err(Wrong { at: self.at, message: format!("found {found}, expected {expected}") })
    }

    pub(super) fn expect(&mut self, expected: &str) -> Read<()> {
        self.space();
        if self.take(expected) { Ok(()) } else { self.wrong(&format!("`{expected}`")) }
    }

    pub(super) fn space(&mut self) {
        while let Some(b' ' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// Passes a comment, and refuses letters nobody can see.
    fn comment(&mut self) {
        if self.peek() == Some(b'#') {
            let rest = self.rest();
            let is_end =
                |letter: char| letter == '\n' || (letter.is_ascii_control() && letter != '\t');
            self.at += rest.find(is_end).unwrap_or(rest.len());
        }
    }

    fn newline(&mut self) -> bool {
        self.take("\n") || self.take("\r\n")
    }

    /// Passes white space, comments and line ends.
    pub(super) fn blank(&mut self) {
        loop {
            self.space();
            self.comment();
            if !self.newline() {
                return;
            }
        }
    }

    /// Nothing else may stand on a line.
    pub(super) fn line_end(&mut self) -> Read<()> {
        self.space();
        self.comment();
        if self.newline() || self.peek().is_none() {
            Ok(())
        } else {
            self.wrong("the end of the line")
        }
    }

    /// A key, with its parts between dots.
    pub(super) fn keys(&mut self) -> Read<Vec<Key>> {
        let mut keys = Vec::new();
        loop {
            self.space();
            let at = self.at;
            let name = match self.peek() {
                Some(b'"') => self.basic()?,
                Some(b'\'') => self.literal()?,
                _ => {
                    let rest = self.rest();
                    let is_part = |letter: char| {
                        letter.is_ascii_alphanumeric() || letter == '-' || letter == '_'
                    };
                    let length = rest.find(|letter| !is_part(letter)).unwrap_or(rest.len());
                    if length == 0 {
                        return self.wrong("a key");
                    }
                    self.pass(length).to_owned()
                }
            };
            keys.push(Key { name, at });
            if keys.len() > MAX_DEPTH {
                return Err(Wrong { at, message: "the key has too many parts".to_owned() });
            }
            self.space();
            if !self.take(".") {
                return Ok(keys);
            }
        }
    }
}
