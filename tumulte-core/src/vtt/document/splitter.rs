//! From chunks to messages.

use serde_json::Value;

use super::{
    count::Counts, encoded::Encoded, hash::hash_of, json::JsonValues, line::Lines, page::Page,
};
use crate::vtt::field::json_text;
use crate::{
    model::VttKind,
    vtt::{MAX_MESSAGE_BYTES, VttError, foundry},
};

/// One message of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Piece {
    /// The line it begins in, counted from 1.
    pub line: u64,
    /// The message, ready for [`read_message`](crate::vtt::read_message); `vtt.oversized` for one
    /// that is larger than a message may be.
    pub content: Result<Vec<u8>, VttError>,
    /// How many equal messages came before it, for
    /// [`MessageContext::with_occurrence`](crate::vtt::MessageContext::with_occurrence).
    pub occurrence: u32,
}

/// Splits a document of one tabletop into messages, chunk by chunk.
///
/// ```
/// use tumulte_core::{model::VttKind, vtt::document::Splitter};
///
/// let mut splitter = Splitter::new(&VttKind::Ddb);
/// let mut pieces = splitter.push(b"[{\"rollLong\": \"4\", \"rollTy");
/// assert!(pieces.is_empty());
/// pieces.extend(splitter.push(b"pe\": \"1d6\"},\n {\"rollLong\": \"2\"}]"));
/// pieces.extend(splitter.finish());
/// assert_eq!(pieces.iter().map(|piece| piece.line).collect::<Vec<_>>(), [1, 2]);
/// ```
#[derive(Debug)]
pub struct Splitter {
    form: Form,
    encoded: Option<Encoded>,
    /// Whether messages get their ids from their content.
    has_twins: bool,
    /// Whether other things may carry messages.
    has_wrappers: bool,
    seen: Counts,
}

#[derive(Debug)]
enum Form {
    Json(JsonValues),
    Lines(Lines),
    Page(Page),
}

/// A message, not counted yet.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) line: u64,
    pub(super) content: Result<Vec<u8>, VttError>,
}

impl Part {
    /// The messages it carries; itself where it carries none.
    fn unwrapped(self) -> Vec<Self> {
        let text =
            self.content.as_deref().ok().and_then(|content| core::str::from_utf8(content).ok());
        match text.and_then(foundry::wrapped) {
            Some(messages) if !messages.is_empty() => {
                let part = |message: Value| Self {
                    line: self.line,
                    content: Ok(json_text(&message).into_bytes()),
                };
                messages.into_iter().map(part).collect()
            }
            _ => vec![self],
        }
    }
}

impl Splitter {
    /// A splitter for documents of this tabletop.
    #[must_use]
    pub fn new(vtt: &VttKind) -> Self {
        let form = match vtt {
            VttKind::FantasyGrounds => Form::Lines(Lines::new()),
            VttKind::Roll20 => Form::Json(JsonValues::with_pages()),
            _ => Form::Json(JsonValues::new()),
        };
        let encoded = matches!(vtt, VttKind::Roll20).then(Encoded::default);
        let has_twins = !matches!(vtt, VttKind::Foundry | VttKind::TaleSpire);
        let has_wrappers = *vtt == VttKind::Foundry;
        Self { form, encoded, has_twins, has_wrappers, seen: Counts::default() }
    }

    /// Takes the next bytes and gives back the messages that are complete now.
    pub fn push(&mut self, chunk: &[u8]) -> Vec<Piece> {
        let mut parts = Vec::new();
        match &mut self.encoded {
            Some(encoded) => {
                let decoded = encoded.push(chunk);
                self.form.push(&decoded, &mut parts);
            }
            None => self.form.push(chunk, &mut parts),
        }
        self.counted(parts)
    }

    /// Gives back what remains when the document is over.
    pub fn finish(&mut self) -> Vec<Piece> {
        let mut parts = Vec::new();
        if let Some(encoded) = &mut self.encoded {
            let decoded = encoded.finish();
            self.form.push(&decoded, &mut parts);
        }
        match &mut self.form {
            Form::Json(values) => values.finish(&mut parts),
            Form::Lines(lines) => lines.finish(&mut parts),
            Form::Page(page) => page.finish(&mut parts),
        }
        self.counted(parts)
    }

    fn counted(&mut self, mut parts: Vec<Part>) -> Vec<Piece> {
        if self.has_wrappers {
            parts = parts.into_iter().flat_map(Part::unwrapped).collect();
        }
        let counted = parts.into_iter().map(|Part { line, content }| {
            let occurrence = content.as_ref().map_or(0, |content| self.occurrence(content));
            Piece { line, content, occurrence }
        });
        counted.collect()
    }

    fn occurrence(&mut self, content: &[u8]) -> u32 {
        if !self.has_twins {
            return 0;
        }
        // The answer to an attack is no part of what makes two attacks equal.
        let first_line = content.split(|byte| *byte == b'\n').next();
        let is_log = matches!(self.form, Form::Lines(_));
        self.seen.count(hash_of(first_line.filter(|_| is_log).unwrap_or(content)))
    }
}

impl Form {
    fn push(&mut self, mut chunk: &[u8], parts: &mut Vec<Part>) {
        if let Self::Json(values) = self
            && let Some(page) = values.page(chunk)
        {
            *self = Self::Page(Page::default());
            chunk = page;
        }
        match self {
            Self::Page(page) => page.push(chunk),
            Self::Json(values) => chunk.iter().for_each(|byte| values.push(*byte, parts)),
            Self::Lines(lines) => chunk.iter().for_each(|byte| lines.push(*byte, parts)),
        }
    }
}

/// Bytes of one message; those beyond the limit are counted, not kept.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    size: usize,
}

impl Buffer {
    pub(super) fn push(&mut self, byte: u8) {
        self.size += 1;
        if self.size <= MAX_MESSAGE_BYTES {
            self.bytes.push(byte);
        }
    }

    pub(super) fn append(&mut self, other: &Self) {
        self.size += other.size;
        if self.size <= MAX_MESSAGE_BYTES {
            self.bytes.extend_from_slice(&other.bytes);
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.size
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Empties the buffer. What is blank is no message.
    pub(super) fn take(&mut self, line: u64) -> Option<Part> {
        let found = core::mem::take(&mut self.size);
        let mut bytes = core::mem::take(&mut self.bytes);
        if found > MAX_MESSAGE_BYTES {
            return Some(Part {
                line,
                content: Err(VttError::Oversized { found, limit: MAX_MESSAGE_BYTES }),
            });
        }
        bytes.truncate(bytes.trim_ascii_end().len());
        (!bytes.is_empty()).then_some(Part { line, content: Ok(bytes) })
    }
}
