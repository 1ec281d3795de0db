//! The module's events become events of any tabletop.

use std::sync::Arc;

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::Value;

use super::{
    actor::{ActorContext, read_character},
    adapter::HintSource,
    combat::parse_combat_event,
    live::LiveListener,
    message::read_message,
};
use crate::{
    model::{Actor, SystemId},
    vtt::{MessageContext, Reading, VttError, VttEvent, VttEventHandler},
};

/// Reads what the module sends and hands it on.
pub(super) struct Translator {
    vtt_campaign_id: String,
    handler: Arc<dyn VttEventHandler>,
    hints: Arc<dyn HintSource>,
}

impl Translator {
    pub(super) fn new(
        vtt_campaign_id: String,
        handler: Arc<dyn VttEventHandler>,
        hints: Arc<dyn HintSource>,
    ) -> Self {
        Self { vtt_campaign_id, handler, hints }
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
            "character:update" => {
                let character = payload.get("character").unwrap_or(&Value::Null);
                let character = read_character(character, &ActorContext::of_event(payload))?;
                VttEvent::Character(Box::new(character))
            }
            "character:delete" => {
                VttEvent::CharacterDeleted { vtt_character_id: word(payload, "vttCharacterId")? }
            }
            _ if event.starts_with("combat:") => {
                let (change, combat) = parse_combat_event(event, payload)?;
                VttEvent::Combat { change, combat: Box::new(combat) }
            }
            _ if event.starts_with("inventory:") => {
                VttEvent::Inventory { event: event.to_owned(), payload: payload.clone() }
            }
            _ => return Ok(None),
        }))
    }

    fn rolls(&self, payload: &Value) -> Result<Reading, VttError> {
        let system = payload.pointer("/system/id").and_then(Value::as_str);
        let system = SystemId::new(system.ok_or_else(|| malformed("a system id", "none"))?);
        let message = payload.get("message").ok_or_else(|| malformed("a message", "none"))?;
        let actor = payload.get("actor").and_then(|actor| Actor::deserialize(actor).ok());
        let tables = self.hints.message_tables(&system);
        read_message(message, &tables, &MessageContext::new(system).with_actor(actor))
    }
}

#[async_trait]
impl LiveListener for Translator {
    async fn event(&self, event: &str, payload: &Value) {
        let translated = match self.translate(event, payload) {
            Ok(None) => return,
            Ok(Some(translated)) => translated,
            Err(error) => VttEvent::Unreadable { event: event.to_owned(), error },
        };
        self.handler.handle(&self.vtt_campaign_id, translated).await;
    }
}

fn malformed(expected: &'static str, found: &str) -> VttError {
    VttError::Malformed { expected, found: found.to_owned() }
}

fn word(payload: &Value, field: &'static str) -> Result<String, VttError> {
    let text = payload.get(field).and_then(Value::as_str);
    text.map(str::to_owned).ok_or_else(|| malformed(field, "none"))
}
