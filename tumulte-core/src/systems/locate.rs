//! The two ways to write a rule file, and where in its text a value stands.

use core::ops::Range;

use serde::de::DeserializeOwned;

#[cfg(feature = "toml")]
use super::rewritten::Rewritten;
use super::{
    RuleError,
    error::{Location, RuleProblem},
};
use crate::model::{JsonError, Parts, read_json};

/// How a rule file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    #[cfg(feature = "toml")]
    Toml,
    Json,
}

/// One step of the way to a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Place(usize),
}

impl Format {
    /// How a text is written: JSON begins with a brace, and TOML can't.
    pub(super) fn of(text: &str) -> Self {
        #[cfg(feature = "toml")]
        if !text.trim_start().starts_with('{') {
            return Self::Toml;
        }
        let _ = text;
        Self::Json
    }

    /// Reads the shape of a file; nothing in it was understood yet.
    pub(super) fn read<T: DeserializeOwned>(self, text: &str) -> Result<T, RuleError> {
        match self {
            #[cfg(feature = "toml")]
            Self::Toml => {
                let rewritten = Rewritten::from_toml(text)?;
                read_json(rewritten.json.as_bytes()).map_err(|error| {
                    let place = rewritten.place(error.column());
                    RuleError::new(Some(Location::of(place, text)), syntax(&error))
                })
            }
            // From bytes, as everything else is read, and not in one more way.
            Self::Json => read_json(text.as_bytes()).map_err(|error| {
                let location = Location { line: error.line(), column: error.column() };
                RuleError::new((error.line() > 0).then_some(location), syntax(&error))
            }),
        }
    }

    /// Where a value begins.
    pub(super) fn place(self, text: &str, path: &[Step<'_>]) -> Option<Location> {
        Some(Location::of(self.span(text, path)?.start, text))
    }

    /// Where something inside a text value stands; `written` is the value.
    pub(super) fn place_in(
        self,
        text: &str,
        path: &[Step<'_>],
        written: &str,
        offset: usize,
    ) -> Option<Location> {
        let span = self.span(text, path)?;
        let value = text.get(span.clone())?;
        // Escapes make the text in the file another one: then its beginning has to do.
        let place = value.place_of(written).map_or(span.start, |start| span.start + start + offset);
        Some(Location::of(place, text))
    }

    fn span(self, text: &str, path: &[Step<'_>]) -> Option<Range<usize>> {
        match self {
            #[cfg(feature = "toml")]
            Self::Toml => toml_span(text, path),
            Self::Json => JsonScan { text, at: 0 }.find(path),
        }
    }
}

/// The error's words without its place, which is told apart.
fn syntax(error: &JsonError) -> RuleProblem {
    let message = error.to_string();
    let end = format!(" at line {} column {}", error.line(), error.column());
    RuleProblem::Syntax(message.strip_suffix(&end).unwrap_or(&message).to_owned())
}

#[cfg(feature = "toml")]
fn toml_span(text: &str, path: &[Step<'_>]) -> Option<Range<usize>> {
    super::toml::read(text).ok()?.at(path).map(|item| item.span.clone())
}

/// Walks JSON that was read before and so is known to be right.
struct JsonScan<'t> {
    text: &'t str,
    at: usize,
}

impl JsonScan<'_> {
    fn find(mut self, path: &[Step<'_>]) -> Option<Range<usize>> {
        for step in path {
            self.enter(*step)?;
        }
        self.space();
        let start = self.at;
        self.skip()?;
        Some(start..self.at)
    }

    /// Moves to the value of a key, or to a place of a list.
    fn enter(&mut self, step: Step<'_>) -> Option<()> {
        self.space();
        self.at += 1;
        let mut place = 0;
        loop {
            self.space();
            match step {
                Step::Place(wanted) if wanted == place => return Some(()),
                Step::Place(_) => {}
                Step::Key(wanted) => {
                    let start = self.at;
                    self.skip()?;
                    let key = self.text.get(start..self.at)?;
                    let key: String = read_json(key.as_bytes()).ok()?;
                    self.space();
                    self.at += 1;
                    if key == wanted {
                        return Some(());
                    }
                }
            }
            self.skip()?;
            self.space();
            if self.peek()? != b',' {
                return None;
            }
            self.at += 1;
            place += 1;
        }
    }

    /// Passes one value, however deep it is.
    fn skip(&mut self) -> Option<()> {
        self.space();
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => self.skip_text()?,
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => return None,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' | b':' if depth > 0 => self.at += 1,
                byte if byte.is_ascii_whitespace() => self.at += 1,
                _ => {
                    while self.peek().is_some_and(|byte| !is_end(byte)) {
                        self.at += 1;
                    }
                }
            }
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn skip_text(&mut self) -> Option<()> {
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
        Some(())
    }

    fn space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

const fn is_end(byte: u8) -> bool {
    byte.is_ascii_whitespace() || matches!(byte, b',' | b'}' | b']' | b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_json_by_their_way() {
        let text = r#"{ "a": [1, "x\"]", {"b": [true, {"c": "here"}]}], "b": null }"#;
        let at =
            |path: &[Step<'_>]| JsonScan { text, at: 0 }.find(path).and_then(|span| text.get(span));
        let (key, place) = (Step::Key, Step::Place);
        assert_eq!(at(&[key("b")]), Some("null"));
        assert_eq!(at(&[key("a"), place(1)]), Some(r#""x\"]""#));
        assert_eq!(at(&[key("a"), place(2), key("b"), place(1), key("c")]), Some("\"here\""));
        assert_eq!(at(&[key("a"), place(2), key("b")]), Some(r#"[true, {"c": "here"}]"#));
        assert_eq!(at(&[key("none")]), None);
        assert_eq!(at(&[key("a"), place(7)]), None);
    }
}
