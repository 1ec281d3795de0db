//! What a relay passes on, on its way to the same record as everything else.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{
    Platform, Publisher, RollEvent, RollReceipt, RuledCampaign, Store, SyncError, SyncService,
    envelope,
    group::{Message, again},
    reading,
    service::ReadEvent,
    twins::Claims,
};
use crate::{
    model::{CampaignId, Connection, SystemRef, Timestamp},
    systems::Catalog,
    vtt::relay::{RelayMessage, Source, TWIN_MILLIS},
};

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

/// Who told of a message, and when.
#[derive(Debug)]
pub(super) struct Telling {
    pub(super) source: Source,
    pub(super) at: Option<Timestamp>,
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

    /// Takes out of relayed messages what another source told of, here or on another server; the rest is theirs to store.
    pub(super) async fn claim_relayed(
        &self,
        read: &mut [Result<ReadEvent, SyncError>],
    ) -> Claims<'_> {
        let mut claims = Claims::new(&self.twins);
        for (campaign_id, from, until) in spans(read) {
            let now = self.platform.now();
            match self.store.rolls_between(campaign_id, from, until, now).await {
                Ok(told) => claims.recall(campaign_id, told),
                Err(error) => {
                    let struck = read.iter_mut().filter(|read| is_told(read, campaign_id));
                    struck.for_each(|read| *read = Err(SyncError::Store(again(&error))));
                }
            }
        }
        for (place, read) in read.iter_mut().enumerate() {
            let Ok(event) = read else { continue };
            let Some(telling) = &event.telling else { continue };
            if let Err(error) = claims.claim(place, event.campaign_id, telling, &mut event.judged) {
                *read = Err(error);
            }
        }
        claims
    }
}

impl RelayEvent {
    /// Reads and judges its rolls.
    pub(super) fn judge(
        self,
        connection: &Connection,
        RuledCampaign { campaign, rules }: &RuledCampaign,
    ) -> Result<ReadEvent, SyncError> {
        let Self { world_id, head, message } = self;
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
        }
        let rolls = reading.into_rolls()?;
        let timestamp = message.at().or(head.timestamp);
        let telling = Telling { source: message.source().clone(), at: message.at() };
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
            telling: Some(telling),
        })
    }
}

fn is_told(read: &Result<ReadEvent, SyncError>, campaign_id: CampaignId) -> bool {
    read.as_ref().is_ok_and(|event| event.telling.is_some() && event.campaign_id == campaign_id)
}

/// When what was told of each campaign may have been told of by others.
fn spans(read: &[Result<ReadEvent, SyncError>]) -> Vec<(CampaignId, Timestamp, Timestamp)> {
    let mut spans: BTreeMap<CampaignId, (Timestamp, Timestamp)> = BTreeMap::new();
    for event in read.iter().flatten() {
        let Some(telling) = &event.telling else { continue };
        for judged in &event.judged {
            let Some(at) = telling.at.or(judged.roll.rolled_at) else { continue };
            let span = spans.entry(event.campaign_id).or_insert((at, at));
            *span = (span.0.min(at), span.1.max(at));
        }
    }
    let wide = |millis: i64| Timestamp::from_millis(millis);
    let widened = spans.into_iter().map(|(campaign_id, (from, until))| {
        let from = wide(from.as_millis().saturating_sub(TWIN_MILLIS));
        (campaign_id, from, wide(until.as_millis().saturating_add(TWIN_MILLIS)))
    });
    widened.collect()
}
