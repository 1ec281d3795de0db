//! What a reader of messages is given, and what it gives back.

use serde_json::Value;

use super::VttError;
use crate::model::{Actor, Roll, SystemId};

/// A message as the tabletop sent it, not read yet.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum RawMessage<'a> {
    /// JSON text whose bytes nobody checked yet.
    Bytes(&'a [u8]),
    /// JSON text.
    Text(&'a str),
    /// JSON that was parsed on the way.
    Value(&'a Value),
}

/// A message's form, for readers to whom checked text is bytes like any other.
#[derive(Debug, Clone, Copy)]
pub(super) enum Form<'a> {
    Bytes(&'a [u8]),
    Value(&'a Value),
}

impl<'a> RawMessage<'a> {
    pub(super) const fn form(self) -> Form<'a> {
        match self {
            Self::Bytes(bytes) => Form::Bytes(bytes),
            Self::Text(text) => Form::Bytes(text.as_bytes()),
            Self::Value(value) => Form::Value(value),
        }
    }
}

impl<'a> From<&'a str> for RawMessage<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a [u8]> for RawMessage<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Vec<u8>> for RawMessage<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for RawMessage<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Self::Bytes(bytes)
    }
}

impl<'a> From<&'a Value> for RawMessage<'a> {
    fn from(value: &'a Value) -> Self {
        Self::Value(value)
    }
}

/// What is known about a message besides the message itself.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MessageContext {
    /// The game system of the world.
    pub system: SystemId,
    /// The actor behind the message, where the module prepared it.
    pub actor: Option<Actor>,
    /// How many equal messages came before it in the same document. Tables whose messages have no
    /// id of their own get one from the content, and this tells two equal ones apart.
    pub occurrence: u32,
}

impl MessageContext {
    /// A message of this game system, nothing else known.
    #[must_use]
    pub fn new(system: impl Into<SystemId>) -> Self {
        Self { system: system.into(), actor: None, occurrence: 0 }
    }

    /// Adds the actor behind the message.
    #[must_use]
    pub fn with_actor(mut self, actor: Option<Actor>) -> Self {
        self.actor = actor;
        self
    }

    /// Says how many equal messages came before it in the same document.
    #[must_use]
    pub const fn with_occurrence(mut self, occurrence: u32) -> Self {
        self.occurrence = occurrence;
        self
    }
}

/// The rolls of one message.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// Every roll that could be read, the message's own first, inline ones after.
    pub rolls: Vec<Roll>,
    /// One error for each roll that could not, with its place in the message.
    pub unreadable: Vec<VttError>,
}

impl Reading {
    /// The rolls; an error when there were some, but none could be read.
    ///
    /// # Errors
    ///
    /// The first unreadable roll's `roll.*`.
    pub fn into_rolls(self) -> Result<Vec<Roll>, VttError> {
        match self.unreadable.into_iter().next() {
            Some(error) if self.rolls.is_empty() => Err(error),
            _ => Ok(self.rolls),
        }
    }
}
