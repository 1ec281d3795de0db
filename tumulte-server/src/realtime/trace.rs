//! One roll's way through the logs. The id that everybody already has is its trace id: the module gets it with the
//! acknowledgement, viewers with the event, and the database keeps it.
//!
//! These lines are written for `RUST_LOG=tumulte_server::realtime::trace=debug`.

use serde_json::Value;
use tracing::{Level, debug, enabled};
use tumulte_core::{
    model::Connection,
    sync::{Acknowledgement, Publication},
};

use crate::metrics::metrics;

/// An event was stored and is acknowledged.
pub(super) fn acknowledged(connection: &Connection, event: &str, answer: &Acknowledgement) {
    let rolls = answer.body.get("rolls").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_known = answer.body.get("duplicate").and_then(Value::as_bool).unwrap_or_default();
    if !is_known && event == "dice:roll" {
        metrics().rolls.inc_by(rolls.len() as u64);
    }
    if !enabled!(Level::DEBUG) {
        return;
    }
    for roll in rolls {
        let text = |name: &str| roll.get(name).and_then(Value::as_str).unwrap_or_default();
        let (trace, vtt_roll) = (text("rollId"), text("vttRollId"));
        debug!(
            trace.id = trace, vtt_roll.id = vtt_roll, connection.id = %connection.connection_id,
            event, is_known, "a roll is stored"
        );
    }
}

/// Events are handed to this server's viewers.
pub(super) fn published(publications: &[Publication]) {
    metrics().published.inc_by(publications.len() as u64);
    if !enabled!(Level::DEBUG) {
        return;
    }
    for Publication { cursor, campaign_id, audience, event, payload, .. } in publications {
        let audience = audience.as_str();
        let trace = roll_id(payload);
        debug!(trace.id = trace, cursor, campaign.id = %campaign_id, audience, event, "a roll is published");
    }
}

/// The roll's id in the payload of its event: the payload is ours, and nothing else in it has this name.
fn roll_id(payload: &str) -> &str {
    let after = payload.split_once(r#""rollId":""#).map_or("", |(_, after)| after);
    after.split_once('"').map_or("", |(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_trace_id_is_the_rolls_own() {
        assert_eq!(roll_id(r#"{"rollId":"0197","formula":"1d20"}"#), "0197");
        assert_eq!(roll_id("{}"), "");
        assert_eq!(roll_id(r#"{"rollId":"#), "");
    }
}
