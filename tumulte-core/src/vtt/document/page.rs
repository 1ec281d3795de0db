//! A page of Roll20 saved as HTML: the archive's, or one of the chat log.

use super::splitter::Part;
use crate::vtt::field::json_text;
use crate::vtt::{MAX_MESSAGE_BYTES, VttError, roll20};

/// The largest page that is kept.
const MAX_PAGE_BYTES: usize = 64 * 1024 * 1024;

/// A page, kept until it is complete.
#[derive(Debug, Default)]
pub(super) struct Page {
    html: Vec<u8>,
    size: usize,
}

impl Page {
    pub(super) fn push(&mut self, chunk: &[u8]) {
        self.size = self.size.saturating_add(chunk.len());
        if self.size <= MAX_PAGE_BYTES {
            self.html.extend_from_slice(chunk);
        }
    }

    /// The messages of an archive's page; any other page is one message.
    pub(super) fn finish(&mut self, parts: &mut Vec<Part>) {
        let html = core::mem::take(&mut self.html);
        let found = core::mem::take(&mut self.size);
        let mut push = |content| parts.push(Part { line: 1, content });
        if found > MAX_PAGE_BYTES {
            push(Err(VttError::Oversized { found, limit: MAX_MESSAGE_BYTES }));
        } else if let Ok(archive) = roll20::archive(&html) {
            for message in archive {
                push(message.map(|(_, message)| json_text(&message).into_bytes()));
            }
        } else if found > MAX_MESSAGE_BYTES {
            push(Err(VttError::Oversized { found, limit: MAX_MESSAGE_BYTES }));
        } else {
            push(Ok(html.trim_ascii().to_vec()));
        }
    }
}
