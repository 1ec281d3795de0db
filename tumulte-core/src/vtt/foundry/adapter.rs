//! The Foundry adapter.

use core::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::listener::Translator;
use crate::{
    model::{Character, MessageTables, VttKind, World},
    vtt::{
        Credentials, SubscriptionId, VttAdapter, VttError, VttEventHandler,
        live::{LiveConnection, LiveWorld, TableSource},
    },
};

/// Speaks to one paired Foundry world through the module's live connection.
///
/// A connection reaches exactly the world it was paired with; other ids are unknown campaigns.
#[derive(Clone)]
pub struct FoundryAdapter {
    world: LiveWorld,
    tables: Arc<dyn TableSource>,
}

impl FoundryAdapter {
    /// The adapter over this connection, without any tables.
    #[must_use]
    pub fn new(live: Arc<dyn LiveConnection>) -> Self {
        Self { world: LiveWorld::new(live), tables: Arc::new(MessageTables::new()) }
    }

    /// Reads messages by the tables of this source.
    #[must_use]
    pub fn with_tables(mut self, tables: Arc<dyn TableSource>) -> Self {
        self.tables = tables;
        self
    }
}

#[async_trait]
impl VttAdapter for FoundryAdapter {
    fn kind(&self) -> VttKind {
        VttKind::Foundry
    }

    /// The handshake proved the token; what remains is that the module at the other end runs the
    /// world the credentials are for.
    async fn validate_credentials(&self, credentials: &Credentials) -> Result<(), VttError> {
        self.world.validate(credentials).await
    }

    async fn list_campaigns(&self) -> Result<Vec<World>, VttError> {
        self.world.campaigns().await
    }

    async fn list_characters(&self, vtt_campaign_id: &str) -> Result<Vec<Character>, VttError> {
        self.world.characters(vtt_campaign_id).await
    }

    async fn subscribe(
        &self,
        vtt_campaign_id: &str,
        handler: Arc<dyn VttEventHandler>,
    ) -> Result<SubscriptionId, VttError> {
        self.world.check(vtt_campaign_id)?;
        let translator =
            Translator::new(vtt_campaign_id.to_owned(), handler, Arc::clone(&self.tables));
        self.world.live().listen(Arc::new(translator)).await
    }

    async fn unsubscribe(&self, subscription: SubscriptionId) -> Result<(), VttError> {
        self.world.live().dismiss(subscription).await
    }
}

impl fmt::Debug for FoundryAdapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FoundryAdapter")
            .field("vtt_campaign_id", &self.world.live().vtt_campaign_id())
            .field("is_live", &self.world.live().is_live())
            .finish_non_exhaustive()
    }
}
