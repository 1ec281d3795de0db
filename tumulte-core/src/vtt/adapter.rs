//! The role every tabletop's adapter plays.

use std::sync::Arc;

use async_trait::async_trait;

use super::{Credentials, VttError, VttEventHandler};
use crate::model::{Character, VttKind, World};

/// A running subscription, to be handed back to [`VttAdapter::unsubscribe`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SubscriptionId(pub u64);

/// Our way to one tabletop: who plays what there, and what happens at its tables.
///
/// The trait is object-safe and open: embedders write their own and enter it into an
/// [`AdapterRegistry`](super::AdapterRegistry).
#[async_trait]
pub trait VttAdapter: Send + Sync {
    /// Which tabletop it speaks to.
    fn kind(&self) -> VttKind;

    /// Asks the tabletop whether it lets us in.
    ///
    /// # Errors
    ///
    /// `vtt.invalid_credentials`, or why it could not be asked: `vtt.not_connected`, `vtt.timeout`.
    async fn validate_credentials(&self, credentials: &Credentials) -> Result<(), VttError>;

    /// Buys fresh credentials; none where the tabletop knows no such thing.
    ///
    /// # Errors
    ///
    /// `vtt.invalid_credentials` when the refresh token is spent, or why it could not be asked.
    async fn refresh_token(
        &self,
        _credentials: &Credentials,
    ) -> Result<Option<Credentials>, VttError> {
        Ok(None)
    }

    /// Every campaign the credentials reach.
    ///
    /// # Errors
    ///
    /// Why the tabletop could not be asked, or did not answer sensibly.
    async fn list_campaigns(&self) -> Result<Vec<World>, VttError>;

    /// One campaign by the tabletop's id.
    ///
    /// # Errors
    ///
    /// `vtt.unknown_campaign`, or as [`list_campaigns`](Self::list_campaigns).
    async fn get_campaign(&self, vtt_campaign_id: &str) -> Result<World, VttError> {
        self.list_campaigns()
            .await?
            .into_iter()
            .find(|world| world.vtt_campaign_id == vtt_campaign_id)
            .ok_or_else(|| VttError::UnknownCampaign { id: vtt_campaign_id.to_owned() })
    }

    /// Every character of a campaign.
    ///
    /// # Errors
    ///
    /// `vtt.unknown_campaign`, or why the tabletop could not be asked.
    async fn list_characters(&self, vtt_campaign_id: &str) -> Result<Vec<Character>, VttError>;

    /// One character by the tabletop's id.
    ///
    /// # Errors
    ///
    /// `vtt.unknown_character`, or as [`list_characters`](Self::list_characters).
    async fn get_character(
        &self,
        vtt_campaign_id: &str,
        vtt_character_id: &str,
    ) -> Result<Character, VttError> {
        self.list_characters(vtt_campaign_id)
            .await?
            .into_iter()
            .find(|character| character.vtt_character_id == vtt_character_id)
            .ok_or_else(|| VttError::UnknownCharacter { id: vtt_character_id.to_owned() })
    }

    /// Hands everything that happens in a campaign to `handler` until unsubscribed: rolls,
    /// character updates, combat, inventory.
    ///
    /// # Errors
    ///
    /// `vtt.unknown_campaign`, or why the tabletop could not be asked.
    async fn subscribe(
        &self,
        vtt_campaign_id: &str,
        handler: Arc<dyn VttEventHandler>,
    ) -> Result<SubscriptionId, VttError>;

    /// Ends a subscription.
    ///
    /// # Errors
    ///
    /// `vtt.unknown_subscription`
    async fn unsubscribe(&self, subscription: SubscriptionId) -> Result<(), VttError>;
}
