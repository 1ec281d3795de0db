//! Rolls that several sources tell of: each is stored once, and is taken for told only once it is stored.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{JudgedRoll, RollReceipt, StoreError, SyncError, ToldRoll, relayed::Telling};
use crate::{
    model::{CampaignId, Timestamp},
    vtt::relay::{Face, RelayMessage, Source, may_be_one},
};

/// How many tables' rolls are remembered.
const MAX_TABLES: usize = 256;

/// How many rolls of a table are remembered.
const MAX_REMEMBERED: usize = 4_096;

/// A roll as one source names it.
#[derive(Debug, Clone, PartialEq)]
struct Name {
    source: Source,
    vtt_roll_id: String,
}

/// A message on its way to the store: the group it is in, and its place there.
type Claim = (u64, usize);

/// What each table's relays told lately.
#[derive(Debug, Default)]
pub(super) struct Twins {
    tables: BTreeMap<CampaignId, Table>,
    groups: u64,
}

#[derive(Debug, Default)]
struct Table {
    /// The latest moment heard of, for messages that have none.
    now: Option<Timestamp>,
    told: VecDeque<Told>,
}

/// A roll that is stored, or about to be.
#[derive(Debug)]
struct Told {
    name: Name,
    at: Option<Timestamp>,
    face: Face,
    is_stored: bool,
    /// The messages about to be stored that tell of it by this name.
    claims: Vec<Claim>,
    /// What other sources call it. Each tells of it once.
    twins: Vec<Name>,
}

impl Twins {
    /// Of no table yet.
    pub(super) const fn new() -> Self {
        Self { tables: BTreeMap::new(), groups: 0 }
    }

    fn table(&mut self, campaign_id: CampaignId) -> &mut Table {
        if self.tables.len() >= MAX_TABLES && !self.tables.contains_key(&campaign_id) {
            self.tables.pop_first();
        }
        self.tables.entry(campaign_id).or_default()
    }
}

impl Table {
    /// The roll another source told of, if this one is that.
    fn twin(&mut self, name: &Name, at: Option<Timestamp>, face: &Face) -> Option<&Told> {
        let known = self.told.iter().position(|told| told.twins.contains(name));
        let place = known.or_else(|| {
            self.told.iter().rposition(|told| {
                told.name.source != name.source
                    && told.twins.iter().all(|twin| twin.source != name.source)
                    && told.face == *face
                    && may_be_one(told.at, at)
            })
        });
        let told = self.told.get_mut(place?)?;
        if known.is_none() {
            told.twins.push(name.clone());
        }
        Some(told)
    }

    fn remember(&mut self, told: Told) {
        if self.told.len() >= MAX_REMEMBERED {
            self.told.pop_front();
        }
        self.told.push_back(told);
    }
}

/// A roll that is left out because another message of the same group tells of it.
#[derive(Debug)]
struct Wait {
    place: usize,
    campaign_id: CampaignId,
    on: Name,
}

/// What a group is about to store. Dropped unsettled it stores nothing, and all is forgotten.
#[derive(Debug)]
pub(super) struct Claims<'s> {
    twins: &'s Mutex<Twins>,
    group: u64,
    waits: Vec<Wait>,
    campaigns: Vec<CampaignId>,
}

impl<'s> Claims<'s> {
    /// Of a group that claims nothing yet.
    pub(super) fn new(twins: &'s Mutex<Twins>) -> Self {
        Self { twins, group: 0, waits: Vec::new(), campaigns: Vec::new() }
    }

    /// Takes over what the store knows: another server may have stored it.
    pub(super) fn recall(&self, campaign_id: CampaignId, stored: Vec<ToldRoll>) {
        let mut twins = lock(self.twins);
        let table = twins.table(campaign_id);
        for ToldRoll { raw, roll } in stored {
            let Some((source, at)) = RelayMessage::teller(&raw) else { continue };
            let face = Face::of(&roll);
            let at = at.or(roll.rolled_at);
            let name = Name { source, vtt_roll_id: roll.vtt_roll_id };
            match table.told.iter_mut().find(|told| told.name == name) {
                Some(told) => told.is_stored = true,
                None if face.is_known() => table.remember(Told {
                    name,
                    at,
                    face,
                    is_stored: true,
                    claims: Vec::new(),
                    twins: Vec::new(),
                }),
                None => {}
            }
        }
    }

    /// Takes the rolls out of the group's message at `place` that another source told of.
    ///
    /// Rolls are the same when actor, the dice that count and the total are. One source telling of two equal rolls
    /// means two rolls.
    ///
    /// # Errors
    ///
    /// `storage.unavailable` when what the other told is still on its way to the store by another call.
    pub(super) fn claim(
        &mut self,
        place: usize,
        campaign_id: CampaignId,
        Telling { source, at }: &Telling,
        judged: &mut Vec<JudgedRoll>,
    ) -> Result<(), SyncError> {
        let mut twins = lock(self.twins);
        if self.group == 0 {
            twins.groups += 1;
            self.group = twins.groups;
        }
        if !self.campaigns.contains(&campaign_id) {
            self.campaigns.push(campaign_id);
        }
        let group = self.group;
        let table = twins.table(campaign_id);
        let mut is_elsewhere = false;
        judged.retain(|JudgedRoll { roll, .. }| {
            let face = Face::of(roll);
            if !face.is_known() {
                return true;
            }
            let name = Name { source: source.clone(), vtt_roll_id: roll.vtt_roll_id.clone() };
            let at = at.or(roll.rolled_at);
            table.now = table.now.max(at);
            let at = at.or(table.now);
            if let Some(told) = table.told.iter_mut().find(|told| told.name == name) {
                told.claims.push((group, place));
                return true;
            }
            if let Some(told) = table.twin(&name, at, &face) {
                if !told.is_stored {
                    is_elsewhere |= told.claims.iter().all(|claim| claim.0 != group);
                    self.waits.push(Wait { place, campaign_id, on: told.name.clone() });
                }
                return false;
            }
            let claims = vec![(group, place)];
            table.remember(Told { name, at, face, is_stored: false, claims, twins: Vec::new() });
            true
        });
        if is_elsewhere { Err(on_its_way()) } else { Ok(()) }
    }

    /// The group was stored as its receipts say: what was refused is forgotten, and whoever waited for it is refused too.
    pub(super) fn settle(mut self, receipts: &mut [Result<RollReceipt, SyncError>]) {
        let is_stored = |place: usize| receipts.get(place).is_some_and(Result::is_ok);
        self.release(is_stored);
        let mut twins = lock(self.twins);
        for Wait { place, campaign_id, on } in core::mem::take(&mut self.waits) {
            let is_there = |told: &Told| told.name == on && told.is_stored;
            let table = twins.table(campaign_id);
            if !table.told.iter().any(is_there)
                && let Some(receipt) = receipts.get_mut(place).filter(|receipt| receipt.is_ok())
            {
                *receipt = Err(on_its_way());
            }
        }
    }

    fn release(&mut self, is_stored: impl Fn(usize) -> bool) {
        let group = self.group;
        let mut twins = lock(self.twins);
        for campaign_id in self.campaigns.drain(..) {
            twins.table(campaign_id).told.retain_mut(|told| {
                told.claims.retain(|(of, place)| {
                    let is_ours = *of == group;
                    told.is_stored |= is_ours && is_stored(*place);
                    !is_ours
                });
                told.is_stored || !told.claims.is_empty()
            });
        }
    }
}

impl Drop for Claims<'_> {
    fn drop(&mut self) {
        self.release(|_| false);
    }
}

fn lock(twins: &Mutex<Twins>) -> MutexGuard<'_, Twins> {
    twins.lock().unwrap_or_else(PoisonError::into_inner)
}

fn on_its_way() -> SyncError {
    let text = "another telling of the same roll is not stored yet";
    SyncError::Store(StoreError::Unavailable(text.into()))
}
