//! Roll20's archive in base64, as its page carries it.

use crate::model::from_base64;

/// How many bytes decide whether a document is base64.
const ENOUGH: usize = 64;

/// Decodes base64 on the way; everything else passes as it is.
#[derive(Debug, Default)]
pub(super) struct Encoded {
    /// Whether it is base64, once enough bytes are known.
    is_encoded: Option<bool>,
    waiting: Vec<u8>,
}

impl Encoded {
    pub(super) fn push(&mut self, chunk: &[u8]) -> Vec<u8> {
        if self.is_encoded == Some(false) {
            return chunk.to_vec();
        }
        self.waiting.extend_from_slice(chunk);
        if self.is_encoded.is_none() {
            // By the beginning alone, so that it is the same however the document is cut.
            let mut beginning = self.waiting.iter().take(ENOUGH);
            if !beginning.all(|byte| byte.is_ascii_whitespace() || is_letter(*byte)) {
                self.is_encoded = Some(false);
                return core::mem::take(&mut self.waiting);
            }
            if self.waiting.len() < ENOUGH {
                return Vec::new();
            }
            self.is_encoded = Some(true);
        }
        self.waiting.retain(|byte| !byte.is_ascii_whitespace());
        let whole = self.waiting.len() - self.waiting.len() % 4;
        let rest = self.waiting.split_off(whole);
        decoded(&core::mem::replace(&mut self.waiting, rest))
    }

    pub(super) fn finish(&mut self) -> Vec<u8> {
        let rest = core::mem::take(&mut self.waiting);
        let mut letters: Vec<u8> =
            rest.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).collect();
        if letters.is_empty() || self.is_encoded == Some(false) {
            return rest;
        }
        letters.resize(letters.len().next_multiple_of(4), b'=');
        from_base64(&letters).unwrap_or(rest)
    }
}

const fn is_letter(byte: u8) -> bool {
    matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=')
}

/// What is no base64 passes as it is, in groups of four: the reader says what is wrong with it.
fn decoded(text: &[u8]) -> Vec<u8> {
    from_base64(text).unwrap_or_else(|| {
        let groups = text.chunks(4);
        groups.flat_map(|group| from_base64(group).unwrap_or_else(|| group.to_vec())).collect()
    })
}
