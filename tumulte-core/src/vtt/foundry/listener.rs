//! The module's events become events of any tabletop.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

use super::message::read_message;
use crate::{
    model::{Actor, SystemId, VttKind},
    vtt::{
        MessageContext, Reading, VttError, VttEvent, VttEventHandler,
        field::below,
        live::{LiveListener, TableSource, malformed, table_event, told, word},
    },
};

/// Reads what the module sends and hands it on.
pub(super) struct Translator {
    vtt_campaign_id: String,
    handler: Arc<dyn VttEventHandler>,
    tables: Arc<dyn TableSource>,
}

impl Translator {
    pub(super) fn new(
        vtt_campaign_id: String,
        handler: Arc<dyn VttEventHandler>,
        tables: Arc<dyn TableSource>,
    ) -> Self {
        Self { vtt_campaign_id, handler, tables }
    }

    /// What an event means; none for those that concern the connection alone.
    fn translate(&self, event: &str, payload: &Value) -> Result<Option<VttEvent>, VttError> {
        let world = payload.get("worldId").and_then(Value::as_str);
        if world.is_some_and(|world| world != self.vtt_campaign_id) {
            return Ok(None);
        }
        Ok(Some(match event {
            "dice:roll" => VttEvent::Rolls(self.rolls(payload)?),
            "dice:update" => VttEvent::RollsChanged(self.rolls(payload)?),
            "dice:delete" => VttEvent::RollsDeleted { message_id: word(payload, "messageId")? },
            _ => return table_event(event, payload),
        }))
    }

    fn rolls(&self, payload: &Value) -> Result<Reading, VttError> {
        let system = below(payload, "/system/id").and_then(Value::as_str);
        let system = SystemId::new(system.ok_or_else(|| malformed("a system id", "none"))?);
        let message = payload.get("message").ok_or_else(|| malformed("a message", "none"))?;
        let actor = payload.get("actor").and_then(|actor| Actor::deserialize(actor).ok());
        let tables = self.tables.message_tables(&VttKind::Foundry, &system);
        read_message(message, &tables, &MessageContext::new(system).with_actor(actor))
    }
}

#[async_trait]
impl LiveListener for Translator {
    async fn event(&self, event: &str, payload: &Value) {
        if let Some(told) = told(event, self.translate(event, payload)) {
            self.handler.handle(&self.vtt_campaign_id, told).await;
        }
    }
}
