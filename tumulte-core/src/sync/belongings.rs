//! `inventory:*`: what characters carry, and what they use of it.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{
    CharacterRef, Draft, GmEvent, InventoryNews, InventoryUpdate, ItemNews, ItemUse, Platform,
    Publisher, Store, StoreError, StoredCharacter, StreamEvent, StreamItem, SyncError, SyncService,
    envelope, stream_character,
};
use crate::{
    model::{
        CampaignId, Character, CharacterId, CharacterKind, Connection, InventoryItem, SystemId,
        SystemRef, VttKind,
    },
    vtt::{VttError, foundry::parse_belonging},
};

/// How much a character may carry.
const MAX_ITEMS: usize = 2000;

/// The longest mark of a use, in characters.
const MAX_USE_ID: usize = 128;

impl<S: Store, P: Publisher, E: Platform> SyncService<S, P, E> {
    /// `inventory:update`: changes what a character carries; gives the character's id, none for one that is not known.
    ///
    /// Feats, spells and whatever else is no belonging are passed over.
    ///
    /// # Errors
    ///
    /// `event.*`, `vtt.*`, `world.mismatch`, `campaign.not_imported`, `storage.*`.
    pub async fn update_inventory(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<Option<CharacterId>, SyncError> {
        let event: InventoryUpdate = envelope::open(payload)?;
        let campaign = self.campaign(connection, &event.world_id).await?;
        let system = event.system.as_ref().or(campaign.system.as_ref());
        let mut changed = Vec::with_capacity(event.items.len());
        for sent in event.items {
            changed.extend(read_item(&connection.vtt, sent, system)?);
        }
        let id = campaign.campaign_id;
        envelope::check_id("character", &event.vtt_character_id)?;
        let Some(known) = self.store.character(id, &event.vtt_character_id).await? else {
            return Ok(None);
        };
        let inventory = merged(known.character.inventory.clone(), changed, &event.removed)?;
        if inventory == known.character.inventory {
            return Ok(Some(known.character_id));
        }
        let character = Character { inventory, ..known.character.clone() };
        let drafts = inventory_drafts(id, &known, &character)?;
        let now = self.platform.now();
        let put = [(known.character_id, character)];
        self.store.put_characters(id, &put, false, now).await?;
        self.append(id, &drafts).await?;
        Ok(Some(known.character_id))
    }

    /// `inventory:item-used`: tells that a character used something; nothing is stored but the news.
    ///
    /// Streams hear of player characters alone, and of nothing that is hidden from the players.
    ///
    /// # Errors
    ///
    /// As [`update_inventory`](Self::update_inventory).
    pub async fn use_item(
        &self,
        connection: &Connection,
        payload: Value,
    ) -> Result<Option<CharacterId>, SyncError> {
        let event: ItemUse = envelope::open(payload)?;
        let campaign = self.campaign(connection, &event.world_id).await?;
        let system = event.system.as_ref().or(campaign.system.as_ref());
        let used_at = event.timestamp.unwrap_or_else(|| self.platform.now());
        let item = read_item(&connection.vtt, event.item, system)?;
        envelope::check_id("character", &event.vtt_character_id)?;
        let known = self.store.character(campaign.campaign_id, &event.vtt_character_id).await?;
        let (Some(item), Some(known)) = (item, known) else { return Ok(None) };
        let news = ItemNews {
            campaign_id: campaign.campaign_id,
            character: CharacterRef::of(known.character_id, &known.character),
            item,
            use_id: event.use_id.map(|id| id.chars().take(MAX_USE_ID).collect()),
            used_at,
        };
        let shown = Some(StreamItem::of(&news.item))
            .filter(|_| known.character.character_type == CharacterKind::Pc)
            .flatten();
        let shown = shown.map(|item| news.clone().with_item(item));
        let mut drafts = vec![Draft::for_gm(&GmEvent::ItemUsed(news))?];
        if let Some(news) = shown {
            drafts.push(Draft::for_stream(&StreamEvent::ItemUsed(news))?);
        }
        self.append(campaign.campaign_id, &drafts).await?;
        Ok(Some(known.character_id))
    }
}

/// Reads one thing: finished, or the tabletop's document; none for what is no belonging.
fn read_item(
    vtt: &VttKind,
    sent: Value,
    system: Option<&SystemRef>,
) -> Result<Option<InventoryItem>, SyncError> {
    if let Some(item) = sent.get("item").filter(|item| item.is_object() && *vtt == VttKind::Foundry)
    {
        let system = system.map_or_else(|| SystemId::from(""), |system| system.id.clone());
        return Ok(parse_belonging(item, &system)?);
    }
    let item: InventoryItem =
        serde_json::from_value(sent).map_err(|error| SyncError::Malformed(error.to_string()))?;
    Ok(Some(item).filter(|item| !item.vtt_item_id.is_empty()))
}

/// What a character carries after a change.
fn merged(
    mut inventory: Vec<InventoryItem>,
    changed: Vec<InventoryItem>,
    removed: &[String],
) -> Result<Vec<InventoryItem>, VttError> {
    let removed: HashSet<&str> = removed.iter().map(String::as_str).collect();
    inventory.retain(|item| !removed.contains(item.vtt_item_id.as_str()));
    let mut places: HashMap<String, usize> = inventory
        .iter()
        .enumerate()
        .map(|(place, item)| (item.vtt_item_id.clone(), place))
        .collect();
    for item in changed {
        let place = places.get(&item.vtt_item_id);
        if let Some(known) = place.and_then(|place| inventory.get_mut(*place)) {
            *known = item;
        } else {
            places.insert(item.vtt_item_id.clone(), inventory.len());
            inventory.push(item);
        }
    }
    if inventory.len() > MAX_ITEMS {
        return Err(VttError::TooManyEntries { what: "items" });
    }
    Ok(inventory)
}

fn inventory_drafts(
    campaign_id: CampaignId,
    known: &StoredCharacter,
    character: &Character,
) -> Result<Vec<Draft>, StoreError> {
    let id = known.character_id;
    let news = InventoryNews { campaign_id, id, inventory: character.inventory.clone() };
    let mut drafts = vec![Draft::for_gm(&GmEvent::Inventory(news))?];
    let shown = |character| stream_character(Some(id), character);
    let (before, after) = (shown(&known.character), shown(character));
    if let Some(after) = after.filter(|after| before.as_ref() != Some(after)) {
        let news = InventoryNews { campaign_id, id, inventory: after.into_inventory() };
        drafts.push(Draft::for_stream(&StreamEvent::Inventory(news))?);
    }
    Ok(drafts)
}
