//! One world behind a live connection.

use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::LiveConnection;
use crate::{
    model::{Character, MessageTables, SystemId, VttKind, World},
    vtt::{
        Credentials, VttError,
        foundry::{ActorContext, read_character},
    },
};

/// Where the tables of a game system come from: the rule files of a
/// [`Catalog`](crate::systems::Catalog), or whoever stands in for them.
pub trait TableSource: Send + Sync {
    /// The tables by which this tabletop's messages of this game system are read; empty when there
    /// are none.
    fn message_tables(&self, vtt: &VttKind, system: &SystemId) -> MessageTables;
}

/// The same tables for every tabletop and system.
impl TableSource for MessageTables {
    fn message_tables(&self, _: &VttKind, _: &SystemId) -> MessageTables {
        self.clone()
    }
}

/// The world a connection was paired with. It reaches that one and no other.
#[derive(Clone)]
pub(in crate::vtt) struct LiveWorld(Arc<dyn LiveConnection>);

impl LiveWorld {
    pub(in crate::vtt) const fn new(live: Arc<dyn LiveConnection>) -> Self {
        Self(live)
    }

    pub(in crate::vtt) fn live(&self) -> &dyn LiveConnection {
        &*self.0
    }

    /// Refuses the id of another world.
    pub(in crate::vtt) fn check(&self, vtt_campaign_id: &str) -> Result<(), VttError> {
        if vtt_campaign_id == self.0.vtt_campaign_id() {
            Ok(())
        } else {
            Err(VttError::UnknownCampaign { id: vtt_campaign_id.to_owned() })
        }
    }

    /// Whether the credentials are for this world, and somebody who runs it is there.
    pub(in crate::vtt) async fn validate(&self, credentials: &Credentials) -> Result<(), VttError> {
        if credentials.account != self.0.vtt_campaign_id() {
            return Err(VttError::InvalidCredentials);
        }
        let worlds = self.campaigns().await?;
        if worlds.is_empty() { Err(VttError::InvalidCredentials) } else { Ok(()) }
    }

    /// The world as the other end describes it; nobody speaks for others.
    pub(in crate::vtt) async fn campaigns(&self) -> Result<Vec<World>, VttError> {
        let mut worlds: Vec<World> = self.ask("query:campaigns", "campaigns").await?;
        worlds.retain(|world| world.vtt_campaign_id == self.0.vtt_campaign_id());
        Ok(worlds)
    }

    pub(in crate::vtt) async fn characters(
        &self,
        vtt_campaign_id: &str,
    ) -> Result<Vec<Character>, VttError> {
        self.check(vtt_campaign_id)?;
        let sent: Vec<Value> = self.ask("query:characters", "characters").await?;
        let unexpected = |_| VttError::UnexpectedAnswer { expected: "characters" };
        let read = |sent| read_character(sent, &ActorContext::of_event(sent)).map_err(unexpected);
        sent.iter().map(read).collect()
    }

    /// Asks for a list and takes it out of the acknowledgement.
    async fn ask<T: DeserializeOwned>(
        &self,
        event: &str,
        field: &'static str,
    ) -> Result<T, VttError> {
        if !self.0.is_live() {
            return Err(VttError::NotConnected);
        }
        let mut answer = self.0.query(event, json!({})).await?;
        if answer.get("ok").and_then(Value::as_bool) != Some(true) {
            let code = answer.get("code").and_then(Value::as_str).unwrap_or("unknown");
            return Err(VttError::Refused { reason: code.chars().take(64).collect() });
        }
        let list = answer.get_mut(field).map_or(Value::Null, Value::take);
        serde_json::from_value(list).map_err(|_| VttError::UnexpectedAnswer { expected: field })
    }
}
