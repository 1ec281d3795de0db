//! What goes on in a campaign right now, for who has just come to watch.

use super::{
    Audience, CharacterState, CombatState, Draft, GmEvent, Store, StoreError, StreamEvent, Topic,
    stream_character, stream_combat,
};
use crate::model::CampaignId;

/// The state of a campaign as an audience sees it: `combat:state`, `character:state`. Rolls are no state, a game
/// master's characters are a list of their own, and polls are no business of a store; there is none for those.
///
/// # Errors
///
/// The store failed.
pub async fn snapshot<S: Store + ?Sized>(
    store: &S,
    campaign_id: CampaignId,
    audience: Audience,
    topic: Topic,
) -> Result<Option<Draft>, StoreError> {
    match (topic, audience) {
        (Topic::Combat, Audience::Gm) => {
            let combats = store.combats(campaign_id).await?;
            let state = CombatState { campaign_id, combats };
            Draft::for_gm(&GmEvent::Combats(state)).map(Some)
        }
        (Topic::Combat, Audience::Stream) => {
            let combats = store.combats(campaign_id).await?.iter().map(stream_combat).collect();
            let state = CombatState { campaign_id, combats };
            Draft::for_stream(&StreamEvent::Combats(state)).map(Some)
        }
        (Topic::Characters, Audience::Stream) => {
            character_state(store, campaign_id).await.map(Some)
        }
        (Topic::Characters, Audience::Gm) | (Topic::Dice | Topic::Polls, _) => Ok(None),
    }
}

/// Every player character as streams see them.
pub(super) async fn character_state<S: Store + ?Sized>(
    store: &S,
    campaign_id: CampaignId,
) -> Result<Draft, StoreError> {
    let present = store.present_characters(campaign_id).await?;
    let characters = present
        .iter()
        .filter_map(|stored| stream_character(Some(stored.character_id), &stored.character))
        .collect();
    Draft::for_stream(&StreamEvent::Characters(CharacterState { campaign_id, characters }))
}
