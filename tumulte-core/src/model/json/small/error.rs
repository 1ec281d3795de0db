//! What is wrong with a JSON text.

use core::fmt;

use serde::{
    de::{Error, Expected, Unexpected},
    ser,
};

/// What is wrong with a JSON text, and in which line and column.
#[derive(Debug)]
pub struct JsonError(Box<Found>);

#[derive(Debug)]
struct Found {
    message: String,
    line: usize,
    column: usize,
}

impl JsonError {
    pub(super) fn new(message: String, line: usize, column: usize) -> Self {
        Self(Box::new(Found { message, line, column }))
    }

    /// The line, counted from 1; 0 where none is known.
    #[must_use]
    pub fn line(&self) -> usize {
        self.0.line
    }

    /// The column, counted from 1.
    #[must_use]
    pub fn column(&self) -> usize {
        self.0.column
    }

    /// Says where, unless that is known already.
    pub(super) fn placed(mut self, place: impl FnOnce() -> (usize, usize)) -> Self {
        if self.0.line == 0 {
            (self.0.line, self.0.column) = place();
        }
        self
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if self.0.line > 0 {
            write!(f, " at line {} column {}", self.0.line, self.0.column)?;
        }
        Ok(())
    }
}

impl core::error::Error for JsonError {}

impl ser::Error for JsonError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Error::custom(message)
    }
}

impl Error for JsonError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string(), 0, 0)
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("invalid type: {}, expected {expected}", Shown(&unexpected)), 0, 0)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::new(format!("invalid value: {}, expected {expected}", Shown(&unexpected)), 0, 0)
    }
}

/// Something unexpected, in the words of JSON.
struct Shown<'u>(&'u Unexpected<'u>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Unexpected::Unit => f.write_str("null"),
            Unexpected::Bool(switch) => {
                write!(f, "boolean `{}`", if *switch { "true" } else { "false" })
            }
            Unexpected::Unsigned(number) => write!(f, "integer `{number}`"),
            Unexpected::Signed(number) => write!(f, "integer `{number}`"),
            Unexpected::Seq => f.write_str("sequence"),
            Unexpected::Map => f.write_str("map"),
            Unexpected::Float(real) => {
                write!(f, "floating point `{}`", super::writer::real(*real))
            }
            // Quoted as programmers do, but for letters beyond ASCII.
            Unexpected::Str(text) => write!(f, "string {}", super::json_text(&(*text).into())),
            Unexpected::Other(other) => f.write_str(other),
            _ => f.write_str("something else"),
        }
    }
}
