//! A place in the text.

use super::super::{DiceError, DiceProblem as Problem};

/// A place in the text. Past the end every byte is 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Cursor<'t> {
    #[inline]
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    #[inline]
    pub(super) const fn at(&self) -> usize {
        self.at
    }

    #[inline]
    pub(super) const fn is_at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    #[inline]
    pub(super) fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn second(&self) -> u8 {
        self.text.as_bytes().get(self.at + 1).copied().unwrap_or(0)
    }

    /// The byte before this place.
    #[inline]
    pub(super) fn previous(&self) -> u8 {
        self.at.checked_sub(1).and_then(|at| self.text.as_bytes().get(at)).copied().unwrap_or(0)
    }

    /// The whole character that stands here.
    #[inline]
    pub(super) fn char(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// What is left. Empty inside a character, which no caller stops at.
    #[inline]
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(super) fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    #[inline]
    pub(super) const fn advance(&mut self, bytes: usize) {
        self.at += bytes;
    }

    #[inline]
    pub(super) const fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    #[inline]
    pub(super) fn go_to_end(&mut self) {
        self.at = self.text.len();
    }

    #[inline]
    pub(super) fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_here = self.peek() == byte && byte != 0;
        self.at += usize::from(is_here);
        is_here
    }

    #[inline]
    pub(super) fn take_text(&mut self, text: &str) -> bool {
        let is_here = self.rest().starts_with(text);
        if is_here {
            self.at += text.len();
        }
        is_here
    }

    /// The letters that stand here, of the plain alphabet.
    #[inline]
    pub(super) fn letters(&mut self) -> &'t str {
        let start = self.at;
        while self.peek().is_ascii_alphabetic() {
            self.at += 1;
        }
        self.since(start)
    }

    /// A whole number, when there is one.
    #[inline]
    pub(super) fn integer(&mut self) -> Result<Option<u32>, DiceError> {
        let start = self.at;
        let mut value = 0_u32;
        let mut fits = true;
        loop {
            let byte = self.peek();
            if !byte.is_ascii_digit() {
                break;
            }
            match value.checked_mul(10).and_then(|tens| tens.checked_add(u32::from(byte - b'0'))) {
                Some(next) => value = next,
                None => fits = false,
            }
            self.at += 1;
        }
        if !fits || value > i32::MAX.unsigned_abs() {
            return Err(DiceError::new(Problem::InvalidNumber, start..self.at)
                .expecting("at most 2147483647"));
        }
        Ok((self.at > start).then_some(value))
    }
}
