//! The adapter of every table behind a relay.

use core::fmt;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;

use super::{Guard, translator::Translator};
use crate::{
    model::{Character, MessageTables, SystemId, Timestamp, VttKind, World},
    vtt::{
        AdapterSettings, Credentials, LiveConnection, SubscriptionId, TableSource, VttAdapter,
        VttError, VttEventHandler, live::LiveWorld,
    },
};

/// Speaks to one table through the relay in a participant's browser tab.
///
/// There is no public API to speak to instead: see [the module](crate::vtt::relay). The relay answers for
/// the table it was paired with; other ids are unknown campaigns.
#[derive(Clone)]
pub struct RelayAdapter {
    vtt: VttKind,
    world: LiveWorld,
    tables: Arc<dyn TableSource>,
    system: Option<SystemId>,
    joined_at: Option<Timestamp>,
}

impl RelayAdapter {
    /// The tabletops a relay may speak for.
    pub const KINDS: [VttKind; 9] = [
        VttKind::Roll20,
        VttKind::Alchemy,
        VttKind::Beyond20,
        VttKind::Ddb,
        VttKind::FantasyGrounds,
        VttKind::TaleSpire,
        VttKind::Owlbear,
        VttKind::Demiplane,
        VttKind::Pixels,
    ];

    /// The adapter for a table of `vtt` over this connection, without any tables.
    #[must_use]
    pub fn new(vtt: VttKind, live: Arc<dyn LiveConnection>) -> Self {
        let tables = Arc::new(MessageTables::new());
        Self { vtt, world: LiveWorld::new(live), tables, system: None, joined_at: None }
    }

    /// The adapter as a registry makes it.
    ///
    /// # Errors
    ///
    /// `vtt.missing_setting` without a live connection.
    pub fn from_settings(vtt: VttKind, settings: AdapterSettings) -> Result<Self, VttError> {
        let live = settings.live.ok_or(VttError::MissingSetting { setting: "live" })?;
        let mut adapter = Self::new(vtt, live);
        if let Some(tables) = settings.tables {
            adapter.tables = tables;
        }
        adapter.system = settings.system;
        adapter.joined_at = settings.joined_at;
        Ok(adapter)
    }
}

#[async_trait]
impl VttAdapter for RelayAdapter {
    fn kind(&self) -> VttKind {
        self.vtt.clone()
    }

    /// The pairing proved the relay's token; what remains is that it sits at the table the
    /// credentials are for. Accounts and passwords of the tabletop are never asked for.
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
        let translator = Translator {
            vtt_campaign_id: vtt_campaign_id.to_owned(),
            vtt: self.vtt.clone(),
            system: self.system.clone(),
            handler,
            tables: Arc::clone(&self.tables),
            guard: Mutex::new(Guard::new(self.joined_at)),
        };
        self.world.live().listen(Arc::new(translator)).await
    }

    async fn unsubscribe(&self, subscription: SubscriptionId) -> Result<(), VttError> {
        self.world.live().dismiss(subscription).await
    }
}

impl fmt::Debug for RelayAdapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RelayAdapter")
            .field("vtt", &self.vtt)
            .field("vtt_campaign_id", &self.world.live().vtt_campaign_id())
            .field("is_live", &self.world.live().is_live())
            .finish_non_exhaustive()
    }
}
