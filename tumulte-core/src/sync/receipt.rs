//! What the sender of an event gets back.

use serde::Serialize;

use crate::model::RollId;

/// One roll as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RecordedRoll {
    /// Our id.
    pub roll_id: RollId,
    /// The tabletop's own identity: `messageId#place`.
    pub vtt_roll_id: String,
}

/// The acknowledgement of `dice:roll` and `dice:update`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RollReceipt {
    /// Every roll of the message, in order.
    pub rolls: Vec<RecordedRoll>,
    /// Whether every roll had been recorded before: a resend changed nothing.
    pub duplicate: bool,
}
