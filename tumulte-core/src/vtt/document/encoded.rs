//! Roll20's archive in base64, as its page carries it.

use base64::{Engine as _, engine::general_purpose::STANDARD};

/// Decodes base64 on the way; JSON passes as it is.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    /// Whether it is base64; the first byte decides.
    is_encoded: Option<bool>,
    waiting: Vec<u8>,
}

impl Encoded {
    pub(super) fn push(&mut self, chunk: &[u8]) -> Vec<u8> {
        if self.is_encoded.is_none() {
            let first = chunk.iter().find(|byte| !byte.is_ascii_whitespace());
            // No JSON document begins with one of base64's letters but a bare word.
            self.is_encoded = first.map(|byte| byte.is_ascii_alphanumeric());
        }
        if self.is_encoded != Some(true) {
            return chunk.to_vec();
        }
        self.waiting.extend(chunk.iter().filter(|byte| !byte.is_ascii_whitespace()));
        let whole = self.waiting.len() - self.waiting.len() % 4;
        let rest = self.waiting.split_off(whole);
        let whole = core::mem::replace(&mut self.waiting, rest);
        decoded(&whole)
    }

    pub(super) fn finish(&mut self) -> Vec<u8> {
        let mut rest = core::mem::take(&mut self.waiting);
        if rest.is_empty() {
            return Vec::new();
        }
        rest.resize(4, b'=');
        decoded(&rest)
    }
}

/// What is no base64 passes as it is: the reader says what is wrong with it.
fn decoded(text: &[u8]) -> Vec<u8> {
    STANDARD.decode(text).unwrap_or_else(|_| text.to_vec())
}
