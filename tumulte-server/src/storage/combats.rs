//! Combats that go on.

use tumulte_core::{
    model::{CampaignId, Combat, Timestamp},
    sync::{Cursor, Draft, StoreError},
};

use super::{Execute as _, Storage, command, query, to_json};

impl Storage {
    /// The combats of a campaign, the one longest without news first.
    pub(super) async fn combats_of(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<Combat>, StoreError> {
        let select = query(
            "SELECT combat FROM combats WHERE campaign_id = $1 ORDER BY updated_at, vtt_combat_id",
        );
        let rows = self.database.all(select.bind(campaign_id)).await?;
        rows.iter().map(|row| row.json("combat")).collect()
    }

    /// Stores a combat with what is told of it.
    pub(super) async fn upsert_combat(
        &self,
        campaign_id: CampaignId,
        combat: &Combat,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        let upsert = command(
            "INSERT INTO combats (campaign_id, vtt_combat_id, combat, updated_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (campaign_id, vtt_combat_id) DO UPDATE SET combat = excluded.combat,
               updated_at = excluded.updated_at",
        );
        let upsert =
            upsert.bind(campaign_id).bind(&combat.vtt_combat_id).bind(to_json(combat)?).bind(now);
        let mut transaction = self.database.write_events().await?;
        transaction.run(upsert).await?;
        let events: Vec<_> = drafts.iter().map(|draft| (campaign_id, None, draft)).collect();
        let cursors = Self::append_events(&mut transaction, &events, now).await?;
        transaction.commit().await?;
        Ok(cursors)
    }

    /// Forgets a combat and stores what is told of its end; one that is not there causes nothing.
    pub(super) async fn delete_combat(
        &self,
        campaign_id: CampaignId,
        vtt_combat_id: &str,
        drafts: &[Draft],
        now: Timestamp,
    ) -> Result<Vec<Cursor>, StoreError> {
        let delete = command("DELETE FROM combats WHERE campaign_id = $1 AND vtt_combat_id = $2");
        let mut transaction = self.database.write_events().await?;
        if transaction.run(delete.bind(campaign_id).bind(vtt_combat_id)).await? == 0 {
            return Ok(Vec::new());
        }
        let events: Vec<_> = drafts.iter().map(|draft| (campaign_id, None, draft)).collect();
        let cursors = Self::append_events(&mut transaction, &events, now).await?;
        transaction.commit().await?;
        Ok(cursors)
    }
}
