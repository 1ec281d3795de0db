//! What a relay passes on, on its way to the same record as everything else.

use std::{collections::BTreeMap, sync::PoisonError};

use serde::Deserialize;
use serde_json::Value;

use super::{
    Platform, Publisher, RollEvent, RollReceipt, RuledCampaign, Store, SyncError, SyncService,
    envelope, group::Message, reading, service::ReadEvent,
};
use crate::{
    model::{Connection, ConnectionId, SystemRef, Timestamp},
    systems::Catalog,
    vtt::relay::{Guard, RelayMessage},
};

/// How many tables' rolls are remembered.
const MAX_TABLES: usize = 256;

/// `relay:message`: a message of any tabletop as a tab heard it.
#[derive(Debug)]
pub(super) struct RelayEvent {
    pub(super) world_id: String,
    head: Head,
    message: RelayMessage,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Head {
    world_id: String,
    #[serde(default)]
    seq: Option<u64>,
    #[serde(default)]
    timestamp: Option<Timestamp>,
    #[serde(default)]
    system: Option<SystemRef>,
}

impl RelayEvent {
    /// Reads an event's payload.
    pub(super) fn open(connection: &Connection, payload: &Value) -> Result<Self, SyncError> {
        envelope::check_depth(payload)?;
        let head =
            Head::deserialize(payload).map_err(|error| SyncError::Malformed(error.to_string()))?;
        let message = RelayMessage::parse(payload, &connection.vtt)?;
        Ok(Self { world_id: head.world_id.clone(), head, message })
    }
}

/// What each table's relays told lately: several may tell of one roll.
#[derive(Debug, Default)]
pub(super) struct Twins(BTreeMap<ConnectionId, Table>);

#[derive(Debug, Default)]
struct Table {
    guard: Guard,
    /// Messages that another source had told before: sent again they are still that.
    twins: Guard,
}

impl Twins {
    /// Of no table yet.
    pub(super) const fn new() -> Self {
        Self(BTreeMap::new())
    }

    fn table(&mut self, connection_id: ConnectionId) -> &mut Table {
        if self.0.len() >= MAX_TABLES && !self.0.contains_key(&connection_id) {
            self.0.pop_first();
        }
        self.0.entry(connection_id).or_default()
    }
}

impl<S: Store, P: Publisher, E: Platform> SyncService<S, P, E> {
    /// `relay:message`: records every roll of a message that a tab heard. Rolls that another source
    /// told of within three seconds, and what was rolled before the tab joined, are left out.
    ///
    /// # Errors
    ///
    /// As [`record`](Self::record).
    pub async fn relay(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<RollReceipt, SyncError> {
        let message = Message::of(connection, "relay:message", payload.into());
        let mut receipts = self.record_messages(vec![message]).await;
        receipts.pop().unwrap_or_else(|| Ok(RollReceipt::default()))
    }

    pub(super) fn judge_relayed(
        &self,
        connection: &Connection,
        RuledCampaign { campaign, rules }: &RuledCampaign,
        event: RelayEvent,
    ) -> Result<ReadEvent, SyncError> {
        let RelayEvent { world_id, head, message } = event;
        let known = head.system.or_else(|| campaign.system.clone());
        let system = message.system(known.as_ref().map(|system| &system.id));
        let version = known.filter(|known| known.id == system).and_then(|known| known.version);
        let rules = match rules {
            Some(rules) if rules.is_for(&system) => rules.system(),
            _ => Catalog::built_in().resolve(&system),
        };
        let mut reading = message.read(&connection.vtt, rules, &system)?;
        if message.is_history() {
            reading.rolls.clear();
        } else {
            self.keep_new(connection, &message, &mut reading);
        }
        let rolls = reading.into_rolls()?;
        let timestamp = message.at().or(head.timestamp);
        let raw = message.into_raw();
        Ok(ReadEvent {
            campaign_id: campaign.campaign_id,
            judged: reading::judged(rules, rolls, &system),
            event: RollEvent {
                world_id,
                seq: head.seq,
                timestamp,
                system: SystemRef { id: system, version },
                core_version: None,
                message: raw.to_string(),
                actor: None,
            },
        })
    }

    /// Takes out what another source told of. What came before is left to the store, which knows it.
    fn keep_new(
        &self,
        connection: &Connection,
        message: &RelayMessage,
        reading: &mut crate::vtt::Reading,
    ) {
        let (source, id) = (message.source(), message.id());
        let mut twins = self.twins.lock().unwrap_or_else(PoisonError::into_inner);
        let table = twins.table(connection.connection_id);
        if !table.twins.admits(source, id, None) {
            reading.rolls.clear();
        } else if table.guard.admits(source, id, None) && !reading.rolls.is_empty() {
            table.guard.keep_new(source, message.at(), reading);
            let of = if reading.rolls.is_empty() { &mut table.twins } else { &mut table.guard };
            of.remember(source, id);
        }
    }
}
