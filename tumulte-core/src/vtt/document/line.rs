//! Lines of a chat log.

use super::splitter::{Buffer, Part};
use crate::vtt::fantasygrounds::{is_answer_to_attack, may_be_answered};

/// Splits at line ends and at `<br />`; an attack waits for its answer.
#[derive(Debug)]
pub(super) struct Lines {
    buffer: Buffer,
    line: u64,
    start: u64,
    /// An attack whose answer may follow.
    waiting: Option<Part>,
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { buffer: Buffer::default(), line: 1, start: 1, waiting: None }
    }

    pub(super) fn push(&mut self, byte: u8, parts: &mut Vec<Part>) {
        if byte == b'\n' {
            self.end(parts);
            self.line += 1;
            self.start = self.line;
            return;
        }
        self.buffer.push(byte);
        if byte == b'>' {
            let bytes = self.buffer.bytes();
            if [b"<br />".as_slice(), b"<br/>", b"<br>"].iter().any(|end| bytes.ends_with(end)) {
                self.end(parts);
            }
        }
    }

    pub(super) fn finish(&mut self, parts: &mut Vec<Part>) {
        self.end(parts);
        parts.extend(self.waiting.take());
    }

    fn end(&mut self, parts: &mut Vec<Part>) {
        let Some(part) = self.buffer.take(self.start) else { return };
        let Ok(bytes) = &part.content else {
            parts.extend(self.waiting.take());
            parts.push(part);
            return;
        };
        let text = String::from_utf8_lossy(bytes);
        if matches!(text.trim(), "<br />" | "<br/>" | "<br>") {
            return;
        }
        if let Some(Part { content: Ok(attack), .. }) = &mut self.waiting
            && is_answer_to_attack(&text)
            && attack.len() + bytes.len() < crate::vtt::MAX_MESSAGE_BYTES
        {
            attack.push(b'\n');
            attack.extend_from_slice(bytes);
            parts.extend(self.waiting.take());
            return;
        }
        parts.extend(self.waiting.take());
        if may_be_answered(&text) {
            self.waiting = Some(part);
        } else {
            parts.push(part);
        }
    }
}
