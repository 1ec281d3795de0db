//! The way of a message, compiled for speed: its text comes in, its judged rolls go out on a tape.
//!
//! The add-on is compiled for size, its readers of messages are not: they are generic or `#[inline]`,
//! so each crate that calls them compiles them in its own way, and this one compiles nothing that is
//! called rarely. See the profile `addon` of the workspace.

pub mod pack;
pub mod tape;
pub mod text;

use tumulte_core::{
    model::VttKind,
    sync::{JudgedRoll, judge_message, judge_message_by},
    systems::System,
    vtt::{MessageContext, VttError},
};

/// Reads every roll of a message and judges each, by these rules or those of its game system.
pub fn judge(
    rules: Option<&System>,
    vtt: &VttKind,
    message: &[u8],
    context: &MessageContext,
) -> Result<Vec<JudgedRoll>, VttError> {
    match rules {
        None => judge_message(vtt, message, context),
        Some(rules) => judge_message_by(rules, vtt, message, context),
    }
}
