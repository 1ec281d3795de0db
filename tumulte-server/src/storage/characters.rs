//! Characters and who streams them.

use tumulte_core::{
    model::{CampaignId, Character, CharacterId, StreamerId, Timestamp},
    sync::{StoreError, StoredCharacter},
};
use uuid::Uuid;

use super::{Storage, from_json, to_json, unavailable};

/// A character with the streamer it is assigned to.
#[derive(Debug, Clone)]
pub struct CharacterRow {
    /// Our id.
    pub character_id: CharacterId,
    /// What the tabletop sent last.
    pub character: Character,
    /// Who streams it.
    pub streamer_id: Option<StreamerId>,
}

impl Storage {
    /// The characters of a campaign by name, player characters first.
    pub async fn characters_of(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<CharacterRow>, StoreError> {
        let rows: Vec<(Uuid, String, Option<Uuid>)> = sqlx::query_as(
            "SELECT c.character_id, c.character, a.streamer_id
             FROM characters c LEFT JOIN assignments a
               ON a.campaign_id = c.campaign_id AND a.character_id = c.character_id
             WHERE c.campaign_id = ? AND c.removed_at IS NULL
             ORDER BY c.character_type <> 'pc', c.name COLLATE NOCASE, c.character_id",
        )
        .bind(campaign_id.as_uuid())
        .fetch_all(&self.pool)
        .await
        .map_err(unavailable)?;
        rows.into_iter()
            .map(|(id, character, streamer_id)| {
                Ok(CharacterRow {
                    character_id: CharacterId::from_uuid(id),
                    character: from_json("character", &character)?,
                    streamer_id: streamer_id.map(StreamerId::from_uuid),
                })
            })
            .collect()
    }

    /// Finds a character by the tabletop's id.
    pub(super) async fn character_by_vtt_id(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
    ) -> Result<Option<StoredCharacter>, StoreError> {
        let row: Option<(Uuid, String)> = sqlx::query_as(
            "SELECT character_id, character FROM characters
             WHERE campaign_id = ? AND vtt_character_id = ? AND removed_at IS NULL",
        )
        .bind(campaign_id.as_uuid())
        .bind(vtt_character_id)
        .fetch_optional(&self.pool)
        .await
        .map_err(unavailable)?;
        row.map(|(id, character)| {
            Ok(StoredCharacter {
                character_id: CharacterId::from_uuid(id),
                character: from_json("character", &character)?,
            })
        })
        .transpose()
    }

    /// Stores characters; with `is_complete`, those not named are marked as gone.
    pub(super) async fn upsert_characters(
        &self,
        campaign_id: CampaignId,
        characters: &[(CharacterId, Character)],
        is_complete: bool,
        now: Timestamp,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        let mut transaction = self.write().await?;
        if is_complete {
            for statement in [
                "UPDATE characters SET removed_at = ?1 WHERE campaign_id = ?2 AND removed_at IS NULL",
                "UPDATE campaigns SET synced_at = ?1 WHERE campaign_id = ?2",
            ] {
                sqlx::query(statement)
                    .bind(now.as_millis())
                    .bind(campaign_id.as_uuid())
                    .execute(&mut *transaction)
                    .await
                    .map_err(unavailable)?;
            }
        }
        let mut stored = Vec::with_capacity(characters.len());
        for (character_id, character) in characters {
            let (id,): (Uuid,) = sqlx::query_as(
                "INSERT INTO characters (character_id, campaign_id, vtt_character_id, name, character_type, character, updated_at)
                 VALUES (?, ?, ?, ?, ?, ?, ?)
                 ON CONFLICT (campaign_id, vtt_character_id) DO UPDATE SET name = excluded.name,
                   character_type = excluded.character_type, character = excluded.character,
                   updated_at = excluded.updated_at, removed_at = NULL
                 RETURNING character_id",
            )
            .bind(character_id.as_uuid())
            .bind(campaign_id.as_uuid())
            .bind(&character.vtt_character_id)
            .bind(&character.name)
            .bind(character.character_type.as_str())
            .bind(to_json(character)?)
            .bind(now.as_millis())
            .fetch_one(&mut *transaction)
            .await
            .map_err(unavailable)?;
            stored.push(StoredCharacter {
                character_id: CharacterId::from_uuid(id),
                character: character.clone(),
            });
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(stored)
    }

    /// Marks a character as gone.
    pub(super) async fn mark_character_removed(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
        now: Timestamp,
    ) -> Result<Option<CharacterId>, StoreError> {
        let row: Option<(Uuid,)> = sqlx::query_as(
            "UPDATE characters SET removed_at = ? WHERE campaign_id = ? AND vtt_character_id = ?
             AND removed_at IS NULL RETURNING character_id",
        )
        .bind(now.as_millis())
        .bind(campaign_id.as_uuid())
        .bind(vtt_character_id)
        .fetch_optional(&self.pool)
        .await
        .map_err(unavailable)?;
        Ok(row.map(|(id,)| CharacterId::from_uuid(id)))
    }

    /// Assigns a character to a streamer of the campaign, or to nobody; false when either is not of it.
    pub async fn assign_character(
        &self,
        campaign_id: CampaignId,
        character_id: CharacterId,
        streamer_id: Option<StreamerId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.write().await?;
        let (known,): (bool,) = sqlx::query_as(
            "SELECT EXISTS (SELECT 1 FROM characters WHERE campaign_id = ?1 AND character_id = ?2)
             AND (?3 IS NULL OR EXISTS (SELECT 1 FROM memberships WHERE campaign_id = ?1 AND streamer_id = ?3))",
        )
        .bind(campaign_id.as_uuid())
        .bind(character_id.as_uuid())
        .bind(streamer_id.map(|id| id.as_uuid()))
        .fetch_one(&mut *transaction)
        .await
        .map_err(unavailable)?;
        if !known {
            return Ok(false);
        }
        sqlx::query("DELETE FROM assignments WHERE campaign_id = ? AND character_id = ?")
            .bind(campaign_id.as_uuid())
            .bind(character_id.as_uuid())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        if let Some(streamer_id) = streamer_id {
            sqlx::query(
                "INSERT INTO assignments (campaign_id, character_id, streamer_id, assigned_at) VALUES (?, ?, ?, ?)",
            )
            .bind(campaign_id.as_uuid())
            .bind(character_id.as_uuid())
            .bind(streamer_id.as_uuid())
            .bind(now.as_millis())
            .execute(&mut *transaction)
            .await
            .map_err(unavailable)?;
        }
        transaction.commit().await.map_err(unavailable)?;
        Ok(true)
    }
}
