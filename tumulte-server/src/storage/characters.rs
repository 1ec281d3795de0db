//! Characters and who streams them.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use tumulte_core::{
    model::{CampaignId, Character, CharacterId, CharacterKind, StreamerId, Timestamp, UserId},
    sync::{CharacterRef, SpeakingCharacter, StoreError, StoredCharacter},
};

use super::{Execute as _, Given, Kind, Storage, command, query, storable, to_json};
use crate::cache::Topic;

/// A character with the streamer it is assigned to.
#[derive(Debug, Clone, Serialize, Deserialize)]
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
        let select = query(
            "SELECT c.character_id, c.character, a.streamer_id
             FROM characters c LEFT JOIN assignments a
               ON a.campaign_id = c.campaign_id AND a.character_id = c.character_id
             WHERE c.campaign_id = $1 AND c.removed_at IS NULL
             ORDER BY c.character_type <> 'pc', c.name COLLATE nocase, c.character_id",
        );
        let read = async {
            let rows = self.database.all(select.bind(campaign_id)).await?;
            let rows = rows.iter().map(|row| {
                Ok(CharacterRow {
                    character_id: row.get("character_id")?,
                    character: row.json("character")?,
                    streamer_id: row.get("streamer_id")?,
                })
            });
            rows.collect()
        };
        self.cache.or_read(Topic::Characters(campaign_id), read).await
    }

    /// The characters of a campaign in the order of the tabletop's ids.
    pub(super) async fn present_characters_of(
        &self,
        campaign_id: CampaignId,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        // What viewers are told follows from these: they are always the database's.
        let select = query(
            "SELECT character_id, character FROM characters
             WHERE campaign_id = $1 AND removed_at IS NULL ORDER BY vtt_character_id",
        );
        let rows = self.database.all(select.bind(campaign_id)).await?;
        rows.iter()
            .map(|row| {
                let (character_id, character) = (row.get("character_id")?, row.json("character")?);
                Ok(StoredCharacter { character_id, character })
            })
            .collect()
    }

    /// Finds a character by the tabletop's id.
    pub(super) async fn character_by_vtt_id(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
    ) -> Result<Option<StoredCharacter>, StoreError> {
        let select = query(
            "SELECT character_id, character FROM characters
             WHERE campaign_id = $1 AND vtt_character_id = $2 AND removed_at IS NULL",
        );
        let found = self.database.optional(select.bind(campaign_id).bind(vtt_character_id)).await?;
        found
            .map(|row| {
                let (character_id, character) = (row.get("character_id")?, row.json("character")?);
                Ok(StoredCharacter { character_id, character })
            })
            .transpose()
    }

    /// Finds what a roll tells of each of these characters.
    pub(super) async fn speakers_by_vtt_id(
        &self,
        wanted: &[(CampaignId, &str)],
    ) -> Result<Vec<Option<SpeakingCharacter>>, StoreError> {
        let mut given =
            Given::new(&[("campaign_id", Kind::Uuid), ("vtt_character_id", Kind::Text)]);
        for (campaign_id, vtt_character_id) in wanted {
            given.push([(*campaign_id).into(), (*vtt_character_id).into()]);
        }
        if given.is_empty() {
            return Ok(Vec::new());
        }
        let select = query(
            "SELECT g.campaign_id, g.vtt_character_id, c.character_id, c.name, c.character_type,
               c.character ->> 'avatarUrl' AS avatar_url
             FROM given g JOIN characters c
               ON c.campaign_id = g.campaign_id AND c.vtt_character_id = g.vtt_character_id
             WHERE c.removed_at IS NULL",
        );
        let mut found = HashMap::new();
        for row in self.database.all(select.over(given)).await? {
            let (campaign_id, vtt_character_id): (CampaignId, String) =
                (row.get("campaign_id")?, row.get("vtt_character_id")?);
            let kind: String = row.get("character_type")?;
            let speaker = SpeakingCharacter {
                reference: CharacterRef {
                    id: Some(row.get("character_id")?),
                    name: row.get("name")?,
                    avatar_url: row.get("avatar_url")?,
                },
                kind: CharacterKind::from(kind),
            };
            found.insert((campaign_id, vtt_character_id), speaker);
        }
        let find = |(campaign_id, id): &(CampaignId, &str)| {
            found.get(&(*campaign_id, storable(id).into_owned())).cloned()
        };
        Ok(wanted.iter().map(find).collect())
    }

    /// Stores characters; with `is_complete`, those not named are marked as gone.
    pub(super) async fn upsert_characters(
        &self,
        campaign_id: CampaignId,
        characters: &[(CharacterId, Character)],
        is_complete: bool,
        now: Timestamp,
    ) -> Result<Vec<StoredCharacter>, StoreError> {
        let mut given = Given::new(&[
            ("character_id", Kind::Uuid),
            ("campaign_id", Kind::Uuid),
            ("vtt_character_id", Kind::Text),
            ("name", Kind::Text),
            ("character_type", Kind::Text),
            ("character", Kind::Json),
            ("updated_at", Kind::Time),
        ]);
        // Named twice, a character is what was said of it last, and has the id it was given first.
        let mut named: HashMap<_, (CharacterId, &Character)> = HashMap::new();
        for (id, character) in characters {
            let entry = named.entry(storable(&character.vtt_character_id));
            entry.and_modify(|known| known.1 = character).or_insert((*id, character));
        }
        for (id, character) in named.into_values() {
            given.push([
                id.into(),
                campaign_id.into(),
                (&character.vtt_character_id).into(),
                (&character.name).into(),
                character.character_type.as_str().into(),
                to_json(character)?,
                now.into(),
            ]);
        }
        let mut transaction = self.database.write().await?;
        let mut owner: Option<UserId> = None;
        if is_complete {
            let remove = command(
                "UPDATE characters SET removed_at = $1 WHERE campaign_id = $2 AND removed_at IS NULL",
            );
            transaction.run(remove.bind(now).bind(campaign_id)).await?;
            let sync = command(
                "UPDATE campaigns SET synced_at = $1 WHERE campaign_id = $2 RETURNING owner_id",
            );
            let synced = transaction.optional(sync.bind(now).bind(campaign_id)).await?;
            owner = synced.map(|row| row.get("owner_id")).transpose()?;
        }
        let upsert = command(
            "INSERT INTO characters (character_id, campaign_id, vtt_character_id, name, character_type, character, updated_at)
             SELECT character_id, campaign_id, vtt_character_id, name, character_type, character, updated_at
             FROM given WHERE true
             ON CONFLICT (campaign_id, vtt_character_id) DO UPDATE SET name = excluded.name,
               character_type = excluded.character_type, character = excluded.character,
               updated_at = excluded.updated_at, removed_at = NULL
             RETURNING vtt_character_id, character_id",
        );
        let mut ids: HashMap<String, CharacterId> = HashMap::new();
        if !given.is_empty() {
            for row in transaction.all(upsert.over(given)).await? {
                ids.insert(row.get("vtt_character_id")?, row.get("character_id")?);
            }
        }
        transaction.commit().await?;
        self.cache.forget(Topic::Characters(campaign_id)).await;
        if let Some(owner_id) = owner {
            self.cache.forget(Topic::Campaigns(owner_id)).await;
        }
        let stored = |(_, character): &(CharacterId, Character)| {
            let id = ids.get(&*storable(&character.vtt_character_id)).copied();
            Ok(StoredCharacter {
                character_id: id.ok_or(StoreError::Corrupt { what: "character" })?,
                character: character.clone(),
            })
        };
        characters.iter().map(stored).collect()
    }

    /// Marks a character as gone.
    pub(super) async fn mark_character_removed(
        &self,
        campaign_id: CampaignId,
        vtt_character_id: &str,
        now: Timestamp,
    ) -> Result<Option<CharacterId>, StoreError> {
        let remove = command(
            "UPDATE characters SET removed_at = $1 WHERE campaign_id = $2 AND vtt_character_id = $3
             AND removed_at IS NULL RETURNING character_id",
        );
        let remove = remove.bind(now).bind(campaign_id).bind(vtt_character_id);
        let removed = self.database.optional(remove).await?;
        self.cache.forget(Topic::Characters(campaign_id)).await;
        removed.map(|row| row.get("character_id")).transpose()
    }

    /// Assigns a character to a streamer of the campaign, or to nobody; false when either is not of it.
    pub async fn assign_character(
        &self,
        campaign_id: CampaignId,
        character_id: CharacterId,
        streamer_id: Option<StreamerId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut transaction = self.database.write().await?;
        let character =
            query("SELECT 1 FROM characters WHERE campaign_id = $1 AND character_id = $2");
        let character = character.bind(campaign_id).bind(character_id);
        if transaction.optional(character).await?.is_none() {
            return Ok(false);
        }
        let Some(streamer_id) = streamer_id else {
            let withdraw =
                command("DELETE FROM assignments WHERE campaign_id = $1 AND character_id = $2");
            transaction.run(withdraw.bind(campaign_id).bind(character_id)).await?;
            transaction.commit().await?;
            self.cache.forget(Topic::Characters(campaign_id)).await;
            return Ok(true);
        };
        let member = query(
            "SELECT 1 FROM memberships WHERE campaign_id = $1 AND streamer_id = $2 AND status = 'active'",
        );
        if transaction.optional(member.bind(campaign_id).bind(streamer_id)).await?.is_none() {
            return Ok(false);
        }
        let assign = command(
            "INSERT INTO assignments (campaign_id, character_id, streamer_id, assigned_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (campaign_id, character_id) DO UPDATE SET streamer_id = excluded.streamer_id,
               assigned_at = excluded.assigned_at",
        );
        let assign = assign.bind(campaign_id).bind(character_id).bind(streamer_id).bind(now);
        transaction.run(assign).await?;
        transaction.commit().await?;
        self.cache.forget(Topic::Characters(campaign_id)).await;
        Ok(true)
    }
}
