//! The Foundry adapter.

use core::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::{
    actor::{ActorContext, read_character},
    listener::Translator,
    live::LiveConnection,
};
use crate::{
    model::{Character, MessageTables, SystemId, VttKind, World},
    vtt::{Credentials, SubscriptionId, VttAdapter, VttError, VttEventHandler},
};

/// Where the tables of a game system come from: the rule files, or whoever stands in for them.
pub trait HintSource: Send + Sync {
    /// The tables for this game system; empty when there are none.
    fn message_tables(&self, system: &SystemId) -> MessageTables;
}

/// The same tables for every system.
impl HintSource for MessageTables {
    fn message_tables(&self, _: &SystemId) -> MessageTables {
        self.clone()
    }
}

/// Speaks to one paired Foundry world through the module's live connection.
///
/// A connection reaches exactly the world it was paired with; other ids are unknown campaigns.
#[derive(Clone)]
pub struct FoundryAdapter {
    live: Arc<dyn LiveConnection>,
    hints: Arc<dyn HintSource>,
}

impl FoundryAdapter {
    /// The adapter over this connection, without any hints.
    #[must_use]
    pub fn new(live: Arc<dyn LiveConnection>) -> Self {
        Self { live, hints: Arc::new(MessageTables::new()) }
    }

    /// Reads hints along the tables of this source.
    #[must_use]
    pub fn with_hints(mut self, hints: Arc<dyn HintSource>) -> Self {
        self.hints = hints;
        self
    }

    /// Asks for a list and takes it out of the acknowledgement.
    async fn ask<T: DeserializeOwned>(
        &self,
        event: &str,
        field: &'static str,
    ) -> Result<T, VttError> {
        if !self.live.is_live() {
            return Err(VttError::NotConnected);
        }
        let mut answer = self.live.query(event, json!({})).await?;
        if answer.get("ok").and_then(Value::as_bool) != Some(true) {
            let code = answer.get("code").and_then(Value::as_str).unwrap_or("unknown");
            return Err(VttError::Refused { reason: code.chars().take(64).collect() });
        }
        let list = answer.get_mut(field).map_or(Value::Null, Value::take);
        serde_json::from_value(list).map_err(|_| VttError::UnexpectedAnswer { expected: field })
    }

    fn own_world(&self, vtt_campaign_id: &str) -> Result<(), VttError> {
        if vtt_campaign_id == self.live.vtt_campaign_id() {
            Ok(())
        } else {
            Err(VttError::UnknownCampaign { id: vtt_campaign_id.to_owned() })
        }
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
        if credentials.account != self.live.vtt_campaign_id() {
            return Err(VttError::InvalidCredentials);
        }
        match self.get_campaign(&credentials.account).await {
            Err(VttError::UnknownCampaign { .. }) => Err(VttError::InvalidCredentials),
            other => other.map(|_| ()),
        }
    }

    async fn list_campaigns(&self) -> Result<Vec<World>, VttError> {
        let mut worlds: Vec<World> = self.ask("query:campaigns", "campaigns").await?;
        // A module speaks for the world it was paired with and for no other.
        worlds.retain(|world| world.vtt_campaign_id == self.live.vtt_campaign_id());
        Ok(worlds)
    }

    async fn list_characters(&self, vtt_campaign_id: &str) -> Result<Vec<Character>, VttError> {
        self.own_world(vtt_campaign_id)?;
        let sent: Vec<Value> = self.ask("query:characters", "characters").await?;
        let unexpected = |_| VttError::UnexpectedAnswer { expected: "characters" };
        let read = |sent| read_character(sent, &ActorContext::of_event(sent)).map_err(unexpected);
        sent.iter().map(read).collect()
    }

    async fn subscribe(
        &self,
        vtt_campaign_id: &str,
        handler: Arc<dyn VttEventHandler>,
    ) -> Result<SubscriptionId, VttError> {
        self.own_world(vtt_campaign_id)?;
        let translator =
            Translator::new(vtt_campaign_id.to_owned(), handler, Arc::clone(&self.hints));
        self.live.listen(Arc::new(translator)).await
    }

    async fn unsubscribe(&self, subscription: SubscriptionId) -> Result<(), VttError> {
        self.live.dismiss(subscription).await
    }
}

impl fmt::Debug for FoundryAdapter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FoundryAdapter")
            .field("vtt_campaign_id", &self.live.vtt_campaign_id())
            .field("is_live", &self.live.is_live())
            .finish_non_exhaustive()
    }
}
