//! Size and depth of outside JSON.

use serde_json::Value;

use super::json::Limits;
use crate::vtt::{MAX_MESSAGE_BYTES, MAX_MESSAGE_DEPTH, VttError};

/// The most objects and lists one roll may consist of.
pub(super) const MAX_ROLL_PARTS: usize = 32_768;

/// What a whole message may nest. Its parts are bounded by its bytes.
pub(super) const MESSAGE: Limits = Limits { depth: MAX_MESSAGE_DEPTH, parts: usize::MAX };

/// What one roll may consist of.
pub(super) const ROLL: Limits = Limits { depth: crate::roll::MAX_DEPTH, parts: MAX_ROLL_PARTS };

/// How large some JSON is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    /// Bytes of text, at least roughly.
    pub(super) bytes: usize,
    /// Levels of nesting.
    pub(super) depth: usize,
}

impl Extent {
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
        self.depth = self.depth.max(level);
    }

    /// Refuses what is larger or deeper than a message may be.
    pub(super) const fn check(self) -> Result<Self, VttError> {
        if self.bytes > MAX_MESSAGE_BYTES {
            return Err(VttError::Oversized { found: self.bytes });
        }
        if self.depth > MAX_MESSAGE_DEPTH {
            return Err(VttError::TooDeep);
        }
        Ok(self)
    }
}
