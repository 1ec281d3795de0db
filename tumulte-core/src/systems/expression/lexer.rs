//! Text to tokens.

use super::{ExpressionError, Problem};
use crate::model::{Number, parse_real};

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    Number(f64),
    Text(&'a str),
    /// A name or a word of the language.
    Word(&'a str),
    Sign(&'static str),
}

impl Token<'_> {
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Number(number) => format!("the number {}", Number::new(*number)),
            Self::Text(text) => format!("the text '{text}'"),
            Self::Word(word) => format!("`{word}`"),
            Self::Sign(sign) => format!("`{sign}`"),
        }
    }
}

/// Longer signs first: `//` before `/`.
const SIGNS: [&str; 15] =
    ["//", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", ","];

/// Splits a text into tokens with their byte offsets.
pub(super) fn tokens(source: &str) -> Result<Vec<(usize, Token<'_>)>, ExpressionError> {
    let mut tokens = Vec::new();
    let mut rest = source;
    loop {
        rest = rest.trim_start();
        let offset = source.len() - rest.len();
        let Some(first) = rest.chars().next() else { return Ok(tokens) };
        let (token, length) = match first {
            '0'..='9' | '.' => number(rest, offset)?,
            '\'' | '"' => text(rest, first, offset)?,
            _ if first.is_ascii_alphabetic() || first == '_' => {
                let word = prefix(rest, |c| c.is_ascii_alphanumeric() || c == '_');
                (Token::Word(word), word.len())
            }
            _ => sign(rest, first, offset)?,
        };
        tokens.push((offset, token));
        rest = rest.get(length..).unwrap_or_default();
    }
}

fn prefix(rest: &str, belongs: impl Fn(char) -> bool) -> &str {
    let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

fn number(rest: &str, offset: usize) -> Result<(Token<'_>, usize), ExpressionError> {
    let digits = prefix(rest, |c| c.is_ascii_digit() || c == '.');
    let number = parse_real(digits).filter(|number| number.is_finite());
    let number = number.ok_or_else(|| unexpected(offset, format!("`{digits}`"), "a number"))?;
    Ok((Token::Number(number), digits.len()))
}

fn text(rest: &str, quote: char, offset: usize) -> Result<(Token<'_>, usize), ExpressionError> {
    let inner = rest.get(1..).unwrap_or_default();
    let end = inner.find(quote).ok_or_else(|| {
        unexpected(offset, "a text without end".to_owned(), "a closing quotation mark")
    })?;
    Ok((Token::Text(inner.get(..end).unwrap_or_default()), end + 2))
}

fn sign(rest: &str, first: char, offset: usize) -> Result<(Token<'_>, usize), ExpressionError> {
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Ok((Token::Sign(sign), sign.len()));
    }
    let expected = match first {
        '=' => "`==`",
        '&' => "`and`",
        '|' => "`or`",
        '!' => "`not` or `!=`",
        _ => "a name, a number, a text or an operator",
    };
    Err(unexpected(offset, format!("`{first}`"), expected))
}

const fn unexpected(offset: usize, found: String, expected: &'static str) -> ExpressionError {
    ExpressionError::new(offset, Problem::Unexpected { found, expected })
}
