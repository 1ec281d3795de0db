//! The storage as core's sync service sees it.

use async_trait::async_trait;
use tumulte_core::{
    model::{
        Campaign, CampaignId, Character, CharacterId, Combat, ConnectionId, RollId, SystemRef,
        Timestamp,
    },
    sync::{
        Cursor, Draft, NewMessage, NewRoll, RecordOutcome, RollRevision, RuledCampaign,
        SpeakingCharacter, Store, StoreError, StoredCharacter, StoredRoll, ToldRoll,
    },
};

use super::Storage;

#[async_trait]
impl Store for Storage {
    async fn campaign(
        &self,
        connection_id: ConnectionId,
        vtt_campaign_id: &str,
    ) -> Result<Option<Campaign>, StoreError> {
        let row = self.campaign_of_world(connection_id, vtt_campaign_id).await?;
        Ok(row.map(|row| row.campaign))
    }

    async fn campaigns(
        &self,
        worlds: &[(ConnectionId, &str)],
    ) -> Result<Vec<Option<Campaign>>, StoreError> {
        let found = self.campaigns_of_worlds(worlds).await?;
        Ok(found.into_iter().map(|found| found.map(|(campaign, _)| campaign)).collect())
    }

    async fn ruled_campaigns(
        &self,
        worlds: &[(ConnectionId, &str)],
    ) -> Result<Vec<Option<RuledCampaign>>, StoreError> {
        let mut campaigns = Vec::with_capacity(worlds.len());
        for found in self.campaigns_of_worlds(worlds).await? {
            let Some((campaign, version)) = found else {
                campaigns.push(None);
                continue;
            };
            let rules = self.prepared_rules(campaign.campaign_id, version).await?;
            campaigns.push(Some(RuledCampaign { campaign, rules }));
        }
        Ok(campaigns)
    }

    async fn describe_world(
        &self,
        connection_id: ConnectionId,
        name: Option<&str>,
        system: &SystemRef,
        core_version: Option<&str>,
    ) -> Result<(), StoreError> {
        self.update_world(connection_id, name, system, core_version).await
    }

    async fn character(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
    ) -> Result<Option<StoredCharacter>, StoreError> {
        self.character_by_vtt_id(campaign_id, vtt_character_id).await
    }

    async fn speakers(
        &self,
        wanted: &[(CampaignId, &str)],
    ) -> Result<Vec<Option<SpeakingCharacter>>, StoreError> {
        self.speakers_by_vtt_id(wanted).await
    }

    async fn put_characters(
        &self,
        campaign_id: CampaignId,
        characters: &[(CharacterId, Character)],
        is_complete: bool,
        now: Timestamp,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        self.upsert_characters(campaign_id, characters, is_complete, now).await
    }

    async fn remove_character(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
        now: Timestamp,
    ) -> Result<Option<CharacterId>, StoreError> {
        self.mark_character_removed(campaign_id, vtt_character_id, now).await
    }

    async fn present_characters(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        self.present_characters_of(campaign_id).await
    }

    async fn combats(&self, campaign_id: CampaignId) -> Result<Vec<Combat>, StoreError> {
        self.combats_of(campaign_id).await
    }

    async fn put_combat(
        &self,
        campaign_id: CampaignId,
        combat: &Combat,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.upsert_combat(campaign_id, combat, drafts, now).await
    }

    async fn remove_combat(
        &self,
        campaign_id: CampaignId,
        vtt_combat_id: &str,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        self.delete_combat(campaign_id, vtt_combat_id, drafts, now).await
    }

    async fn record(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
        raw: &str,
        rolls: &[NewRoll],
        now: Timestamp,
    ) -> Result<Vec<RecordOutcome>, StoreError> {
        let message = NewMessage {
            campaign_id,
            message_id: message_id.to_owned(),
            raw: raw.to_owned(),
            rolls: rolls.to_vec(),
        };
        let mut outcomes = self.insert_messages(&[message], now).await;
        outcomes.pop().unwrap_or_else(|| Ok(Vec::new()))
    }

    async fn record_all(
        &self,
        messages: &[NewMessage],
        now: Timestamp,
    ) -> Vec<Result<Vec<RecordOutcome>, StoreError>> {
        self.insert_messages(messages, now).await
    }

    async fn rolls_of_message(
        &self,
        campaign_id: CampaignId,
        message_id: &str,
    ) -> Result<Vec<StoredRoll>, StoreError> {
        self.select_rolls_of_message(campaign_id, message_id).await
    }

    async fn rolls_between(
        &self,
        campaign_id: CampaignId,
        from: Timestamp,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<ToldRoll>, StoreError> {
        self.select_rolls_between(campaign_id, from, until, now).await
    }

    async fn revise(
        &self,
        campaign_id: CampaignId,
        revisions: &[RollRevision],
        now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        self.update_rolls(campaign_id, revisions, now).await
    }

    async fn retract(
        &self,
        campaign_id: CampaignId,
        retractions: &[(RollId, Vec<Draft>)],
        now: Timestamp,
    ) -> Result<Vec<Vec<Cursor>>, StoreError> {
        self.retract_rolls(campaign_id, retractions, now).await
    }

    async fn append(
        &self,
        campaign_id: CampaignId,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        let mut transaction = self.database.write_events().await?;
        Self::require_campaign(&mut transaction, campaign_id).await?;
        let events: Vec<_> = drafts.iter().map(|draft| (campaign_id, None, draft)).collect();
        let cursors = Self::append_events(&mut transaction, &events, now).await?;
        transaction.commit().await?;
        Ok(cursors)
    }
}
