//! How large outside JSON is, before anybody reads it.

use serde_json::Value;

use super::{MAX_MESSAGE_BYTES, MAX_MESSAGE_DEPTH, VttError};

/// How large some JSON is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    /// Bytes of text, at least roughly.
    pub(super) bytes: usize,
    /// Levels of nesting.
    pub(super) depth: usize,
    /// Objects and lists.
    pub(super) containers: usize,
}

impl Extent {
    /// Measures JSON text in one pass; text that is no JSON gets a number too.
    pub(super) fn of_text(text: &[u8]) -> Self {
        let mut extent = Self { bytes: text.len(), ..Self::default() };
        let (mut open, mut in_string, mut escaped) = (0_usize, false, false);
        for byte in text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                _ if in_string => {}
                b'{' | b'[' => {
                    open += 1;
                    extent.enter(open);
                }
                b'}' | b']' => open = open.saturating_sub(1),
                _ => {}
            }
        }
        extent
    }

    /// Measures parsed JSON without recursion.
    pub(super) fn of_value(value: &Value) -> Self {
        let mut extent = Self::default();
        let mut waiting = vec![(value, 1_usize)];
        while let Some((value, level)) = waiting.pop() {
            extent.bytes += 2;
            match value {
                Value::String(text) => extent.bytes += text.len(),
                Value::Array(items) => {
                    extent.enter(level);
                    waiting.extend(items.iter().map(|item| (item, level + 1)));
                }
                Value::Object(fields) => {
                    extent.enter(level);
                    extent.bytes += fields.keys().map(|key| key.len() + 2).sum::<usize>();
                    waiting.extend(fields.values().map(|field| (field, level + 1)));
                }
                Value::Null | Value::Bool(_) | Value::Number(_) => {}
            }
        }
        extent
    }

    fn enter(&mut self, level: usize) {
        self.containers += 1;
        self.depth = self.depth.max(level);
    }

    /// Refuses what is larger or deeper than a message may be.
    pub(super) const fn check(self) -> Result<Self, VttError> {
        if self.bytes > MAX_MESSAGE_BYTES {
            return Err(VttError::Oversized { found: self.bytes, limit: MAX_MESSAGE_BYTES });
        }
        if self.depth > MAX_MESSAGE_DEPTH {
            return Err(VttError::TooDeep);
        }
        Ok(self)
    }
}
