//! Errors as the script makes its own of them.

use core::ops::Range;

use serde::Serialize;
use tumulte_core::{Error, dice::DiceError};

/// What is thrown: the words of core, or one of this crate's own two.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Failure {
    /// Which class the script throws.
    area: &'static str,
    code: &'static str,
    message: String,
    /// In UTF-16 units.
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rendered: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<[usize; 2]>,
}

impl Failure {
    pub(crate) const fn new(area: &'static str, code: &'static str, message: String) -> Self {
        Self {
            area,
            code,
            message,
            span: None,
            expected: None,
            hint: None,
            rendered: None,
            location: None,
        }
    }

    /// A formula is refused, which stood in this text.
    pub(crate) fn of_formula(error: DiceError, text: &str) -> Self {
        let error = error.in_text(text);
        Self {
            span: Some(units(text, error.span())),
            expected: error.expected(),
            hint: error.hint(),
            rendered: Some(error.render()),
            ..Self::new("dice", error.code(), error.to_string())
        }
    }
}

/// A stretch of bytes in UTF-16 units.
fn units(text: &str, span: Range<usize>) -> [usize; 2] {
    let count = |end: usize| {
        let before = text.char_indices().take_while(|(at, _)| *at < end);
        before.map(|(_, character)| character.len_utf16()).sum()
    };
    [count(span.start), count(span.end)]
}

impl<E: Into<Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        let error = error.into();
        let area = match &error {
            Error::Dice(_) => "dice",
            Error::Pairing(_) => "pairing",
            Error::Token(_) => "token",
            Error::Vtt(_) => "vtt",
            _ => "systems",
        };
        let location = match &error {
            Error::Systems(tumulte_core::systems::SystemsError::Rule(rule)) => rule.location(),
            _ => None,
        };
        let location = location.map(|location| [location.line, location.column]);
        Self { location, ..Self::new(area, error.code(), error.to_string()) }
    }
}
