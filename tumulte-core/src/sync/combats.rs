//! `combat:*`: combats are kept as they are now; each audience is told what it sees change.

use serde_json::Value;

use super::{
    CombatEnd, CombatNews, Draft, GmEvent, Platform, Publisher, Store, StoreError, StreamEvent,
    SyncError, SyncService, envelope, envelope::WorldEvent, news::Step, stream_combat,
};
use crate::{
    model::{Campaign, CampaignId, Combat, CombatChange, Connection},
    vtt::foundry::parse_combat_event,
};

/// How many combats of a campaign may go on at once; a further one ends the one longest without news.
const MAX_COMBATS: usize = 16;

impl<S: Store, P: Publisher, E: Platform> SyncService<S, P, E> {
    /// `combat:start`, `combat:turn`, `combat:round`, `combat:update`, `combat:end`: takes a combat over as it is now.
    ///
    /// A stream hears of it only when what it sees looks different from before, by the name of what it sees. A second
    /// delivery tells nobody anything.
    ///
    /// # Errors
    ///
    /// `event.*`, `vtt.*`, `world.mismatch`, `campaign.not_imported`, `storage.*`.
    pub async fn take_combat(
        &self,
        connection: &Connection,
        event: &str,
        payload: Value,
    ) -> Result<(), SyncError> {
        envelope::check_depth(&payload)?;
        let (change, combat) = parse_combat_event(event, &payload)?;
        envelope::check_id("combat", &combat.vtt_combat_id)?;
        let WorldEvent { world_id } = envelope::open(payload)?;
        let campaign = self.campaign(connection, &world_id).await?;
        let known = self.store.combats(campaign.campaign_id).await?;
        if change == CombatChange::Ended {
            return self.end_combats(&campaign, known.iter().filter(is_same(&combat))).await;
        }
        let step = Step::told(&change).ok_or_else(|| unknown(event))?;
        self.put_combat(&campaign, &known, step, combat).await
    }

    /// Takes over every combat that goes on; others are over.
    pub(super) async fn sync_combats(
        &self,
        campaign: &Campaign,
        combats: Vec<Combat>,
    ) -> Result<(), SyncError> {
        let known = self.store.combats(campaign.campaign_id).await?;
        let is_over = |one: &&Combat| !combats.iter().any(|combat| is_same(combat)(one));
        self.end_combats(campaign, known.iter().filter(is_over)).await?;
        for combat in combats.into_iter().take(MAX_COMBATS) {
            self.put_combat(campaign, &known, Step::Update, combat).await?;
        }
        Ok(())
    }

    async fn put_combat(
        &self,
        campaign: &Campaign,
        known: &[Combat],
        step: Step,
        combat: Combat,
    ) -> Result<(), SyncError> {
        let before = known.iter().find(is_same(&combat));
        if before == Some(&combat) {
            return Ok(());
        }
        if before.is_none() && known.len() >= MAX_COMBATS {
            self.end_combats(campaign, known.iter().take(1)).await?;
        }
        let campaign_id = campaign.campaign_id;
        let seen = before.map(stream_combat);
        let shown = CombatNews::between(campaign_id, seen.as_ref(), stream_combat(&combat));
        let gm = CombatNews::for_gm(campaign_id, step, combat.clone());
        let mut drafts = vec![Draft::for_gm(&GmEvent::Combat(gm))?];
        if let Some(news) = shown {
            drafts.push(Draft::for_stream(&StreamEvent::Combat(news))?);
        }
        let now = self.platform.now();
        let cursors = self.store.put_combat(campaign_id, &combat, &drafts, now).await?;
        self.publish(campaign_id, &drafts, &cursors);
        Ok(())
    }

    async fn end_combats(
        &self,
        campaign: &Campaign,
        over: impl Iterator<Item = &Combat>,
    ) -> Result<(), SyncError> {
        let campaign_id = campaign.campaign_id;
        for combat in over {
            let drafts = end_drafts(campaign_id, &combat.vtt_combat_id)?;
            let (id, now) = (&combat.vtt_combat_id, self.platform.now());
            let cursors = self.store.remove_combat(campaign_id, id, &drafts, now).await?;
            self.publish(campaign_id, &drafts, &cursors);
        }
        Ok(())
    }
}

/// Reads the combats of `campaign:sync`.
pub(super) fn read_combats(sent: &[Value]) -> Result<Vec<Combat>, SyncError> {
    let read = |combat| {
        let (_, combat) = parse_combat_event(Step::Update.name(), combat)?;
        envelope::check_id("combat", &combat.vtt_combat_id)?;
        Ok(combat)
    };
    sent.iter().map(read).collect()
}

fn is_same(combat: &Combat) -> impl Fn(&&Combat) -> bool {
    move |other| other.vtt_combat_id == combat.vtt_combat_id
}

fn end_drafts(campaign_id: CampaignId, vtt_combat_id: &str) -> Result<Vec<Draft>, StoreError> {
    let end = CombatEnd { campaign_id, vtt_combat_id: vtt_combat_id.to_owned() };
    Ok(vec![
        Draft::for_gm(&GmEvent::CombatEnded(end.clone()))?,
        Draft::for_stream(&StreamEvent::CombatEnded(end))?,
    ])
}

fn unknown(event: &str) -> SyncError {
    SyncError::Unknown(event.chars().take(64).collect())
}
