//! What a message and its parts may nest.

use super::json::Limits;
use crate::vtt::MAX_MESSAGE_DEPTH;
pub(super) use crate::vtt::extent::Extent;

/// The most objects and lists one roll may consist of.
pub(super) const MAX_ROLL_PARTS: usize = 32_768;

/// What a whole message may nest. Its parts are bounded by its bytes.
pub(super) const MESSAGE: Limits = Limits { depth: MAX_MESSAGE_DEPTH, parts: usize::MAX };

/// What one roll may consist of.
pub(super) const ROLL: Limits = Limits { depth: crate::roll::MAX_DEPTH, parts: MAX_ROLL_PARTS };
